"""Values as people write them, and what they mean."""

from __future__ import annotations

from datetime import time, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from leadflow.playbook.policy import Clock, Duration, Money, Ratio, Words, WorkingTime


def read(kind: Any, value: object) -> Any:
    return TypeAdapter(kind).validate_python(value)


def written(kind: Any, value: object) -> Any:
    return TypeAdapter(kind).dump_python(value)


@pytest.mark.parametrize(
    ("kind", "value", "meaning"),
    [
        (Duration, "30min", timedelta(minutes=30)),
        (Duration, "14d", timedelta(days=14)),
        (Duration, "6w", timedelta(weeks=6)),
        (Duration, "2 h", timedelta(hours=2)),
        (WorkingTime, "16h", timedelta(hours=16)),
        (Clock, "12:00", time(12)),
        (Clock, "8:30", time(8, 30)),
        (Ratio, "1/3", Fraction(1, 3)),
        (Ratio, 0.1, Fraction(1, 10)),
    ],
)
def test_a_value_means_what_it_says(kind: Any, value: object, meaning: object) -> None:
    assert read(kind, value) == meaning


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Duration, "2"), (Duration, 2), (Duration, "2 days"), (Duration, "-2h"), (Duration, "1y"), (Duration, None),
        (WorkingTime, "2d"), (WorkingTime, "1w"), (Clock, "24:00"), (Clock, "12"), (Clock, 12), (Ratio, "1/0"),
        (Ratio, 0), (Ratio, "4/3"), (Ratio, True), (Ratio, "a"), (Ratio, "nan"),
    ],
)  # fmt: skip
def test_what_could_be_misread_is_refused(kind: Any, value: object) -> None:
    with pytest.raises(ValidationError):
        read(kind, value)


@given(st.integers(0, 9999), st.sampled_from(["min", "h", "d", "w"]))
def test_a_span_survives_being_written_and_read(count: int, unit: str) -> None:
    span = read(Duration, f"{count}{unit}")
    again = written(Duration, span)
    assert span > timedelta(weeks=9999) or len(again) > 7 or read(Duration, again) == span


@given(st.integers(0, 10**9))
def test_money_is_exact_to_the_cent(cents: int) -> None:
    assert Money.model_validate({"amount": cents / 100, "currency": "EUR"}).minor == cents


@pytest.mark.parametrize("amount", [-1, 1.005, "4000", True, float("nan"), float("inf"), None])
def test_money_takes_no_other_amounts(amount: object) -> None:
    with pytest.raises(ValidationError):
        Money.model_validate({"amount": amount, "currency": "EUR"})


def test_words_come_in_the_language_asked_for() -> None:
    words = Words(de="Firma", en="Company")
    assert [words.in_("de"), words.in_("de-at"), words.in_("en")] == ["Firma", "Firma", "Company"]
