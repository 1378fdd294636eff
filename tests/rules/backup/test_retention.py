"""Which backups stay: the newest of each day, week and month, and never none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leadflow.backup.rules import Keep, is_late, made_at, mark_of, name_of, to_drop

MARK = mark_of("s" * 48)
END = datetime(2026, 11, 29, 2, 40, tzinfo=UTC)


def nightly(days: int) -> list[str]:
    return [name_of(MARK, END - timedelta(days=day), sealed=False) for day in range(days)]


def kept(names: list[str], keep: Keep) -> list[str]:
    return [name[18:26] for name in sorted(set(names) - set(to_drop(names, MARK, keep)))]


def test_a_year_of_nights_leaves_a_week_of_days_a_month_of_weeks_and_a_year_of_months() -> None:
    stays = kept(nightly(365), Keep(7, 4, 12))
    assert stays[-7:] == [f"202611{day}" for day in range(23, 30)]
    assert stays[-10:-7] == ["20261108", "20261115", "20261122"]
    assert stays[:3] == ["20251231", "20260131", "20260228"]
    assert len(stays) == 7 + 3 + 11


def test_of_one_day_only_the_newest_stays() -> None:
    names = [name_of(MARK, END + timedelta(hours=hour), sealed=False) for hour in range(5)]
    assert to_drop(names, MARK, Keep(3, 1, 1)) == names[:-1]


@given(
    st.sets(st.integers(0, 900_000), min_size=1, max_size=40),
    st.integers(1, 9),
    st.integers(0, 9),
    st.integers(0, 9),
)
def test_the_newest_one_always_stays(minutes: set[int], daily: int, weekly: int, monthly: int) -> None:
    names = [name_of(MARK, END - timedelta(minutes=past), sealed=True) for past in minutes]
    gone = to_drop(names, MARK, Keep(daily, weekly, monthly))
    assert max(names) not in gone
    assert len(names) - len(gone) <= daily + weekly + monthly + 1


def test_what_is_not_ours_is_never_dropped() -> None:
    strangers = [
        name_of("00000000", END, sealed=False),
        "holiday.zip",
        "leadflow.zip",
        f"leadflow-{MARK}-x.zip",
    ]
    assert to_drop([*strangers, *nightly(30)], MARK, Keep(1, 0, 0)) == sorted(nightly(30))[:-1]
    assert [made_at(name, MARK) for name in strangers] == [None] * 4


def test_a_night_may_fail_once_before_it_is_late() -> None:
    assert not is_late(END, END - timedelta(days=9), END + timedelta(hours=36))
    assert is_late(END, END - timedelta(days=9), END + timedelta(hours=37))


def test_a_plan_of_today_is_not_late_yet() -> None:
    assert not is_late(None, END, END + timedelta(hours=1))
    assert not is_late(END - timedelta(days=90), END, END + timedelta(hours=1))
