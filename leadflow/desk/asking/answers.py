"""Answers of the call guide: what was pressed or typed, as the value of a fact. Pure."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from leadflow.playbook.policy import FactDeclaration

YES: Final = "yes"
NO: Final = "no"
LONGEST: Final = 2_000


class NotAnAnswer(Exception):
    """`code`: what is wrong with it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code: Final = code


def parse(fact: FactDeclaration, text: str, *, german: bool) -> Any:
    """The value to keep, or NotAnAnswer("empty" | "choice" | "number" | "date" | "long")."""
    text = text.strip()
    if not text:
        raise NotAnAnswer("empty")
    if len(text) > LONGEST:
        raise NotAnAnswer("long")
    match fact.type:
        case "choice":
            return _choice(fact, text)
        case "flag":
            return _flag(text)
        case "number" | "money":
            return number(text, german=german)
        case "date":
            return _date(text)
        case _:
            return text


def _choice(fact: FactDeclaration, text: str) -> str:
    if fact.choice(text) is None:
        raise NotAnAnswer("choice")
    return text


def _flag(text: str) -> bool:
    if text not in (YES, NO):
        raise NotAnAnswer("choice")
    return text == YES


def _date(text: str) -> str:
    for written in ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"):
        try:
            return datetime.strptime(text, written).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise NotAnAnswer("date")


def number(text: str, *, german: bool) -> int | float:
    """18.000 and 18.000,50 in German, 18,000 and 18,000.50 in English; units and spaces are left out."""
    bare = re.sub(r"[\s\u00a0€$]|EUR|CHF", "", text)
    thousands, point = (".", ",") if german else (",", ".")
    if re.fullmatch(rf"-?\d{{1,3}}(?:\{thousands}\d{{3}})+(?:\{point}\d+)?", bare):
        bare = bare.replace(thousands, "")
    if not re.fullmatch(rf"-?\d+(?:\{point}\d+)?", bare):
        raise NotAnAnswer("number")
    try:
        exact = Decimal(bare.replace(point, "."))
    except InvalidOperation:
        raise NotAnAnswer("number") from None
    if abs(exact) >= Decimal(10) ** 15:
        raise NotAnAnswer("number")
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def seconds(text: str) -> int:
    """Working time as typed: "5" are five minutes, "5:30" five and a half. NotAnAnswer("number")."""
    found = re.fullmatch(r"\s*(\d{1,3})(?::([0-5]\d))?\s*", text)
    if found is None:
        raise NotAnAnswer("number")
    return int(found[1]) * 60 + int(found[2] or 0)
