"""Working time: deadlines that stand still at night, on weekends and on holidays, right across daylight saving."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays

FURTHEST: Final = 30
"""Years searched for enough open time: a deadline further away than that is a mistake in the playbook."""

Span = tuple[time, time]
Week = tuple[tuple[Span, ...], ...]


@lru_cache(maxsize=256)
def _holidays(country: str, state: str, year: int) -> frozenset[date]:
    """Without the state's own days where the state is not known, none at all where the country is not."""
    for subdiv in (state, None) if state else (None,):
        try:
            return frozenset(holidays.country_holidays(country, subdiv=subdiv, years=year))
        except (NotImplementedError, KeyError):
            continue
    return frozenset()


@dataclass(frozen=True, slots=True)
class _Ladder:
    """The open spans of some years in order; `worked` is the working time before each of them."""

    first: int
    last: int
    opens: list[datetime]
    closes: list[datetime]
    worked: list[timedelta]
    total: timedelta

    def height(self, at: datetime) -> timedelta:
        """Working time from the foot of the ladder to `at`."""
        span = bisect_right(self.opens, at) - 1
        if span < 0:
            return timedelta()
        return self.worked[span] + min(at, self.closes[span]) - self.opens[span]


@dataclass(frozen=True)
class WorkingHours:
    """`week`: seven days from Monday, each a tuple of (opens, closes). `closed_on`: further days as "12-24".

    All answers are in UTC; all questions must be aware.
    """

    week: Week
    zone: ZoneInfo
    country: str = ""
    state: str = ""
    closed_on: Sequence[str] = ()
    _known: list[_Ladder] = field(default_factory=list, compare=False, repr=False)

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """When so much working time has passed since `start`. Nothing to wait for: the next open moment."""
        at = start.astimezone(UTC)
        if duration <= timedelta():
            return self.next_open(at)
        ladder = self._ladder(at.year, at.year + 1)
        goal = ladder.height(at) + duration
        while ladder.total < goal:
            ladder = self._higher(ladder, at)
            goal = ladder.height(at) + duration
        span = bisect_left(ladder.worked, goal) - 1
        return ladder.opens[span] + (goal - ladder.worked[span])

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from `start` to `end`; negative when `end` is earlier."""
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        ladder = self._ladder(min(start.year, end.year), max(start.year, end.year))
        return ladder.height(end) - ladder.height(start)

    def is_open(self, at: datetime) -> bool:
        at = at.astimezone(UTC)
        ladder = self._ladder(at.year, at.year)
        span = bisect_right(ladder.opens, at) - 1
        return span >= 0 and at < ladder.closes[span]

    def next_open(self, at: datetime) -> datetime:
        """`at` itself while open, else the next opening."""
        at = at.astimezone(UTC)
        ladder = self._ladder(at.year, at.year + 1)
        while not ladder.closes or ladder.closes[-1] <= at:
            ladder = self._higher(ladder, at)
        return max(ladder.opens[bisect_right(ladder.closes, at)], at)

    def _higher(self, ladder: _Ladder, at: datetime) -> _Ladder:
        if ladder.last - at.year > FURTHEST or not any(self.week):
            raise ValueError("these working hours do not open often enough")
        return self._ladder(ladder.first, ladder.last + 2)

    def _ladder(self, first: int, last: int) -> _Ladder:
        """Covers the years and a day around them; grows, so that many questions cost one build."""
        known = self._known[-1] if self._known else None
        if known and known.first <= first and last <= known.last:
            return known
        built = (
            self._build(min(first, known.first), max(last, known.last)) if known else self._build(first, last)
        )
        self._known[:] = [built]
        return built

    def _build(self, first: int, last: int) -> _Ladder:
        ladder = _Ladder(first, last, [], [], [], timedelta())
        total = timedelta()
        for opens, closes in self._spans(first, last):
            ladder.opens.append(opens)
            ladder.closes.append(closes)
            ladder.worked.append(total)
            total += closes - opens
        return _Ladder(first, last, ladder.opens, ladder.closes, ladder.worked, total)

    def _spans(self, first: int, last: int) -> Iterator[tuple[datetime, datetime]]:
        day, end = date(first, 1, 1) - timedelta(days=1), date(last + 1, 1, 1)
        while day <= end:
            if not self._is_free(day):
                for opens, closes in self.week[day.weekday()]:
                    start = datetime.combine(day, opens, self.zone).astimezone(UTC)
                    until = datetime.combine(day, closes, self.zone).astimezone(UTC)
                    if start < until:
                        yield start, until
            day += timedelta(days=1)

    def _is_free(self, day: date) -> bool:
        if f"{day:%m-%d}" in self.closed_on:
            return True
        return bool(self.country) and day in _holidays(self.country, self.state, day.year)
