"""Mails nobody would write: real ones cut, mixed, doubled, with bytes turned and headers of any kind."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from typing import Final

from tests.rules.mailbox.corpus import AWAY, BOUNCES, REPLIES

EVIL: Final = (
    b"<script>alert(1)</script>", b"<img src=x onerror=alert(1)>", b"javascript:alert(1)", b"\x00", b"\xff\xfe",
    b"=?utf-8?B?!!!?=", b"=?x-unknown?Q?=FF?=", b"\r\n\r\n", b"boundary=", b"--b",
    b"{{ 7*7 }}", b"%s%n", b"\xe2\x80\xae",
    b"A" * 5_000,
    b"<" * 3_000, b"> " * 2_000, b"(" * 3_000, b"\r\n ", b"\x1b[31m",
    "\u2028".encode(), b"'; DROP TABLE x--",
)  # fmt: skip
HEADERS: Final = (
    b"From", b"To", b"Subject", b"Date", b"Message-ID", b"References", b"In-Reply-To", b"Content-Type",
    b"Content-Transfer-Encoding", b"Content-Disposition", b"Auto-Submitted",
    b"Reply-To", b"Return-Path", b"Precedence",
)  # fmt: skip
VALUES: Final = (
    b"base64", b"quoted-printable", b"x-uuencode", b"7bit", b"multipart/mixed; boundary=b", b"multipart/mixed",
    b"text/html; charset=utf-7", b"text/plain; charset=zip", b"text/plain; charset=idna", b"message/rfc822",
    b"multipart/report; report-type=delivery-status; boundary=b", b"message/delivery-status", b"<>",
    b"Thu, 99 Foo 9999",
    b"Mon, 1 Jan 0001 00:00:00 +9999",
    b"attachment; filename*=utf-8''%FF%00x.exe", b"auto-replied", b"a@b@c <d@e>",
)  # fmt: skip
BASE: Final = [
    *REPLIES.values(),
    *(raw for raw, _ in AWAY.values()),
    *(raw for raw, _, _ in BOUNCES.values()),
]


def mails(count: int, seed: int) -> Iterator[bytes]:
    dice = random.Random(seed)
    for at in range(count):
        raw = dice.choice(BASE)
        for _ in range(dice.randint(1, 6)):
            raw = dice.choice((_turned, _cut, _mixed, _headed, _evil, _wrapped, _doubled))(raw, dice)
        yield raw if dice.random() < 0.3 else b"X-Number: %d\r\n" % at + raw


def _turned(raw: bytes, dice: random.Random) -> bytes:
    data = bytearray(raw)
    for _ in range(dice.randint(1, 20)):
        if data:
            data[dice.randrange(len(data))] = dice.randrange(256)
    return bytes(data)


def _cut(raw: bytes, dice: random.Random) -> bytes:
    return raw[: dice.randrange(len(raw) + 1)] if dice.random() < 0.5 else raw[dice.randrange(len(raw) + 1) :]


def _mixed(raw: bytes, dice: random.Random) -> bytes:
    other = dice.choice(BASE)
    return raw[: dice.randrange(len(raw) + 1)] + other[dice.randrange(len(other)) :]


def _headed(raw: bytes, dice: random.Random) -> bytes:
    value = dice.choice((*VALUES, *EVIL))
    return dice.choice(HEADERS) + b": " + value + b"\r\n" + raw


def _evil(raw: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(raw) + 1)
    return raw[:at] + dice.choice(EVIL) + raw[at:]


def _wrapped(raw: bytes, dice: random.Random) -> bytes:
    kind = dice.choice(
        (b"text/html", b"text/plain", b"message/rfc822", b"image/png", b"multipart/mixed; boundary=b")
    )
    head = b"From: <x@y.example>\r\nContent-Type: " + kind + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head + base64.encodebytes(raw[:20_000])


def _doubled(raw: bytes, _dice: random.Random) -> bytes:
    return raw[:60_000] * 2
