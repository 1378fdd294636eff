"""When work is tried again and when it comes back. Django-free; the clock and the dice are arguments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Final

LEASE: Final = timedelta(seconds=30)
BEAT: Final = LEASE / 3
FIRST_DELAY: Final = timedelta(seconds=2)
LONGEST_DELAY: Final = timedelta(minutes=15)
KEPT: Final = timedelta(days=30)
"""How long finished jobs stay to be looked at."""


def delay(attempt: int, *, chance: float) -> timedelta:
    """Doubles with each attempt; `chance` (0 to 1) takes off up to half, so that failed jobs do not return in step."""
    full = min(FIRST_DELAY * (1 << min(attempt - 1, 20)), LONGEST_DELAY)
    return full * (1 - chance / 2)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every so many seconds, or daily at a time of the home's day."""

    every_seconds: int | None = None
    at: str | None = None
    """As "03:10"."""

    def next_after(self, now: datetime, *, planned: datetime, zone: tzinfo) -> datetime:
        """The next moment after `now`. What was missed is not made up for: it runs once, not a hundred times."""
        if self.every_seconds is not None:
            step = timedelta(seconds=self.every_seconds)
            return planned + step * (max(now - planned, timedelta()) // step + 1)
        today, at = now.astimezone(zone).date(), time.fromisoformat(self.at or "00:00")
        days = (datetime.combine(today + timedelta(days=n), at, tzinfo=zone) for n in range(3))
        return next(day.astimezone(UTC) for day in days if day.astimezone(UTC) > now)
