"""Cells of an old system's columns as values: moments, amounts, counts, and whether somebody bought."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from leadflow.intake.doors.csv.values import clean, day_order, moment_reader, read_number, read_yes
from leadflow.intake.doors.csv.words import squashed
from leadflow.kernel.money import read_money
from leadflow.moving.past import LOST, WON

Value = TypeVar("Value")
LONGEST: Final = 60
LONGEST_AMOUNT: Final = 40
MOST_TOUCHES: Final = 100_000
_WON_WORDS: Final = (
    "won|closed won|closedwon|gewonnen|abgeschlossen und gewonnen|abgeschlossen gewonnen|geschlossen gewonnen|customer|"
    "kunde|kundin|evangelist|fürsprecher|sold|verkauft|auftrag|auftrag erteilt|beauftragt|closed converted|converted|"
    "konvertiert|verkauf abgeschlossen"
)
_LOST_WORDS: Final = (
    "lost|closed lost|closedlost|verloren|abgeschlossen und verloren|abgeschlossen verloren|geschlossen verloren|dead|"
    "disqualified|unqualified|unqualifiziert|nicht qualifiziert|disqualifiziert|aussortiert|junk|not interested|"
    "kein interesse|rejected|abgelehnt|abgesagt|absage|closed not converted|not converted|nicht konvertiert|cancelled|"
    "storniert|bad fit"
)
_WON: Final = frozenset(map(squashed, _WON_WORDS.split("|")))
_LOST: Final = frozenset(map(squashed, _LOST_WORDS.split("|")))


def each(texts: Sequence[str], read: Callable[[str], Value | None]) -> list[Value | None]:
    """One reading for each different text; a cell that cannot be read says nothing."""
    known: dict[str, Value | None] = {"": None}
    found = []
    for text in texts:
        if text not in known:
            known[text] = read(text)
        found.append(known[text])
    return found


def moments(texts: Sequence[str], zone: ZoneInfo) -> list[datetime | None]:
    """In the order of day and month that the column itself proves."""
    return each(texts, moment_reader(zone, day_order(texts[:5_000]).order))


def without_clock(texts: Sequence[str]) -> bool:
    """Whole days only."""
    filled = [text for text in texts[:2_000] if text]
    return bool(filled) and not any(":" in text for text in filled)


def amounts(texts: Sequence[str], currency: str) -> list[int | None]:
    """Minor units; what is in another currency cannot be added, and nothing is earned by less than nothing."""

    def read(text: str) -> int | None:
        money = read_money(clean(text), currency) if len(text) <= LONGEST_AMOUNT else None
        return money.minor if money and money.currency == currency and money.minor >= 0 else None

    return each(texts, read)


def counts(texts: Sequence[str]) -> list[int | None]:
    def read(text: str) -> int | None:
        number = read_number(text) if len(text) <= LONGEST_AMOUNT else None
        return int(number) if number is not None and 0 <= number <= MOST_TOUCHES else None

    return each(texts, read)


def outcomes(texts: Sequence[str], *, asked: bool) -> list[str | None]:
    """won, lost, or None. `asked`: whether it was won; then a bare yes is won, a bare no only that it is not yet."""

    def read(text: str) -> str | None:
        bare = squashed(text)
        if bare in _WON or (asked and read_yes(text)):
            return WON
        return LOST if bare in _LOST else None

    return each(texts, read)


def words(texts: Sequence[str], untouched: Collection[str]) -> list[str]:
    """Short texts as they stand; untouched defaults say nothing."""

    def read(text: str) -> str:
        bare = clean(text)[:LONGEST]
        return "" if bare.casefold() in untouched else bare

    return [one or "" for one in each(texts, read)]
