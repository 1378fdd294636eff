"""The door of the mailbox, from the wire on: each mail the server gives is one arrival, unless it was there before."""

from __future__ import annotations

import base64
from collections.abc import Callable
from itertools import count
from typing import Final

from leadflow.intake import corresponding, fetching, mailboxes
from leadflow.intake.imap import Came
from leadflow.intake.mailboxes import Box
from leadflow.kernel.actor import SYSTEM
from tests.clock import NOW
from tests.proofs.doors.registry import Knock, door, furnishing
from tests.proofs.pest import Pest
from tests.rules.mailbox import fuzz

VALIDITY: Final = 7
TYPES: Final = (
    "text/html",
    "text/plain",
    "text/html; charset=utf-7",
    "image/svg+xml",
    "text/calendar",
    "x/y; name=",
)


class _Server:
    """The mailbox of one house, and the mails it holds."""

    box: Box
    uids = count(1)
    last = b""


@furnishing
def _set_up() -> None:
    wanted = mailboxes.Wanted("post@muster.example", "127.0.0.1", 1, "none", channel="website")
    _Server.box = mailboxes.box(mailboxes.set_up(wanted, by=SYSTEM, now=NOW))
    _Server.uids, _Server.last = count(1), b""


def _line(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _part(pest: Pest) -> bytes:
    """Of any kind, with a name as strangers give files."""
    body = _line(pest.text())
    told = base64.encodebytes(body) if pest.often(0.5) else body
    how = b"base64" if told != body else pest.one((b"7bit", b"8bit", b"quoted-printable", b"x-none"))
    kind, name = _line(pest.one(TYPES)), _line(pest.text().replace("\r", "").replace("\n", ""))
    head = b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: " + how
    file = b'\r\nContent-Disposition: attachment; filename="' + name + b'"' if pest.often(0.3) else b""
    return head + file + b"\r\n\r\n" + told


def written(pest: Pest) -> bytes:
    """Somebody writes: names, subject, words and files full of nasty things."""
    sender = f'"{pest.text()}" <{pest.mail()}>' if pest.often(0.7) else pest.text()
    heads = {"From": sender, "To": "post@muster.example", "Subject": pest.text(), "Date": pest.text()}
    heads |= {"Reply-To": pest.text()} if pest.often(0.1) else {}
    head = b"".join(_line(f"{name}: {text}\r\n") for name, text in heads.items())
    if pest.often(0.5):
        return head + _part(pest)
    parts = b"".join(b"--b\r\n" + _part(pest) + b"\r\n" for _ in range(3))
    return head + b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + b"--b--"


def _spoilt(pest: Pest) -> bytes:
    return next(iter(fuzz.mails(1, pest.seed)))


@door("mailbox")
def mailbox(pest: Pest) -> Knock:
    """One mail after the other; now and then the server gives the one before once more."""
    again = bool(_Server.last) and pest.often(0.1)
    make: Callable[[Pest], bytes] = pest.one((written, _spoilt))
    raw = (
        _Server.last
        if again
        else b"Message-ID: <%d@x.example>\r\n" % pest.random.getrandbits(60) + make(pest)
    )
    _Server.last = raw
    came = Came(next(_Server.uids), raw, len(raw))
    fetching.take(_Server.box, VALIDITY, [came], now=NOW)
    corresponding.settle(_Server.box.id, now=NOW)
    return Knock(0, int(not again))
