"""Whether others will believe that a mail is ours: what the sender's domain says in the DNS. Asked only on demand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import dns.exception
import dns.resolver

TIMEOUT: Final = 4.0


@dataclass(frozen=True, slots=True)
class Record:
    """One thing looked up. `verdict`: good | weak | missing | unknown (the DNS did not answer)."""

    name: str
    place: str
    verdict: str
    found: str = ""


def examine(address: str, selector: str, *, server: tuple[str, int] | None = None) -> list[Record]:
    """SPF, DKIM and DMARC of the sender's domain, and where its mail goes. `server`: another DNS server than usual."""
    domain = address.rpartition("@")[2]
    ask = _resolver(server)
    records = [_spf(ask, domain), _dmarc(ask, domain), _mx(ask, domain)]
    return [records[0], _dkim(ask, domain, selector), *records[1:]]


def _resolver(server: tuple[str, int] | None) -> dns.resolver.Resolver:
    found = dns.resolver.Resolver(configure=server is None)
    if server is not None:
        found.nameservers, found.port = [server[0]], server[1]
    found.lifetime = TIMEOUT
    return found


def _texts(ask: dns.resolver.Resolver, name: str, kind: str = "TXT") -> list[str] | None:
    """None: the DNS did not answer; an empty list: there is no such record."""
    try:
        answer = ask.resolve(name, kind)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError):
        return None
    if kind == "TXT":
        return [b"".join(row.strings).decode("utf-8", "replace") for row in answer]
    return [row.to_text() for row in answer]


def _spf(ask: dns.resolver.Resolver, domain: str) -> Record:
    """Which servers may send for the domain (RFC 7208). More than one record counts as none."""
    texts = _texts(ask, domain)
    found = [text for text in texts or () if text.lower().startswith("v=spf1")]
    verdict = _known(texts) or ("missing" if len(found) != 1 else "good" if _refuses(found[0]) else "weak")
    return Record("SPF", domain, verdict, " / ".join(found)[:300])


def _refuses(spf: str) -> bool:
    """-all or ~all at the end; +all and ?all let everybody in."""
    return spf.split()[-1].lower() in ("-all", "~all") or "redirect=" in spf.lower()


def _dkim(ask: dns.resolver.Resolver, domain: str, selector: str) -> Record:
    """The public key under which the provider signs (RFC 6376)."""
    place = f"{selector}._domainkey.{domain}" if selector else f"_domainkey.{domain}"
    if not selector:
        return Record("DKIM", place, "unknown", "")
    texts = _texts(ask, place)
    found = [text for text in texts or () if "p=" in text.replace(" ", "")]
    empty = any(text.replace(" ", "").rstrip(";").endswith("p=") for text in found)
    verdict = _known(texts) or ("missing" if not found or empty else "good")
    return Record("DKIM", place, verdict, " / ".join(found)[:120])


def _dmarc(ask: dns.resolver.Resolver, domain: str) -> Record:
    """What others shall do with mails that only pretend to be ours (RFC 7489)."""
    place = f"_dmarc.{domain}"
    texts = _texts(ask, place)
    found = [text for text in texts or () if text.lower().startswith("v=dmarc1")]
    weak = any("p=none" in text.replace(" ", "").lower() for text in found)
    return Record(
        "DMARC",
        place,
        _known(texts) or ("missing" if not found else "weak" if weak else "good"),
        " / ".join(found)[:300],
    )


def _mx(ask: dns.resolver.Resolver, domain: str) -> Record:
    """Whether answers to our mails arrive anywhere."""
    texts = _texts(ask, domain, "MX")
    return Record(
        "MX", domain, _known(texts) or ("good" if texts else "missing"), ", ".join(texts or ())[:300]
    )


def _known(texts: list[str] | None) -> str:
    return "unknown" if texts is None else ""
