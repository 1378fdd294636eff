"""Working time: deadlines that stand still at night, on weekends and on holidays, right across daylight saving."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays

FURTHEST: Final = 3_700
"""Days searched for an open hour: a playbook has at least one open weekday, so a year of closures is the worst case."""

Span = tuple[time, time]
Week = tuple[tuple[Span, ...], ...]


@lru_cache(maxsize=256)
def _holidays(country: str, state: str, year: int) -> frozenset[date]:
    try:
        return frozenset(holidays.country_holidays(country, subdiv=state or None, years=year))
    except (NotImplementedError, KeyError):
        return frozenset()


@dataclass(frozen=True)
class WorkingHours:
    """`week`: seven days from Monday, each a tuple of (opens, closes). `closed_on`: further days as "12-24"."""

    week: Week
    zone: ZoneInfo
    country: str = ""
    state: str = ""
    closed_on: Sequence[str] = ()
    _days: dict[date, tuple[tuple[datetime, datetime], ...]] = field(default_factory=dict, compare=False, repr=False)

    def on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The open spans of a day in UTC, in order; none on a holiday."""
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = tuple(self._spans(day))
            if len(self._days) > 4_000:
                self._days.clear()
        return found

    def _spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if f"{day:%m-%d}" in self.closed_on or (self.country and day in _holidays(self.country, self.state, day.year)):
            return
        for opens, closes in self.week[day.weekday()]:
            start = datetime.combine(day, opens, self.zone).astimezone(UTC)
            end = datetime.combine(day, closes, self.zone).astimezone(UTC)
            if start < end:
                yield start, end

    def _from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Open spans from a moment on, the first one cut to it."""
        day = at.astimezone(self.zone).date()
        for ahead in range(FURTHEST):
            for start, end in self.on(day + timedelta(days=ahead)):
                if end > at:
                    yield max(start, at), end
        raise ValueError("these working hours never open")

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """The moment at which so much working time has passed since `start` (aware); in UTC.

        Nothing to wait for: the next open moment.
        """
        left = max(duration, timedelta())
        at = start.astimezone(UTC)
        for opens, closes in self._from(at):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        raise AssertionError

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from `start` to `end`; negative when `end` is earlier."""
        if end < start:
            return -self.between(end, start)
        total = timedelta()
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        day, last = start.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        while day <= last:
            for opens, closes in self.on(day):
                total += max(min(closes, end) - max(opens, start), timedelta())
            day += timedelta(days=1)
        return total

    def is_open(self, at: datetime) -> bool:
        at = at.astimezone(UTC)
        return any(opens <= at < closes for opens, closes in self.on(at.astimezone(self.zone).date()))

    def next_open(self, at: datetime) -> datetime:
        """`at` itself while open, else the next opening; in UTC."""
        opens, _ = next(self._from(at.astimezone(UTC)))
        return opens
