"""What the DNS says of a sender's domain, asked of a real (if small) DNS server."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from leadflow.delivery import domains

ZONE = {
    ("good.example.", "TXT"): ['"v=spf1 include:mail.example -all"'],
    ("s1._domainkey.good.example.", "TXT"): ['"v=DKIM1; k=rsa; p=MIGfMA0"'],
    ("_dmarc.good.example.", "TXT"): ['"v=DMARC1; p=reject"'],
    ("good.example.", "MX"): ["10 mail.good.example."],
    ("weak.example.", "TXT"): ['"v=spf1 +all"', '"something else"'],
    ("_dmarc.weak.example.", "TXT"): ['"v=DMARC1; p=none"'],
    ("s1._domainkey.weak.example.", "TXT"): ['"v=DKIM1; p="'],
}


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, int]]:
    box = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    box.bind(("127.0.0.1", 0))
    box.settimeout(0.1)
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            try:
                wire, asker = box.recvfrom(4096)
            except TimeoutError:
                continue
            box.sendto(_answer(wire), asker)

    thread = threading.Thread(target=serve)
    thread.start()
    yield box.getsockname()
    stop.set()
    thread.join()
    box.close()


def _answer(wire: bytes) -> bytes:
    asked = dns.message.from_wire(wire)
    question = asked.question[0]
    name, kind = str(question.name), dns.rdatatype.to_text(question.rdtype)
    answer = dns.message.make_response(asked)
    answer.flags |= dns.flags.RA
    if rows := ZONE.get((name, kind)):
        answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *rows))
    elif not any(known == name for known, _ in ZONE):
        answer.set_rcode(dns.rcode.NXDOMAIN)
    return answer.to_wire()


def verdicts(address: str, selector: str, server: tuple[str, int]) -> dict[str, str]:
    return {record.name: record.verdict for record in domains.examine(address, selector, server=server)}


def test_a_domain_that_says_everything(server: tuple[str, int]) -> None:
    assert verdicts("post@good.example", "s1", server) == dict.fromkeys(
        ("SPF", "DKIM", "DMARC", "MX"), "good"
    )


def test_a_domain_that_says_too_little(server: tuple[str, int]) -> None:
    found = verdicts("post@weak.example", "s1", server)
    assert found == {"SPF": "weak", "DKIM": "missing", "DMARC": "weak", "MX": "missing"}


def test_a_domain_that_says_nothing(server: tuple[str, int]) -> None:
    found = verdicts("post@none.example", "", server)
    assert found == {"SPF": "missing", "DKIM": "unknown", "DMARC": "missing", "MX": "missing"}


def test_a_dns_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(domains, "TIMEOUT", 0.3)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        assert set(verdicts("post@good.example", "s1", silent.getsockname()).values()) == {"unknown"}
