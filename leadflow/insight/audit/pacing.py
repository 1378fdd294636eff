"""How long it takes to win, how long leads stay in a stage, and which open ones stay longer than nearly all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from leadflow.insight.audit.measures import DAY, Measures, days_to_win, quantile, speaks_of
from leadflow.insight.speed import borders
from leadflow.insight.statistics import Curve, Spell, survival
from leadflow.moving import headings
from leadflow.moving.past import WON, History, Past

SHARES: Final = (0.25, 0.5, 0.75, 0.9)
MOST_STAGES: Final = 12


@dataclass(frozen=True, slots=True)
class Winning:
    """Days from coming to winning. `quantiles` of the won; `curve` of all leads, those not won yet counted as long as
    the files know them. `backward`: won before they came, left out.
    """

    won: int
    quantiles: tuple[tuple[float, float], ...]
    middle_range: tuple[float, float]
    longest: float
    backward: int
    curve: Curve

    @property
    def median(self) -> float:
        return dict(self.quantiles)[0.5]


@dataclass(frozen=True, slots=True)
class Standing:
    """One stage. `median` days, `border`: nearly all are through by then; `still` in it, `stuck` of them longer."""

    stage: str
    passed: int
    median: float | None
    border: float | None
    still: int
    stuck: int


@dataclass(frozen=True, slots=True)
class Pacing:
    """`basis` dates: stages with their dates; words: only where open leads stand and how old they are."""

    winning: Winning | None
    basis: str
    stages: tuple[Standing, ...]


def pacing(history: History, measures: Measures) -> Pacing:
    dated = speaks_of(history, headings.ENTERED)
    stages = _by_dates(history, measures) if dated else _by_words(history)
    return Pacing(_winning(history, measures), "dates" if dated else "words" if stages else "", stages)


def _winning(history: History, measures: Measures) -> Winning | None:
    spans = days_to_win(history.pasts)
    if len(spans) < measures.least:
        return None
    dated = [p for p in history.pasts if p.outcome == WON and p.closed and p.created]
    return Winning(
        won=len(spans),
        quantiles=tuple((share, quantile(spans, share)) for share in SHARES),
        middle_range=_middle(spans),
        longest=spans[-1],
        backward=len(dated) - len(spans),
        curve=survival(_waits(history.pasts, history.as_of)),
    )


def _middle(spans: Sequence[float]) -> tuple[float, float]:
    """95 % interval of the median, by the ranks a fair coin gives (normal approximation)."""
    reach = 0.98 * len(spans) ** 0.5
    low, high = int(len(spans) / 2 - reach), int(len(spans) / 2 + reach)
    return spans[max(low, 0)], spans[min(high, len(spans) - 1)]


def _waits(pasts: Sequence[Past], as_of: datetime) -> list[Spell]:
    """Whoever is lost will not be won any more, and counts as not won until the end."""
    made = []
    for past in pasts:
        if past.created is None or past.created > as_of:
            continue
        won = past.outcome == WON and past.closed is not None and past.closed.date() >= past.created.date()
        if past.outcome == WON and not won:
            continue
        until = past.closed if won and past.closed else as_of
        made.append(Spell(float((until.date() - past.created.date()).days), won))
    return made


def _by_dates(history: History, measures: Measures) -> tuple[Standing, ...]:
    spells: dict[str, list[Spell]] = {}
    for past in history.pasts:
        for at, (stage, since) in enumerate(past.entered):
            later = past.entered[at + 1][1] if at + 1 < len(past.entered) else past.closed
            until = later or history.as_of
            if past.is_open or later is not None:
                lasted = max((until - since).total_seconds() / DAY, 0.0)
                spells.setdefault(stage, []).append(Spell(lasted, later is not None))
    curves = {stage: survival(found) for stage, found in spells.items()}
    limits = borders(curves, measures.most_through, measures.least)
    order = sorted(spells, key=lambda stage: -len(spells[stage]))[:MOST_STAGES]
    return tuple(_standing(stage, spells[stage], curves[stage], limits) for stage in order)


def _standing(stage: str, spells: Sequence[Spell], curve: Curve, limits: Mapping[str, float]) -> Standing:
    border = limits.get(stage)
    still = [spell for spell in spells if not spell.ended]
    stuck = sum(spell.lasted > border for spell in still) if border is not None else 0
    return Standing(stage, curve.ended, curve.after(0.5), border, len(still), stuck)


def _by_words(history: History) -> tuple[Standing, ...]:
    """Without dates of the stages: where the open leads stand, and how long ago they came or were touched."""
    ages: dict[str, list[float]] = {}
    for past in history.pasts:
        if past.is_open and past.stage and (since := past.last or past.created):
            ages.setdefault(past.stage, []).append(max((history.as_of - since).total_seconds() / DAY, 0.0))
    counted = Counter({stage: len(found) for stage, found in ages.items()})
    return tuple(
        Standing(stage, 0, quantile(sorted(ages[stage]), 0.5), None, count, 0)
        for stage, count in counted.most_common(MOST_STAGES)
    )
