"""What a cell says, as people see it: dates as dates, numbers in full, zeros in front kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

_DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Number formats every spreadsheet knows as dates or times."""
_PERCENT: Final = frozenset({9, 10})
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_TIMED: Final = re.compile(r"[dmyhs]", re.IGNORECASE)
_ZEROS: Final = re.compile(r"0{2,20}")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BREAKS: Final = re.compile(r"\s*(?:\r\n|\r|\n)\s*")
_FIRST_OF: Final = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 - as the sheet counts, without a zone
_PHANTOM: Final = 60
"""1900 was no leap year; spreadsheets count its 29 February."""
_LAST_DAY: Final = 2_958_466


@dataclass(frozen=True, slots=True)
class Format:
    """How a number is shown. `zeros`: to how many digits it is filled."""

    dated: bool = False
    percent: bool = False
    zeros: int = 0


PLAIN: Final = Format()


def format_of(number: int, code: str) -> Format:
    """By the number of the format, or by its code where the workbook declares its own."""
    if not code:
        known = Format(dated=number in _DATES, percent=number in _PERCENT)
        return PLAIN if known == PLAIN else known
    bare = _QUOTED.sub("", code.split(";")[0])
    if bare.lower() == "general":
        return PLAIN
    zeros = _ZEROS.fullmatch(bare.replace("-", "").replace(" ", ""))
    found = Format(
        dated=zeros is None and _TIMED.search(bare) is not None,
        percent="%" in bare,
        zeros=len(zeros.group()) if zeros else 0,
    )
    return PLAIN if found == PLAIN else found


def text_of(written: str) -> str:
    """A cell of text on one line; what the workbook wrote down as a code is a letter again."""
    if "_x" in written:
        written = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), written)
    if "\n" in written or "\r" in written:
        written = _BREAKS.sub(" / ", written.strip())
    return written.encode("utf-8", "replace").decode()


def number_of(written: str, shown: Format, *, since_1904: bool) -> str:
    """A number as it is shown; text that is none stays what it is."""
    if shown is PLAIN and written.isdigit() and len(written) < 16:
        return written
    try:
        value = Decimal(repr(float(written)))
    except (ValueError, InvalidOperation):
        return text_of(written)
    if not value.is_finite():
        return ""
    if shown.dated:
        return _moment(value, since_1904=since_1904) or _plain(value)
    if shown.percent:
        return f"{_plain(value * 100)} %"
    return _plain(value).zfill(shown.zeros) if shown.zeros and value >= 0 else _plain(value)


def _plain(value: Decimal) -> str:
    """In full and without an exponent. Three digits behind the point get a zero, so that nobody reads thousands."""
    value = value.normalize()
    told = f"{value:f}"
    return f"{told}0" if value.as_tuple().exponent == -3 else told


def _moment(value: Decimal, *, since_1904: bool) -> str:
    """ "2026-11-23", "2026-11-23 14:30", "14:30"; "" where no calendar has such a day."""
    days = float(value)
    if not 0 <= days < _LAST_DAY:
        return ""
    if not since_1904 and 0 < days < _PHANTOM:
        days += int(days >= 1)
    at = _FIRST_OF[since_1904] + timedelta(seconds=round(days * 86_400))
    clock = f"{at:%H:%M}" if at.second == 0 else f"{at:%H:%M:%S}"
    if 0 < days < 1:
        return clock
    return f"{at:%Y-%m-%d}" if clock == "00:00" else f"{at:%Y-%m-%d} {clock}"


def truth_of(written: str) -> str:
    return "true" if written.strip() in ("1", "true") else "false"
