"""The figures of the house, one function per figure: plain SQL over what other rooms wrote, later over a columnar copy.

Developing is measured by opportunities, selling by outcomes; no function adds the two. Months are the home's months.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection

from leadflow.insight import rules
from leadflow.insight.policy import TargetsPolicy
from leadflow.insight.rules import Target
from leadflow.kernel.home import home
from leadflow.kernel.money import Money
from leadflow.playbook import queries as playbook

YEAR: Final = 12
FIGURES: Final = ("opportunities", "won", "lost")
"""Figures that can be followed down to their leads."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` until just before `end`."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Decided:
    """What sales reported in one span. `revenue` in minor units of the home's currency."""

    won: int = 0
    lost: int = 0
    revenue: int = 0

    @property
    def count(self) -> int:
        return self.won + self.lost

    def __add__(self, other: Decided) -> Decided:
        return Decided(self.won + other.won, self.lost + other.lost, self.revenue + other.revenue)


@dataclass(frozen=True, slots=True)
class Basis:
    """From what a target is derived: the own figures of the twelve months before, or what the playbook agreed.

    `decided`: how many own outcomes there are; `needed`: from how many on they are used.
    """

    revenue: Fraction
    price: Fraction
    close_rate: Fraction
    own: bool
    decided: int
    needed: int


@dataclass(frozen=True, slots=True)
class Month:
    """One line of the table: developing, selling, and the target that held."""

    span: Span
    opportunities: int
    decided: Decided
    basis: Basis
    target: Target


def month_of(at: datetime) -> Span:
    local = at.astimezone(ZoneInfo(home().time_zone))
    start = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return Span(start, _next_month(start))


def _next_month(start: datetime) -> datetime:
    return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)


def _before(span: Span) -> Span:
    year, month = (
        (span.start.year - 1, 12) if span.start.month == 1 else (span.start.year, span.start.month - 1)
    )
    return Span(span.start.replace(year=year, month=month), span.start)


def spans(now: datetime, count: int) -> list[Span]:
    """The present month and those before it, oldest first."""
    found = [month_of(now)]
    while len(found) < count:
        found.append(_before(found[-1]))
    return found[::-1]


def opportunities(asked: Sequence[Span]) -> list[int]:
    """Ripe leads that sales accepted, each once, in the span of its first acceptance."""
    rows = _per_span("handover_offer", "answered_at", "counts", asked, {"n": "1"})
    return [row["n"] for row in rows]


def decided(asked: Sequence[Span]) -> list[Decided]:
    """Outcomes that stand, in the span in which they were reported."""
    sums = {
        "won": "CASE WHEN kind = 'won' THEN 1 ELSE 0 END",
        "lost": "CASE WHEN kind = 'lost' THEN 1 ELSE 0 END",
        "revenue": "CASE WHEN kind = 'won' THEN amount ELSE 0 END",
    }
    rows = _per_span("handover_outcome", "decided_at", "undone_at IS NULL", asked, sums)
    return [Decided(**row) for row in rows]


def deals(asked: Sequence[Span]) -> list[int]:
    return [found.won for found in decided(asked)]


def revenue(asked: Sequence[Span]) -> list[Money]:
    return [Money(found.revenue, home().currency) for found in decided(asked)]


def close_rate(asked: Sequence[Span]) -> Fraction | None:
    """Won of those decided; None where nothing was."""
    found = sum(decided(asked), Decided())
    return Fraction(found.won, found.count) if found.count else None


def average_price(asked: Sequence[Span]) -> Fraction | None:
    """Of what was won, in whole units of the currency."""
    found = sum(decided(asked), Decided())
    return _price(found) if found.won else None


def months(now: datetime, count: int = YEAR) -> list[Month]:
    """The last months, newest first, each with the target that followed from the twelve months before it."""
    asked = spans(now, count + YEAR)
    outcomes, shown = decided(asked), asked[YEAR:]
    counted = opportunities(shown)
    found = []
    for at, (span, opened) in enumerate(zip(shown, counted, strict=True)):
        basis = _basis(sum(outcomes[at : at + YEAR], Decided()), min(span.end, now))
        found.append(Month(span, opened, outcomes[at + YEAR], basis, target(basis)))
    return found[::-1]


def basis(now: datetime) -> Basis:
    """What this month's target is derived from."""
    return _basis(sum(decided(spans(now, YEAR + 1)[:YEAR]), Decided()), now)


def _basis(own: Decided, now: datetime) -> Basis:
    policy = playbook.at(now).section(TargetsPolicy)
    enough = own.count >= policy.own_figures_from and own.won > 0 and own.revenue > 0
    return Basis(
        revenue=Fraction(policy.revenue_per_month.amount),
        price=_price(own) if enough else Fraction(policy.price.amount),
        close_rate=Fraction(own.won, own.count) if enough else policy.close_rate,
        own=enough,
        decided=own.count,
        needed=policy.own_figures_from,
    )


def _price(found: Decided) -> Fraction:
    return Fraction(Money(found.revenue, home().currency).amount) / found.won


def target(basis: Basis) -> Target:
    return rules.target(basis.revenue, basis.price, basis.close_rate)


@dataclass(frozen=True, slots=True)
class Behind:
    """A lead behind a figure: when it counted, and what it brought."""

    lead: int
    at: datetime
    amount: int | None


def behind(figure: str, span: Span, *, limit: int = 500) -> list[Behind]:
    """The leads behind a figure of one span, newest first."""
    table, column, condition, amount = _SOURCES[figure]
    sql = (
        f"SELECT lead_id, {column}, {amount} FROM {table}"  # noqa: S608 - only our own names are written into it
        f" WHERE {condition} AND {column} >= %s AND {column} < %s ORDER BY {column} DESC, lead_id DESC LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [_moment(span.start), _moment(span.end), limit])
        return [Behind(lead, _read(at), value) for lead, at, value in cursor.fetchall()]


_SOURCES: Final = {
    "opportunities": ("handover_offer", "answered_at", "counts", "NULL"),
    "won": ("handover_outcome", "decided_at", "undone_at IS NULL AND kind = 'won'", "amount"),
    "lost": ("handover_outcome", "decided_at", "undone_at IS NULL AND kind = 'lost'", "NULL"),
}


def _per_span(
    table: str, column: str, condition: str, asked: Sequence[Span], sums: dict[str, str]
) -> list[dict[str, int]]:
    """One walk along the index of the moment for all spans: a sum per span and figure."""
    if not asked:
        return []
    columns: list[str] = []
    values: list[Any] = []
    for span in asked:
        for expression in sums.values():
            columns.append(f"SUM(CASE WHEN {column} >= %s AND {column} < %s THEN {expression} ELSE 0 END)")
            values += [_moment(span.start), _moment(span.end)]
    whole = [_moment(min(span.start for span in asked)), _moment(max(span.end for span in asked))]
    sql = (
        f"SELECT {', '.join(columns)} FROM {table}"  # noqa: S608 - only our own names are written into it
        f" WHERE {condition} AND {column} >= %s AND {column} < %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *whole])
        found = [int(value or 0) for value in cursor.fetchone()]
    width = len(sums)
    return [dict(zip(sums, found[at * width : (at + 1) * width], strict=True)) for at in range(len(asked))]


def _moment(at: datetime) -> Any:
    """As the database stores it."""
    return connection.ops.adapt_datetimefield_value(at)


def _read(value: Any) -> datetime:
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo("UTC"))
