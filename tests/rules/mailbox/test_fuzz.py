"""Whatever comes as a mail is read or told as unreadable, and never takes long."""

from __future__ import annotations

import os
import time
from typing import Final

import pytest

from leadflow.intake.doors.mailbox.letters import KINDS
from leadflow.intake.doors.mailbox.reading import everything, key_parts, read
from tests.rules.mailbox import fuzz

MANY: Final = int(os.environ.get("LEADFLOW_MAILS", "1000"))
"""The long proof asks for 20,000 (`python -m bench.mailbox`)."""


def seen(count: int, seed: int) -> float:
    """The longest time one of them took."""
    slowest = 0.0
    for raw in fuzz.mails(count, seed):
        began = time.perf_counter()
        letter = read(raw)
        slowest = max(slowest, time.perf_counter() - began)
        assert letter.kind in KINDS
        assert len(letter.text) < 10_000
        assert "\x00" not in f"{letter.text}{letter.subject}{letter.sender}"
        key_parts(raw)
        everything(raw)
    return slowest


def test_five_hundred_fuzzed_mails_are_read() -> None:
    assert seen(500, 1) < 5


@pytest.mark.slow
def test_many_fuzzed_mails_are_read() -> None:
    assert seen(MANY, 2) < 10


@pytest.mark.parametrize(
    "bit", [b"(", b"<", b"> ", b"a@", b"=?utf-8?q?", b"On ", b"1.", b"<!--", b"&#", b"<p "]
)
def test_no_letter_repeated_forever_takes_forever(bit: bytes) -> None:
    raw = (
        b"From: x@y.example\r\nContent-Type: text/html\r\nSubject: "
        + bit * 3_000
        + b"\r\n\r\n"
        + bit * 60_000
    )
    began = time.perf_counter()
    read(raw)
    read(raw.replace(b"text/html", b"text/plain"))
    assert time.perf_counter() - began < 10
