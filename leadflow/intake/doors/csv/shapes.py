"""What a column looks like by its values: how many are mails, phones, dates, and whether each stands only once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from leadflow.intake.doors.csv.values import clean, read_day, read_number
from leadflow.kernel.mail import normal_mail
from leadflow.kernel.names import has_legal_form, person_name, plain

_PHONE: Final = re.compile(r"(?:\+|00|\(?0)[\d\s()/.\-\u2013]{5,24}(?:(?:ext\.?|dw)\s*\d+)?", re.IGNORECASE)
_WEB: Final = re.compile(
    r"(?:https?://)?(?:www\.)?(?:[a-z0-9äöüß-]+\.)+[a-z]{2,12}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE
)
_POSTCODE: Final = re.compile(r"(?:[A-Z]{1,2}-?)?\d{4,5}")


@dataclass(frozen=True)
class Shape:
    """`filled`: the cleaned values that somebody really entered, one per row; untouched defaults are none."""

    rows: int
    filled: tuple[str, ...]
    yes_no: frozenset[str]

    def share(self, test: Callable[[str], object]) -> float:
        """Of the filled values, looked at once each."""
        if not self.filled:
            return 0.0
        good = {value for value in self.distinct if test(value)}
        return sum(value in good for value in self.filled) / len(self.filled)

    @cached_property
    def distinct(self) -> frozenset[str]:
        return frozenset(self.filled)

    @cached_property
    def mails(self) -> float:
        return self.share(normal_mail)

    @cached_property
    def phones(self) -> float:
        return self.share(lambda v: _PHONE.fullmatch(v) and sum(map(str.isdigit, v)) >= 6)

    @cached_property
    def webs(self) -> float:
        return self.share(lambda v: _WEB.fullmatch(v) and "@" not in v)

    @cached_property
    def days(self) -> float:
        return self.share(lambda v: len(v) > 5 and read_day(v))

    @cached_property
    def numbers(self) -> float:
        return self.share(lambda v: read_number(v) is not None)

    @cached_property
    def postcodes(self) -> float:
        return self.share(_POSTCODE.fullmatch)

    @cached_property
    def answers(self) -> float:
        """Yes or no."""
        return self.share(lambda v: v.casefold() in self.yes_no)

    @cached_property
    def titles(self) -> float:
        return self.share(lambda v: person_name(v).title and not person_name(v).surname)

    @cached_property
    def companies(self) -> float:
        return self.share(has_legal_form)

    @property
    def stands_once(self) -> bool:
        return len(self.filled) > 0 and len(self.distinct) == len(self.filled)


def shapes(
    rows: Sequence[Sequence[str]], width: int, untouched: frozenset[str], yes_no: frozenset[str]
) -> list[Shape]:
    found = []
    for at in range(width):
        values = (clean(row[at]) for row in rows if at < len(row))
        filled = tuple(value for value in values if value and value.casefold() not in untouched)
        found.append(Shape(len(rows), filled, yes_no))
    return found


def tells_apart(rows: Sequence[Sequence[str]], *columns: int) -> bool:
    """Rows with the same id speak of the same: each is either alone, or mostly equal to the first one that has it."""
    first: dict[tuple[str, ...], Sequence[str]] = {}
    for row in rows:
        key = tuple(clean(row[at]) if at < len(row) else "" for at in columns)
        if not all(key):
            continue
        known = first.setdefault(key, row)
        if known is not row and not _alike(known, row):
            return False
    return bool(first)


def _alike(left: Sequence[str], right: Sequence[str]) -> bool:
    pairs = [(a, b) for a, b in zip(left, right, strict=False) if a.strip() or b.strip()]
    return sum(plain(a) == plain(b) for a, b in pairs) * 2 > len(pairs)
