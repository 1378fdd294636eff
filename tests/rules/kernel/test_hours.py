"""Deadlines in working time: never at night, right when the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.kernel.hours import WorkingHours

BERLIN = ZoneInfo("Europe/Berlin")
DAY = ((time(8), time(12)), (time(13), time(17)))
HOURS = WorkingHours((DAY, DAY, DAY, DAY, (DAY[0],), (), ()), BERLIN, "DE", "BY", ("12-24", "12-31"))
NIGHTLY = WorkingHours((((time(0), time(23, 59)),),) * 7, BERLIN)

moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
spans = st.timedeltas(timedelta(seconds=1), timedelta(hours=200))


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)  # type: ignore[misc,arg-type]  # year to minute


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (at(2026, 11, 23, 9), 2, at(2026, 11, 23, 11)),
        (at(2026, 11, 23, 11), 2, at(2026, 11, 23, 14)),
        (at(2026, 11, 27, 11), 2, at(2026, 11, 30, 9)),
        (at(2026, 11, 28, 11), 1, at(2026, 11, 30, 9)),
        (at(2026, 11, 23, 9), 7, at(2026, 11, 23, 17)),
        (at(2026, 12, 23, 16), 2, at(2026, 12, 28, 9)),
        (at(2026, 1, 5, 16), 2, at(2026, 1, 7, 9)),
        (at(2026, 11, 23, 9), 0, at(2026, 11, 23, 9)),
        (at(2026, 11, 23, 20), 0, at(2026, 11, 24, 8)),
    ],
)
def test_a_deadline_stands_still_at_night_on_weekends_and_holidays(
    start: datetime, hours: int, end: datetime
) -> None:
    assert HOURS.add(start, timedelta(hours=hours)) == end


def test_the_night_in_which_the_clocks_change_has_another_length() -> None:
    winter, summer = at(2026, 10, 25, 0), at(2026, 3, 29, 0)
    assert NIGHTLY.between(winter, winter + timedelta(days=1)) == timedelta(hours=24, minutes=59)
    assert NIGHTLY.between(summer, summer + timedelta(days=1)) == timedelta(hours=22, minutes=59)


def test_holidays_are_those_of_the_state() -> None:
    epiphany = at(2026, 1, 6, 10)
    assert not HOURS.is_open(epiphany)
    assert WorkingHours(HOURS.week, BERLIN, "DE", "BE").is_open(epiphany)


def test_an_unknown_state_keeps_the_countrys_holidays() -> None:
    assert not WorkingHours(HOURS.week, BERLIN, "DE", "XX").is_open(at(2026, 1, 1, 10))


def test_hours_that_never_open_refuse_to_promise() -> None:
    never = WorkingHours(((),) * 7, BERLIN)
    with pytest.raises(ValueError, match="do not open"):
        never.add(at(2026, 11, 23, 9), timedelta(hours=1))


@given(moments, spans)
def test_what_was_added_lies_between(start: datetime, span: timedelta) -> None:
    assert HOURS.between(start, HOURS.add(start, span)) == span


@given(moments, spans)
def test_a_deadline_never_ends_outside_opening_hours(start: datetime, span: timedelta) -> None:
    end = HOURS.add(start, span)
    assert HOURS.is_open(end - timedelta(microseconds=1))


@given(moments, moments, spans)
def test_who_starts_later_ends_later(one: datetime, other: datetime, span: timedelta) -> None:
    first, last = sorted((one, other))
    assert HOURS.add(first, span) <= HOURS.add(last, span)
    assert HOURS.between(first, last) == -HOURS.between(last, first) >= timedelta()


@given(moments)
def test_the_next_opening_is_open_and_no_work_is_done_before_it(moment: datetime) -> None:
    opens = HOURS.next_open(moment)
    assert HOURS.is_open(opens)
    assert HOURS.between(moment, opens) == timedelta()


@given(moments, spans, spans)
def test_waiting_twice_is_waiting_once(start: datetime, one: timedelta, other: timedelta) -> None:
    assert HOURS.add(HOURS.add(start, one), other) == HOURS.add(start, one + other)
