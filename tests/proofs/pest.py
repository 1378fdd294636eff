"""Nasty things, drawn from a seed: what breaks readers, writers, pages and spreadsheets."""

from __future__ import annotations

import json
from random import Random
from typing import Any, Final

CANARY: Final = "canary"
"""A page that runs one of these sets `window.canary` or asks for an address with this word in it."""
SCRIPTS: Final = (
    "<script>window.canary=1</script>",
    "<img src=x onerror=window.canary=1>",
    '"><svg/onload=window.canary=1>',
    "'-window.canary=1-'",
    "javascript:window.canary=1",
    "{{constructor.constructor('window.canary=1')()}}",
    "</script><script>window.canary=1</script>",
    "<iframe srcdoc='<script>parent.canary=1</script>'>",
    '<a href="http://canary.example/">x</a><link rel=stylesheet href=http://canary.example/a.css>',
    "<style>@import url(http://canary.example/b.css)</style>",
    '<body hx-get="/api/v1/balance" hx-trigger="load" hx-on::load="window.canary=1">',
)
FORMULAS: Final = ("=cmd|' /C calc'!A0", "+SUM(1;2)", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "＝1+1")
ODD: Final = (
    "\x00",
    "a\x00b",
    "\u202egnirts\u202c",
    "\u200f\u200e\ufeff\u200b",
    "Ä" * 3,
    "e\u0301" * 50,
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "\ufffe\uffff",
    "\x1b[31m\x07\x08",
    "\u2028\u2029",
    "%s%n%x {0} {} %(x)s ${x} #{x}",
    "' OR 1=1 --",
    "../../../../etc/passwd",
    "\r\nBcc: all@canary.example",
    "NULL",
    "nan",
    "1e999999",
    "-0",
    "٣٤٥",
    "İıſK",
    "x" * 5_000,
    "\x1f\ue000",
    "BEGIN:VCARD\nN:<b>;x\nEND:VCARD",
    "MECARD:N:,;;;",
    "0731 55512",
)
HALVES: Final = ("\ud800", "a\udfffb")
WRONG: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 2**63, 2**64, 10**400, 1e308, float("nan"), float("inf")),
    *([], {}, [[]], {"": ""}, [None] * 50, {"$ref": "#"}, {"__proto__": {"x": 1}}),
)
MOMENTS: Final = (
    *("9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "2026-02-30", "1969-12-31T23:59:59Z"),
    *("2026-11-23T25:00:00Z", "now", "0", "20261123", "2026-11-23T09:00:00.123456789+01:00"),
)
LARGE: Final = 10 * 1024 * 1024 + 1


class Pest:
    """`text()` for a field, `value()` for a place that wants something else, `body()` for a whole message."""

    def __init__(self, seed: int) -> None:
        self.random: Final = Random(seed)
        self.seed: Final = seed

    def one(self, among: Any) -> Any:
        return self.random.choice(among)

    def often(self, share: float) -> bool:
        return self.random.random() < share

    def text(self, *, halves: bool = False) -> str:
        kinds = [SCRIPTS, SCRIPTS, FORMULAS, ODD, MOMENTS] + [HALVES] * halves
        text = str(self.one(self.one(kinds)))
        return f"{self.one(('Müller', 'GmbH', '', ' '))}{text}" if self.often(0.5) else text

    def mail(self) -> str:
        return str(
            self.one((f"a{self.random.randrange(10**9)}@b.example", self.text(), f"{self.text()}@b.example"))
        )

    def some(self) -> Any:
        """Mostly a text, so that one message in two can be read at all."""
        return self.value() if self.often(0.05) else self.text()

    def reachable(self) -> str:
        """Mostly an address that mails can reach."""
        return f"a{self.random.randrange(10**9)}@b.example" if self.often(0.7) else self.mail()

    def value(self) -> Any:
        return self.one(WRONG) if self.often(0.3) else self.text(halves=True)

    def spoilt(self, sound: bytes) -> bytes:
        """Sometimes cut, overwritten, wrongly encoded, too deep or too large; mostly as it was."""
        if self.often(0.8):
            return sound
        return bytes(
            self.one(
                (
                    sound[: self.random.randrange(len(sound) + 1)],
                    sound.replace(b":", b"\xff", 1),
                    sound.decode("utf-8", "replace").encode("utf-16"),
                    b"[" * 20_000,
                    b'{"a":' * 5_000,
                    b"\xef\xbb\xbf" + sound,
                    self.random.randbytes(200),
                    b"",
                )
            )
        )

    def large(self) -> bool:
        """Ten megabytes are slow to make: one in five hundred."""
        return self.often(0.002)

    def json(self, message: Any) -> bytes:
        return json.dumps(message).encode()
