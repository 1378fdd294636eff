"""Mail addresses in one normal form, and whose mailbox they are."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final

_LOCAL: Final = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN: Final = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])"
)
_PLAIN: Final = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9]+(?:-+[a-z0-9]+)*\.)+[a-z]{2,24}")
"""Nearly every address; what it does not match is looked at closely."""
_AROUND: Final = " \t\r\n\u00a0\u200b\ufeff'\"`´<>()[]{},;:"
_WORD_MARKS: Final = re.compile(r"[-_.+0-9]")
LONGEST: Final = 254
LONGEST_LOCAL: Final = 64


@lru_cache(maxsize=8_192)
def normal_mail(text: str) -> str | None:
    """Lower case, without `mailto:`, brackets, stray punctuation; an international domain as xn--. None: no address."""
    mail = text.lower()
    if len(mail) <= LONGEST_LOCAL and _PLAIN.fullmatch(mail):
        return mail
    return _read(text)[0]


def mail_fault(text: str) -> str | None:
    """Why it is no address: a code. None: it is one.

    mail_empty | mail_without_at | mail_several | mail_local_part | mail_domain | mail_too_long | mail_not_ascii
    """
    return _read(text)[1]


def _read(text: str) -> tuple[str | None, str | None]:
    local, at, domain = _bare(text).rpartition("@")
    fault = _fault(local, at, domain)
    if fault:
        return None, fault
    domain = _ascii(domain)
    if not _DOMAIN.fullmatch(domain):
        return None, "mail_domain"
    return (f"{local}@{domain}", None) if len(local) + len(domain) < LONGEST else (None, "mail_too_long")


def _fault(local: str, at: str, domain: str) -> str | None:
    if not at:
        return "mail_without_at" if domain else "mail_empty"
    if "@" in local:
        return "mail_several"
    if len(local) > LONGEST_LOCAL or len(domain) > LONGEST:
        return "mail_too_long"
    if not local.isascii():
        return "mail_not_ascii"
    return None if _LOCAL.fullmatch(local) else "mail_local_part"


def _bare(text: str) -> str:
    """ "Max <MAX@X.DE>", "mailto:max@x.de?subject=", "(max@x.de)." without what stands around."""
    mail = text.lower().strip(_AROUND)
    if "<" in mail:
        mail = mail.rpartition("<")[2].partition(">")[0]
    mail = mail.removeprefix("mailto:").partition("?subject=")[0]
    return mail.strip(_AROUND).rstrip(".").strip(_AROUND)


def _ascii(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def domain_of(mail: str) -> str:
    """ "muster.example" of "info@muster.example"; a leading www. belongs to the web, not to the company."""
    return mail.rpartition("@")[2].removeprefix("www.")


def is_shared_mailbox(mail: str, shared: Collection[str]) -> bool:
    """info@, office@, post@ ...: read by many, says nothing about a person. Also "info-berlin@" and "office2@"."""
    local = mail.partition("@")[0]
    return local in shared or _WORD_MARKS.split(local, maxsplit=1)[0] in shared


def is_free_mail(domain: str, free: Collection[str]) -> bool:
    """Domains where anybody may have a mailbox belong to no company."""
    return domain in free
