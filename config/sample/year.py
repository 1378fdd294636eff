"""The year that is told: working days counted from its beginning, and when they are on the calendar. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from config.sample.market import DAYS

OPENS: Final = time(8, 0)
CLOSES: Final = time(17, 0)
FRIDAY: Final = 4


@dataclass(frozen=True, slots=True)
class Year:
    """A moment is a working day and how much of it has passed: 3.5 is the fourth day at half past twelve."""

    days: tuple[date, ...]
    zone: ZoneInfo

    def moment(self, at: float) -> datetime:
        day = min(int(at), len(self.days) - 1)
        opens = datetime.combine(self.days[day], OPENS, self.zone)
        closes = datetime.combine(self.days[day], CLOSES, self.zone)
        return opens + (at - day) * (closes - opens)

    def promised(self, at: float) -> datetime:
        """Also behind the end of the year: the working days go on."""
        if at < len(self.days):
            return self.moment(at)
        day = self.days[-1]
        for _ in range(int(at) - len(self.days) + 1):
            day = following(day)
        return datetime.combine(day, OPENS, self.zone) + timedelta(hours=9) * (at % 1)

    @property
    def founded(self) -> datetime:
        """The evening before the first day: the house is furnished."""
        return datetime.combine(self.days[0], time(6, 0), self.zone)


def year_until(now: datetime, zone: ZoneInfo) -> Year:
    """Ends with the last working day whose evening has come."""
    here = now.astimezone(zone)
    day = here.date() if here.time() >= CLOSES else here.date() - timedelta(days=1)
    days: list[date] = []
    while len(days) < DAYS:
        if day.weekday() <= FRIDAY:
            days.append(day)
        day -= timedelta(days=1)
    return Year(tuple(reversed(days)), zone)


def following(day: date) -> date:
    return day + timedelta(days=3 if day.weekday() == FRIDAY else 1)
