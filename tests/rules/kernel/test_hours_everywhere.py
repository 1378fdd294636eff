"""Deadlines hold in every zone, through every change of clocks, and with the holidays of every state."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from leadflow.kernel.hours import WorkingHours

DAY: Final = ((time(8), time(12)), (time(13), time(17)))
LATE: Final = ((time(0), time(6)), (time(18), time(23, 45)))
WEEKS: Final = (
    (DAY, DAY, DAY, DAY, (DAY[0],), (), ()),
    (LATE,) * 7,
    ((), (), ((time(1, 30), time(3, 30)),), (), (), (DAY[1],), (DAY[1],)),
)
"""Office hours; nights, through which clocks change; and a house that hardly opens."""
GERMAN: Final = "BW BY BE BB HB HH HE MV NI NW RP SL SN ST SH TH"
PLACES: Final = (
    *(("Europe/Berlin", "DE", state) for state in GERMAN.split()),
    ("Europe/Vienna", "AT", "9"), ("Europe/Zurich", "CH", "ZH"), ("Europe/London", "GB", "SCT"),
    ("America/St_Johns", "CA", "NL"), ("Australia/Lord_Howe", "AU", "NSW"), ("Asia/Kathmandu", "NP", ""),
    ("Pacific/Apia", "WS", ""), ("America/New_York", "US", "NY"), ("Africa/Casablanca", "MA", ""), ("UTC", "", ""),
)  # fmt: skip
"""The sixteen states of Germany; zones that change by half an hour, from another day, or not at all."""
CLOSED: Final = ("12-24", "12-31")
HOUSES: Final = [
    WorkingHours(week, ZoneInfo(zone), country, state, CLOSED)
    for week in WEEKS
    for zone, country, state in PLACES
]

numbers = st.integers(0, len(HOUSES) - 1)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
spans = st.timedeltas(timedelta(seconds=1), timedelta(hours=60))
QUARTER: Final = timedelta(minutes=15)


@settings(deadline=None)
@given(numbers, moments, spans)
def test_what_was_added_lies_between_and_ends_while_open(
    number: int, start: datetime, span: timedelta
) -> None:
    house = HOUSES[number]
    end = house.add(start, span)
    assert house.between(start, end) == span
    assert house.is_open(end - timedelta(microseconds=1))


@settings(deadline=None)
@given(numbers, moments, moments)
def test_between_is_additive(number: int, one: datetime, other: datetime) -> None:
    house = HOUSES[number]
    first, last = sorted((one, other))
    middle = first + (last - first) / 2
    assert (
        house.between(first, middle) + house.between(middle, last)
        == house.between(first, last)
        >= timedelta()
    )


@settings(max_examples=100, deadline=None)
@given(numbers, moments, st.integers(1, 5 * 24 * 4))
def test_working_time_is_what_one_counts_on_the_clock_quarter_by_quarter(
    number: int, start: datetime, quarters: int
) -> None:
    """Counted the slow way: each quarter of an hour is looked up on the wall clock of the place."""
    house = HOUSES[number]
    start = start.replace(minute=start.minute // 15 * 15, second=0, microsecond=0)
    counted = sum(is_open(house, start + at * QUARTER) for at in range(quarters))
    assert house.between(start, start + quarters * QUARTER) == counted * QUARTER


def is_open(house: WorkingHours, moment: datetime) -> bool:
    local = moment.astimezone(house.zone)
    if f"{local:%m-%d}" in CLOSED:
        return False
    if local.date() in free_days(house.country, house.state, local.year):
        return False
    return any(opens <= local.time() < closes for opens, closes in house.week[local.weekday()])


@lru_cache(maxsize=256)
def free_days(country: str, state: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, state or None, year)) if country else frozenset()
