"""When work is tried again and when it comes back."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from leadflow.queue.rules import LONGEST_DELAY, Rhythm, delay

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_each_failure_doubles_the_pause_up_to_a_quarter_of_an_hour() -> None:
    pauses = [delay(attempt, chance=0) for attempt in (1, 2, 3)]
    assert pauses == [timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8)]
    assert delay(99, chance=0) == LONGEST_DELAY


def test_chance_takes_off_up_to_half() -> None:
    assert delay(3, chance=1) == delay(3, chance=0) / 2


def test_missed_turns_are_not_made_up_for() -> None:
    planned = NOON - timedelta(hours=5, seconds=10)
    assert Rhythm(every_seconds=60).next_after(NOON, planned=planned, zone=UTC) == NOON + timedelta(
        seconds=50
    )


def test_a_turn_due_now_comes_again_one_step_later() -> None:
    assert Rhythm(every_seconds=60).next_after(NOON, planned=NOON, zone=UTC) == NOON + timedelta(seconds=60)


def test_daily_means_the_time_of_the_home() -> None:
    daily = Rhythm(at="03:10")
    assert daily.next_after(NOON, planned=NOON, zone=BERLIN) == datetime(2026, 11, 24, 2, 10, tzinfo=UTC)


def test_daily_keeps_its_time_over_the_change_of_the_clocks() -> None:
    saturday = datetime(2026, 10, 24, 12, tzinfo=UTC)
    first = Rhythm(at="03:10").next_after(saturday, planned=saturday, zone=BERLIN)
    assert first == datetime(2026, 10, 25, 2, 10, tzinfo=UTC)
    assert first.astimezone(BERLIN).time() == time(3, 10)
