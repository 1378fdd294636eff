"""How a command answers: words for people on the terminal, JSON for machines, and an exit code that means something."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from typing import Any, Final
from uuid import UUID


class Exit(IntEnum):
    OK = 0
    FAULTS = 1
    USAGE = 2
    NO_HOME = 3
    REFUSED = 4
    BUSY = 5
    BROKEN = 70


MEANINGS: Final = {
    Exit.OK: "done, nothing wrong",
    Exit.FAULTS: "done, and differences or faults were found",
    Exit.USAGE: "the command was written wrongly",
    Exit.NO_HOME: "there is no home, or it cannot be opened",
    Exit.REFUSED: "refused by a rule of the house; the code says which",
    Exit.BUSY: "the home or the port is in use",
    Exit.BROKEN: "a fault in Leadflow itself",
}

_as_json: ContextVar[bool] = ContextVar("as_json", default=False)


def answer_as_json(wanted: bool) -> None:
    _as_json.set(wanted)


def as_json() -> bool:
    return _as_json.get()


def answer(data: Any, words: Callable[[], str] | str) -> None:
    """One JSON document on standard output with --json, else the words."""
    if as_json():
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=_plain) + "\n")
    else:
        sys.stdout.write((words if isinstance(words, str) else words()) + "\n")


def note(words: str) -> None:
    """Said beside the answer: to the error stream, so that a pipe sees only the answer."""
    sys.stderr.write(words + "\n")


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in an answer")
