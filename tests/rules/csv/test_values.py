"""Cells as people and spreadsheets write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.intake.doors.csv.values import (
    DayOrder,
    clean,
    day_order,
    read_day,
    read_moment,
    read_number,
    read_yes,
)

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    "written",
    [
        "23.11.2026",
        "23.11.26",
        "2026-11-23",
        "2026/11/23",
        "23/11/2026",
        "23-11-2026",
        "20261123",
        "23. November 2026",
        "23. Nov. 2026",
        "November 23, 2026",
        "Montag, 23. November 2026",
        "'23.11.2026",
        "23.11.2026 09:30",
        "2026-11-23T09:30:00Z",
        "11/23/2026",
        "46349",
    ],
)
def test_one_day_however_it_is_written(written: str) -> None:
    assert read_day(written) == date(2026, 11, 23)


@pytest.mark.parametrize(
    "written",
    ["", "bald", "32.11.2026", "2026-13-01", "1.2", "KW 47", "4000", "=TODAY()", "12:30", "0000-00-00"],
)
def test_what_is_no_day_is_none(written: str) -> None:
    assert read_day(written) is None


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("23.11.2026 09:30", datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        ("23.11.2026, 9.30 Uhr", datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        ("2026-07-01 09:30:15", datetime(2026, 7, 1, 7, 30, 15, tzinfo=UTC)),
        ("2026-11-23T09:30:00+05:30", datetime(2026, 11, 23, 4, 0, tzinfo=UTC)),
        ("11/23/2026 2:05 PM", datetime(2026, 11, 23, 13, 5, tzinfo=UTC)),
        ("23.11.2026", datetime(2026, 11, 23, 11, 0, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_in_the_homes_zone_unless_it_names_one(written: str, moment: datetime) -> None:
    assert read_moment(written, BERLIN) == moment


def test_the_column_decides_which_number_is_the_day() -> None:
    assert day_order(["03/04/2026", "11/23/2026"]) == DayOrder("mdy", True)
    assert day_order(["03/04/2026", "23/11/2026"]) == DayOrder("dmy", True)
    assert day_order(["03/04/2026"]) == DayOrder("dmy", False)
    assert read_day("03/04/2026", "mdy") == date(2026, 3, 4)
    assert read_day("03.04.2026", "mdy") == date(2026, 4, 3)


@given(st.dates(date(1971, 1, 1), date(2069, 12, 31)))
def test_a_german_date_says_what_it_says(day: date) -> None:
    assert read_day(f"{day:%d.%m.%Y}") == read_day(f"{day:%d.%m.%y}") == read_day(day.isoformat()) == day


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("12,5", "12.5"),
        ("12,5 %", "12.5"),
        ("'42", "42"),
        ("-3", "-3"),
    ],
)
def test_decimal_commas_are_read(written: str, number: str) -> None:
    assert read_number(written) == Decimal(number)


def test_a_formula_is_no_number() -> None:
    assert read_number("=1+1") is None


def test_yes_and_no_in_both_languages() -> None:
    assert [read_yes(word) for word in ("Ja", "YES", "x", "wahr", "1")] == [True] * 5
    assert [read_yes(word) for word in ("Nein", "no", "falsch", "0")] == [False] * 4
    assert read_yes("vielleicht") is None


@pytest.mark.parametrize("cell", ["'0721", " 0721 ", "\ufeff0721", "\u200b0721", "’0721", "0721\u00a0"])
def test_a_spreadsheets_traces_are_taken_off(cell: str) -> None:
    assert clean(cell) == "0721"


def test_formula_signs_stay_text() -> None:
    assert clean("=1+1") == "=1+1"
