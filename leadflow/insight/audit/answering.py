"""How fast enquiries were answered, in working time, and whether the fast ones were won more often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from leadflow.insight.audit.measures import DAY, Judged, Measures, Rate, quantile, speaks_of
from leadflow.insight.statistics import Fourfold, fisher
from leadflow.moving import headings
from leadflow.moving.past import WON, History, Past

HOUR: Final = timedelta(hours=1)
HOURS: Final = (1, 8, 24, 40)
DAYS: Final = (0, 1, 3, 7)


@dataclass(frozen=True, slots=True)
class Speed:
    """One class of response time. `up_to` None: longer than the one before; `won` of the judged ones."""

    up_to: int | None
    leads: int
    won: Rate


@dataclass(frozen=True, slots=True)
class Answering:
    """`unit`: working hours, or days where the files have no clock. `in_time` None: hours cannot be told.

    `never`: leads without an answer that are older than any rest. `fast`, `slow`: won among the judged, up to the
    promise and beyond; `chance` that they do not differ.
    """

    unit: str
    answered: int
    never: Rate
    median: float
    upper: float
    in_time: Rate | None
    classes: tuple[Speed, ...]
    fast: Rate
    slow: Rate
    chance: float
    believed: bool


def answering(history: History, measures: Measures, known: Judged) -> Answering | None:
    """None: the files do not tell when somebody came, or when we first answered."""
    if not (speaks_of(history, headings.CREATED) and speaks_of(history, headings.ANSWERED)):
        return None
    whole = bool(history.whole_days & {headings.CREATED, headings.ANSWERED, headings.DONE_AT})
    spans = _spans(history, measures, whole=whole)
    if not spans:
        return None
    limit = 1.0 if whole else measures.answer_within / HOUR
    judged = {past.row for past in known.pasts}
    sizes = sorted(span for span, _ in spans)
    fast = [past for span, past in spans if span <= limit and past.row in judged]
    slow = [past for span, past in spans if span > limit and past.row in judged]
    chance = fisher(Fourfold(*_won(fast), *_won(slow))) if fast and slow else 1.0
    return Answering(
        unit="days" if whole else "hours",
        answered=len(spans),
        never=_never(history, measures),
        median=quantile(sizes, 0.5),
        upper=quantile(sizes, 0.9),
        in_time=None if whole else Rate.of(sum(span <= limit for span in sizes), len(sizes)),
        classes=_classes(spans, judged, DAYS if whole else HOURS),
        fast=_rate(fast),
        slow=_rate(slow),
        chance=chance,
        believed=chance <= measures.chance and min(len(fast), len(slow)) >= measures.least,
    )


def _spans(history: History, measures: Measures, *, whole: bool) -> list[tuple[float, Past]]:
    found = []
    for past in history.pasts:
        if past.created is None or past.answered is None or past.answered.date() < past.created.date():
            continue
        if whole:
            span = float((past.answered.date() - past.created.date()).days)
        else:
            span = max(measures.hours.between(past.created, past.answered) / HOUR, 0.0)
        found.append((span, past))
    return found


def _never(history: History, measures: Measures) -> Rate:
    old = [
        p
        for p in history.pasts
        if p.created and (history.as_of - p.created).total_seconds() > _rest(measures)
    ]
    return Rate.of(sum(past.answered is None for past in old), len(old))


def _rest(measures: Measures) -> float:
    return max(measures.rest.total_seconds(), DAY)


def _classes(
    spans: list[tuple[float, Past]], judged: set[int], borders: tuple[int, ...]
) -> tuple[Speed, ...]:
    made, below = [], -1.0
    for border in (*borders, None):
        reach = float("inf") if border is None else float(border)
        inside = [past for span, past in spans if below < span <= reach]
        made.append(Speed(border, len(inside), _rate([past for past in inside if past.row in judged])))
        below = reach
    return tuple(made)


def _won(pasts: list[Past]) -> tuple[int, int]:
    won = sum(past.outcome == WON for past in pasts)
    return won, len(pasts) - won


def _rate(pasts: list[Past]) -> Rate:
    return Rate.of(_won(pasts)[0], len(pasts))
