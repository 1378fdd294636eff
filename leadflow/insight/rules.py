"""The figures of lead management, pure arithmetic: the target from the revenue wanted, what better leads are worth.

Exact throughout: each figure comes from exact ones and is rounded once, where it is shown; every rounding is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor, sqrt
from typing import Final

from leadflow.kernel.refusals import Refusal

Exact = int | Decimal | Fraction
ONE: Final = Fraction(1)
Z_80: Final = 1.281552
"""80 % of a normal distribution lie within so many standard deviations."""
LEAST_MONTHS: Final = 3


class Way(StrEnum):
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Rounding:
    """A figure that is shown differently from what the sum says."""

    figure: str
    exact: Fraction
    shown: int
    way: Way


@dataclass(frozen=True, slots=True)
class Target:
    """What lead management must bring so that sales reaches its revenue. Whole figures, the exact ones beside them."""

    deals: int
    opportunities: int
    deals_exact: Fraction
    opportunities_exact: Fraction
    roundings: tuple[Rounding, ...]


@dataclass(frozen=True, slots=True)
class Yield:
    """What a number of opportunities brings at one close rate. Nobody wins half a deal, so `whole` counts full ones."""

    close_rate: Fraction
    deals: Fraction
    deals_whole: int
    revenue: Fraction
    revenue_whole: Fraction


@dataclass(frozen=True, slots=True)
class Uplift:
    """The same opportunities, a greater share of them good."""

    before: Yield
    after: Yield
    gain: Fraction
    gain_whole: Fraction
    roundings: tuple[Rounding, ...]


def target(revenue: Exact, price: Exact, close_rate: Exact) -> Target:
    """Revenue / price = deals, deals / close rate = opportunities; a target is rounded up, else it would be missed."""
    deals = _not_negative("revenue", revenue) / _positive("price", price)
    opportunities = deals / _rate("close_rate", close_rate)
    whole_deals, whole_opportunities = ceil(deals), ceil(opportunities)
    return Target(
        deals=whole_deals,
        opportunities=whole_opportunities,
        deals_exact=deals,
        opportunities_exact=opportunities,
        roundings=_named(
            Rounding("deals", deals, whole_deals, Way.UP),
            Rounding("opportunities", opportunities, whole_opportunities, Way.UP),
        ),
    )


def uplift(opportunities: Exact, close_rate: Exact, price: Exact, uplift: Exact) -> Uplift:
    """`uplift` is relative: 1/10 turns a close rate of 33 % into 36.3 %."""
    many, each = _not_negative("opportunities", opportunities), _positive("price", price)
    rate, more = _rate("close_rate", close_rate), _not_negative("uplift", uplift)
    raised = rate * (ONE + more)
    if raised > ONE:
        raise Refusal("uplift_beyond_all", close_rate=rate, uplift=more)
    before, after = _yield(many, rate, each), _yield(many, raised, each)
    return Uplift(
        before=before,
        after=after,
        gain=after.revenue - before.revenue,
        gain_whole=after.revenue_whole - before.revenue_whole,
        roundings=_named(
            Rounding("deals", before.deals, before.deals_whole, Way.DOWN),
            Rounding("deals_with_uplift", after.deals, after.deals_whole, Way.DOWN),
        ),
    )


def _yield(opportunities: Fraction, rate: Fraction, price: Fraction) -> Yield:
    deals = opportunities * rate
    return Yield(rate, deals, floor(deals), deals * price, floor(deals) * price)


def _named(*roundings: Rounding) -> tuple[Rounding, ...]:
    return tuple(rounding for rounding in roundings if rounding.exact != rounding.shown)


def _not_negative(name: str, value: Exact) -> Fraction:
    if value < 0:
        raise Refusal("figure_negative", figure=name, value=value)
    return Fraction(value)


def _positive(name: str, value: Exact) -> Fraction:
    if value <= 0:
        raise Refusal("figure_not_positive", figure=name, value=value)
    return Fraction(value)


def _rate(name: str, value: Exact) -> Fraction:
    rate = _positive(name, value)
    if rate > ONE:
        raise Refusal("rate_above_one", figure=name, value=value)
    return rate


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a month will bring with 80 % certainty: `low` to `high`, in the middle `middle`. Whole opportunities."""

    low: int
    middle: int
    high: int


def forecast(done: int, past: Sequence[int], left: float) -> Forecast | None:
    """`past`: opportunities of whole months; `left`: share of the month's working time still to come.

    What comes is taken as a count that varies as past months varied, at least as much as chance alone (a negative
    binomial by its first two moments, approximated by the normal). None with fewer than three months to go by.
    """
    months = list(past)
    while months and not months[-1]:
        months.pop()
    if len(months) < LEAST_MONTHS:
        return None
    mean = sum(months) / len(months)
    spread = sum((count - mean) ** 2 for count in months) / (len(months) - 1)
    excess = max(spread - mean, 0.0) / mean**2 if mean else 0.0
    expected = mean * left
    reach = Z_80 * sqrt(expected + excess * expected**2)
    return Forecast(
        done + max(floor(expected - reach), 0), done + round(expected), done + ceil(expected + reach)
    )


@dataclass(frozen=True, slots=True)
class Need:
    """Raw leads a channel has to bring per month, when it keeps its share and its yield. `opportunities` of `leads`."""

    channel: str
    leads: int
    opportunities: int
    needed: int


def needs(target: int, channels: Iterable[tuple[str, int, int]]) -> list[Need]:
    """From the month's target on to raw leads: (channel, leads, opportunities) of a past span. Rounded up."""
    known = [(name, leads, found) for name, leads, found in channels if found]
    whole = sum(found for _, _, found in known)
    return [Need(name, leads, found, ceil(Fraction(target * leads, whole))) for name, leads, found in known]
