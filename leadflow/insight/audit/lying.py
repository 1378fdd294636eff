"""Forgotten leads: open, and nobody has done anything with them for longer than any rest one would plan."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from leadflow.insight.audit.measures import (
    DAY,
    Measures,
    Rate,
    days_to_win,
    knows_outcomes,
    quantile,
    speaks_of,
)
from leadflow.moving import headings
from leadflow.moving.past import History, Past

BORDERS: Final = (7, 30, 90, 180)
MOST_OWNERS: Final = 6


@dataclass(frozen=True, slots=True)
class Lying:
    """`limit` in days: of silence (basis touch), or of age by which most of the won were won (basis age).

    `never`: of the forgotten those with whom nothing was ever done. `amount`: what is noted with them, minor units.
    `buckets`: (up to days, leads), the last without end. `owners`: (name, forgotten, open).
    """

    basis: Literal["touch", "age"]
    limit: float
    forgotten: Rate
    never: int
    amount: int
    buckets: tuple[tuple[int | None, int], ...]
    owners: tuple[tuple[str, int, int], ...]
    oldest: tuple[int, ...]


def lying(history: History, measures: Measures) -> Lying | None:
    """None: the files do not tell what is open, or since when."""
    if not knows_outcomes(history) or not speaks_of(history, headings.CREATED, headings.LAST):
        return None
    touched = speaks_of(history, headings.LAST)
    if touched:
        limit = measures.rest.total_seconds() / DAY
    else:
        spans = days_to_win(history.pasts)
        if len(spans) < measures.least:
            return None
        limit = quantile(spans, measures.most_through)
    ages = [
        (days, past)
        for past in history.pasts
        if past.is_open and (days := _age(past, history.as_of)) is not None
    ]
    return _told(ages, limit, "touch" if touched else "age")


def _age(past: Past, as_of: datetime) -> float | None:
    since = past.last or past.created
    return max((as_of - since).total_seconds() / DAY, 0.0) if since else None


def _told(ages: list[tuple[float, Past]], limit: float, basis: Literal["touch", "age"]) -> Lying:
    forgotten = sorted(
        ((days, past) for days, past in ages if days > limit), key=lambda one: (-one[0], one[1].row)
    )
    owners, of_owner = Counter(p.owner for _, p in forgotten), Counter(p.owner for _, p in ages)
    return Lying(
        basis=basis,
        limit=limit,
        forgotten=Rate.of(len(forgotten), len(ages)),
        never=sum(past.last is None and not past.touches for _, past in forgotten) if basis == "touch" else 0,
        amount=sum(past.amount or 0 for _, past in forgotten),
        buckets=_buckets([days for days, _ in ages]),
        owners=tuple(
            (name, count, of_owner[name]) for name, count in owners.most_common(MOST_OWNERS) if name
        ),
        oldest=tuple(past.row for _, past in forgotten[:20]),
    )


def _buckets(ages: list[float]) -> tuple[tuple[int | None, int], ...]:
    made: list[tuple[int | None, int]] = []
    below = 0
    for border in BORDERS:
        count = sum(days <= border for days in ages)
        made.append((border, count - below))
        below = count
    return (*made, (None, len(ages) - below))
