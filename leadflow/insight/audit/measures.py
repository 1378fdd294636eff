"""By what an audit judges: thresholds of the playbook, how rates are told, and which leads count as decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from leadflow.agenda.policy import AgendaPolicy
from leadflow.agenda.queries import hours_by
from leadflow.insight.channels import interval
from leadflow.insight.policy import StatisticsPolicy, TargetsPolicy
from leadflow.kernel.home import Home
from leadflow.kernel.hours import WorkingHours
from leadflow.moving import headings
from leadflow.moving.past import LOST, WON, History, Past
from leadflow.people.policy import MatchingPolicy
from leadflow.playbook.rules import Playbook

DAY: Final = 86_400
Basis = Literal["decided", "ripe", "all", ""]


@dataclass(frozen=True, slots=True)
class Measures:
    """`answer_within` in working time, `rest`: so long even a lead that nobody reached is left alone."""

    chance: float
    least: int
    most_through: float
    answer_within: timedelta
    rest: timedelta
    uplift: float
    hours: WorkingHours
    matching: MatchingPolicy
    currency: str

    @classmethod
    def of(cls, book: Playbook, place: Home) -> Measures:
        statistics, agenda = book.section(StatisticsPolicy), book.section(AgendaPolicy)
        return cls(
            chance=float(statistics.chance),
            least=statistics.least,
            most_through=float(statistics.stuck_from),
            answer_within=agenda.within.new,
            rest=agenda.retries.rest,
            uplift=float(book.section(TargetsPolicy).uplift),
            hours=hours_by(book, place),
            matching=book.section(MatchingPolicy),
            currency=place.currency,
        )


@dataclass(frozen=True, slots=True)
class Rate:
    """`part` of `whole`, with the 95 % interval of the share."""

    part: int
    whole: int
    share: float
    low: float
    high: float

    @classmethod
    def of(cls, part: int, whole: int) -> Rate:
        return cls(part, whole, part / whole if whole else 0.0, *interval(part, whole))


def quantile(values: Sequence[float], share: float) -> float:
    """Of sorted values, between two neighbours where it falls between them."""
    place = share * (len(values) - 1)
    at = int(place)
    above = values[min(at + 1, len(values) - 1)]
    return values[at] + (above - values[at]) * (place - at)


def days_to_win(pasts: Iterable[Past]) -> list[float]:
    """Whole days on the calendar from coming to winning, sorted; what was won before it came is left out."""
    spans = [
        (past.closed.date() - past.created.date()).days
        for past in pasts
        if past.outcome == WON and past.closed and past.created
    ]
    return sorted(float(span) for span in spans if span >= 0)


@dataclass(frozen=True, slots=True)
class Judged:
    """Leads of which one may say won or not won. `basis`: decided = as the file says; ripe = old enough that most of
    the won were won by then, `ripe_after` days, since the file knows no losses; all = without dates; "" = too few.
    """

    basis: Basis
    pasts: tuple[Past, ...]
    ripe_after: float | None
    won: int


def judged(history: History, measures: Measures) -> Judged:
    won = sum(past.outcome == WON for past in history.pasts)
    lost = sum(past.outcome == LOST for past in history.pasts)
    if won < measures.least or won == len(history.pasts):
        return Judged("", (), None, won)
    if lost >= measures.least:
        return Judged("decided", tuple(past for past in history.pasts if past.outcome), None, won)
    spans = days_to_win(history.pasts)
    if len(spans) < measures.least:
        return Judged("all", tuple(history.pasts), None, won)
    after = quantile(spans, measures.most_through)
    until = history.as_of - timedelta(days=after)
    return Judged(
        "ripe", tuple(past for past in history.pasts if past.created and past.created <= until), after, won
    )


def speaks_of(history: History, *meanings: str) -> bool:
    """Whether the files tell at least one of these at all."""
    return any(meaning in history.told for meaning in meanings)


def knows_outcomes(history: History) -> bool:
    return speaks_of(history, headings.OUTCOME, headings.STAGE, headings.WON_AT, headings.LOST_AT)
