"""M13 and M14: the figures of the source, exact, with every rounding named."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.insight import rules
from leadflow.insight.rules import Exact, Rounding, Way, target, uplift
from leadflow.kernel.refusals import Refusal

rates = st.fractions(min_value=Fraction(1, 1000), max_value=1)
prices = st.integers(min_value=1, max_value=10**7)


def test_a_hundred_thousand_at_four_thousand_and_one_third_takes_75_opportunities() -> None:
    answer = target(100_000, 4_000, Fraction(1, 3))
    assert (answer.deals, answer.opportunities, answer.roundings) == (25, 75, ())


def test_a_target_is_rounded_up_and_says_so() -> None:
    answer = target(90_000, 4_000, Fraction(1, 3))
    assert (answer.deals, answer.opportunities) == (23, 68)
    assert answer.roundings == (
        Rounding("deals", Fraction(45, 2), 23, Way.UP),
        Rounding("opportunities", Fraction(135, 2), 68, Way.UP),
    )


def test_opportunities_come_from_the_exact_deals_so_that_roundings_do_not_add_up() -> None:
    answer = target(101, 100, Fraction(1, 100))
    assert (answer.deals, answer.opportunities) == (2, 101)


def test_ten_percent_more_good_opportunities_gain_118_800() -> None:
    answer = uplift(900, Decimal("0.33"), 4_000, Decimal("0.10"))
    assert answer.before.deals == 297
    assert answer.before.revenue == 1_188_000
    assert answer.after.deals == Fraction("326.7")
    assert answer.after.revenue == 1_306_800
    assert answer.gain == 118_800


def test_with_whole_deals_the_gain_is_116_000_and_the_rounding_is_named() -> None:
    answer = uplift(900, Decimal("0.33"), 4_000, Decimal("0.10"))
    assert answer.after.deals_whole == 326
    assert answer.after.revenue_whole == 1_304_000
    assert answer.gain_whole == 116_000
    assert answer.roundings == (Rounding("deals_with_uplift", Fraction("326.7"), 326, Way.DOWN),)


@pytest.mark.parametrize(
    ("revenue", "price", "rate", "code"),
    [
        (100, 0, Fraction(1, 3), "figure_not_positive"),
        (100, -4, Fraction(1, 3), "figure_not_positive"),
        (-1, 4, Fraction(1, 3), "figure_negative"),
        (100, 4, 0, "figure_not_positive"),
        (100, 4, Fraction(4, 3), "rate_above_one"),
    ],
)
def test_a_target_of_senseless_figures_is_refused(
    revenue: Exact, price: Exact, rate: Exact, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        target(revenue, price, rate)
    assert refused.value.code == code


def test_an_uplift_cannot_win_more_than_all() -> None:
    with pytest.raises(Refusal) as refused:
        uplift(900, Decimal("0.95"), 4_000, Decimal("0.10"))
    assert refused.value.code == "uplift_beyond_all"


@given(st.integers(min_value=0, max_value=10**9), prices, rates)
def test_a_target_reached_is_a_revenue_reached(revenue: int, price: int, rate: Fraction) -> None:
    answer = target(revenue, price, rate)
    assert answer.deals * price >= revenue
    assert answer.opportunities * rate * price >= revenue


@given(st.integers(min_value=0, max_value=10**6), rates, prices)
def test_no_uplift_gains_nothing(opportunities: int, rate: Fraction, price: int) -> None:
    answer = uplift(opportunities, rate, price, 0)
    assert answer.gain == answer.gain_whole == 0


@given(st.integers(min_value=0, max_value=10**6), rates, prices)
def test_whole_deals_never_promise_more_than_the_exact_sum(
    opportunities: int, rate: Fraction, price: int
) -> None:
    half = uplift(opportunities, rate / 2, price, 1)
    assert half.after.revenue_whole <= half.after.revenue < half.after.revenue_whole + price


def test_a_forecast_spans_what_past_months_varied_by() -> None:
    calm = rules.forecast(20, [60, 60, 60, 60], 0.5)
    wild = rules.forecast(20, [20, 100, 20, 100], 0.5)
    assert calm is not None
    assert wild is not None
    assert (calm.low, calm.middle, calm.high) == (42, 50, 58), (
        "30 more, give or take 1.28 times the root of 30"
    )
    assert wild.low < calm.low
    assert calm.high < wild.high
    assert rules.forecast(20, [60, 60, 60], 0.0) == rules.Forecast(20, 20, 20)


def test_months_before_the_house_was_there_do_not_count() -> None:
    assert rules.forecast(5, [9, 8, 0, 0, 0], 0.5) is None
    assert rules.forecast(5, [9, 0, 8, 0, 0], 0.5) is not None


def test_raw_leads_follow_from_the_target_channel_by_channel() -> None:
    found = rules.needs(75, [("fair", 300, 100), ("ads", 900, 50), ("mailing", 40, 0)])
    assert [(need.channel, need.needed) for need in found] == [("fair", 150), ("ads", 450)]
    assert rules.needs(75, []) == []
