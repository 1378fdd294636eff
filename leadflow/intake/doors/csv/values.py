"""What stands in a cell: dates, numbers, yes and no as people and spreadsheets write them in German and English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo

from leadflow.kernel.money import read_decimal

Order = Literal["dmy", "mdy"]
"""Whether 03/04/2026 is the third of April or the fourth of March. A year in front is always plain."""

YES: Final = frozenset({"1", "yes", "y", "true", "ja", "j", "wahr", "x", "on", "an", "✓", "t"})
NO: Final = frozenset({"0", "no", "n", "false", "nein", "falsch", "-", "off", "aus", "f"})
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_APOSTROPHES: Final = "'\u2018\u2019`´"
_CLOCK: Final = (
    r"(?:[\sT,]+(?:um\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?(?:\s*(?:Uhr|h))?\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST: Final = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _CLOCK, re.IGNORECASE
)
_COMPACT: Final = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)")
_YEAR_LAST: Final = re.compile(
    r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(?P<year>\d{4}|\d{2})" + _CLOCK, re.IGNORECASE
)
_WORDY: Final = re.compile(
    r"(?:[a-zäöü]+\.?,\s*)?(?:(?P<day>\d{1,2})\.?\s*(?P<word>[a-zä]{3,9})\.?|(?P<word2>[a-z]{3,9})\.?\s+(?P<day2>\d{1,2}),?)"
    r"\s*,?\s*(?P<year>\d{4})" + _CLOCK,
    re.IGNORECASE,
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_GERMAN_MONTHS: Final = {"mär": "mar", "mae": "mar", "mai": "may", "okt": "oct", "dez": "dec"}
_SERIAL: Final = re.compile(r"[34]\d{4}(?:[.,]\d{1,10})?|[5]\d{4}(?:[.,]\d{1,10})?")
_FIRST_SERIAL_DAY: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day has no zone
_PIVOT: Final = 70
"""26 is 2026, 71 is 1971."""


def clean(text: str) -> str:
    """Without blanks around, invisible marks and the apostrophe by which spreadsheets keep text as text."""
    bare = text.strip() if text.isascii() else text.translate(_INVISIBLE).replace("\u00a0", " ").strip()
    return bare.lstrip(_APOSTROPHES).strip() if bare[:1] in _APOSTROPHES else bare


def read_yes(text: str, yes: Iterable[str] = YES, no: Iterable[str] = NO) -> bool | None:
    """None: neither a yes nor a no."""
    word = clean(text).casefold()
    return True if word in yes else False if word in no else None


def read_number(text: str) -> Decimal | None:
    """ "1.234,56", "1,234.56", "12,5 %" (as 12.5); a formula is no number."""
    return read_decimal(clean(text).removesuffix("%").strip())


@dataclass(frozen=True, slots=True)
class DayOrder:
    """`certain`: some value can only be read in this way, and none only in the other."""

    order: Order
    certain: bool


def day_order(values: Iterable[str]) -> DayOrder:
    """Decided per column: 23/11/2026 settles it for all. German dots always put the day first."""
    pairs = [
        found.group(1, 2)
        for value in values
        if (found := _YEAR_LAST.fullmatch(clean(value))) and "." not in value[:5]
    ]
    day_first = sum(int(left) > 12 for left, _ in pairs)
    month_first = sum(int(right) > 12 for _, right in pairs)
    order: Order = "mdy" if month_first > day_first else "dmy"
    return DayOrder(order, not pairs or (day_first > 0) != (month_first > 0))


def read_moment(text: str, zone: ZoneInfo, order: Order = "dmy") -> datetime | None:
    """Aware; a date alone is its noon, so that no zone moves it to another day. None: no date."""
    return _moment(clean(text), zone, order)


def read_day(text: str, order: Order = "dmy") -> date | None:
    moment = _moment(clean(text), ZoneInfo("UTC"), order)
    return moment.date() if moment else None


def moment_reader(zone: ZoneInfo, order: Order = "dmy") -> Callable[[str], datetime | None]:
    return lambda text: read_moment(text, zone, order)


@lru_cache(maxsize=8_192)
def _moment(text: str, zone: ZoneInfo, order: Order) -> datetime | None:
    if not text or len(text) > 48:
        return None
    try:
        return _numeric(text, zone, order) or _with_word(text, zone) or _serial(text, zone)
    except (ValueError, OverflowError):
        return None


def _numeric(text: str, zone: ZoneInfo, order: Order) -> datetime | None:
    found = _YEAR_FIRST.fullmatch(text)
    if found:
        return _at(int(found["year"]), int(found["month"]), int(found["day"]), found, zone)
    found = _YEAR_LAST.fullmatch(text)
    if found:
        left, right = int(found[1]), int(found[2])
        if right > 12 or (order == "mdy" and left <= 12 and "." not in text[:3]):
            left, right = right, left
        return _at(_year(found["year"]), right, left, found, zone)
    found = _COMPACT.fullmatch(text)
    return _noon(int(found["year"]), int(found["month"]), int(found["day"]), zone) if found else None


def _with_word(text: str, zone: ZoneInfo) -> datetime | None:
    found = _WORDY.fullmatch(text)
    if found is None:
        return None
    word = (found["word"] or found["word2"]).lower()[:3]
    word = _GERMAN_MONTHS.get(word, word)
    if word not in _MONTHS:
        return None
    return _at(int(found["year"]), _MONTHS.index(word) + 1, int(found["day"] or found["day2"]), found, zone)


def _serial(text: str, zone: ZoneInfo) -> datetime | None:
    """A spreadsheet's count of days, as it comes out of cells formatted as numbers: 2009 to 2064."""
    if not _SERIAL.fullmatch(text) or text < "4":
        return None
    days = Decimal(text.replace(",", "."))
    if days == days.to_integral_value():
        days += Decimal("0.5")
    seconds = round(float(days) * 86_400)
    return (_FIRST_SERIAL_DAY + timedelta(seconds=seconds)).replace(tzinfo=zone)


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < _PIVOT else 1900)


def _noon(year: int, month: int, day: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(date(year, month, day), time(12), zone)


def _at(year: int, month: int, day: int, found: re.Match[str], zone: ZoneInfo) -> datetime:
    if found["hour"] is None:
        return _noon(year, month, day, zone)
    hour, half = int(found["hour"]), (found["half"] or "").lower()[:1]
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half == "p" else 0)
    clock = time(hour, int(found["minute"]), int(found["second"] or 0))
    named = found["zone"]
    if not named:
        return datetime.combine(date(year, month, day), clock, zone)
    offset = "+0000" if named.upper() in ("Z", "UTC") else named.replace(":", "")
    return datetime.strptime(f"{year:04}-{month:02}-{day:02} {clock} {offset}", "%Y-%m-%d %H:%M:%S %z")
