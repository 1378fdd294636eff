"""What numbers can say and what they cannot: few, well-known procedures in plain Python, each with its source.

Nothing here knows a lead. Every answer carries the size it rests on, and "too few" is one of the answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import erfc, exp, lgamma, log, sqrt
from typing import Final

Z: Final = 1.959964
"""95 % of a normal distribution lie within so many standard deviations."""
ROUNDS: Final = 25
CLOSE: Final = 1e-3
FURTHEST: Final = 7.0
"""A thousand times as fast: beyond, there is nothing left to compare."""


@dataclass(frozen=True, slots=True)
class Fourfold:
    """Two groups and two outcomes: `a` of the `a + b` with the attribute, `c` of the `c + d` without it."""

    a: int
    b: int
    c: int
    d: int

    @property
    def size(self) -> int:
        """How many have the attribute."""
        return self.a + self.b

    @property
    def share(self) -> float:
        return self.a / self.size if self.size else 0.0

    @property
    def other_share(self) -> float:
        return self.c / (self.c + self.d) if self.c + self.d else 0.0

    @property
    def log_odds(self) -> float:
        """Of the ratio of the two odds, with half a case added to each cell (Haldane 1956): never infinite."""
        a, b, c, d = (count + 0.5 for count in (self.a, self.b, self.c, self.d))
        return log(a * d / (b * c))

    @property
    def variance(self) -> float:
        """Of `log_odds` (Woolf 1955)."""
        return sum(1 / (count + 0.5) for count in (self.a, self.b, self.c, self.d))

    @property
    def odds(self) -> float:
        return exp(self.log_odds)

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the odds ratio."""
        reach = Z * sqrt(self.variance)
        return exp(self.log_odds - reach), exp(self.log_odds + reach)


def fisher(table: Fourfold) -> float:
    """Chance that a table at least as unlikely comes about although nothing is in it (Fisher 1922, two-sided)."""
    with_it, hits = table.a + table.b, table.a + table.c
    whole = with_it + table.c + table.d
    low, high = max(0, hits - (whole - with_it)), min(hits, with_it)
    constant = _choose(whole, with_it)

    def weight(count: int) -> float:
        return exp(_choose(hits, count) + _choose(whole - hits, with_it - count) - constant)

    seen = weight(table.a) * (1 + 1e-9)
    return min(sum(found for found in map(weight, range(low, high + 1)) if found <= seen), 1.0)


def _choose(whole: int, part: int) -> float:
    """The logarithm of the binomial coefficient."""
    return lgamma(whole + 1) - lgamma(part + 1) - lgamma(whole - part + 1)


def discoveries(chances: Sequence[float], level: float) -> list[bool]:
    """Which findings to believe so that on average at most `level` of them are false (Benjamini and Hochberg 1995)."""
    order = sorted(range(len(chances)), key=chances.__getitem__)
    last = 0
    for rank, at in enumerate(order, 1):
        if chances[at] <= level * rank / len(chances):
            last = rank
    believed = set(order[:last])
    return [at in believed for at in range(len(chances))]


def chance_of(z: float) -> float:
    """Two-sided chance of a deviation by so many standard deviations."""
    return erfc(abs(z) / sqrt(2))


@dataclass(frozen=True, slots=True)
class Spell:
    """Time spent in something. `ended` False: it still goes on, so it lasts at least that long."""

    lasted: float
    ended: bool


@dataclass(frozen=True, slots=True)
class Step:
    """From `at` on the share `still` is left, within `low` and `high`."""

    at: float
    still: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """How many are still there after what time. `size` spells, of which `ended` are over."""

    steps: tuple[Step, ...]
    size: int
    ended: int

    def after(self, share: float) -> float | None:
        """When `share` of them are through; None where it has not come to that yet."""
        return next((step.at for step in self.steps if 1 - step.still >= share - 1e-12), None)

    def range(self, share: float) -> tuple[float | None, float | None]:
        """95 % interval of `after` (Brookmeyer and Crowley 1982)."""
        early = next((step.at for step in self.steps if 1 - step.low >= share), None)
        late = next((step.at for step in self.steps if 1 - step.high >= share), None)
        return early, late


def survival(spells: Iterable[Spell]) -> Curve:
    """Kaplan and Meier 1958; bands by Greenwood's variance on the log-log scale, so that they stay within 0 and 1."""
    rows = sorted(spells, key=lambda spell: spell.lasted)
    steps: list[Step] = []
    still, spread, at_risk, ended, at = 1.0, 0.0, len(rows), 0, 0
    while at < len(rows):
        moment, through, gone = rows[at].lasted, 0, 0
        while at < len(rows) and rows[at].lasted == moment:
            through += rows[at].ended
            gone += 1
            at += 1
        if through:
            still *= 1 - through / at_risk
            if at_risk > through:
                spread += through / (at_risk * (at_risk - through))
            steps.append(Step(moment, still, *_band(still, spread)))
            ended += through
        at_risk -= gone
    return Curve(tuple(steps), len(rows), ended)


def _band(still: float, spread: float) -> tuple[float, float]:
    if still in (0.0, 1.0):
        return still, still
    reach = exp(Z * sqrt(spread) / log(still))
    return still ** (1 / reach), still**reach


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a group gets through compared with the others. `ratio` 0.25: a quarter as many per day."""

    ratio: float
    low: float
    high: float
    chance: float


@dataclass(frozen=True, slots=True)
class _Moment:
    """At one moment `through` of `whole` get through; `here` of the whole and `through_here` belong to the group."""

    here: int
    whole: int
    through_here: int
    through: int


Stratum = Sequence[tuple[Spell, bool]]
"""Spells from the shortest on, each with whether it belongs to the group."""


def pace(strata: Iterable[Stratum]) -> Pace | None:
    """The group against the others of its stratum; None: there is nothing to compare.

    The chance is that of the log-rank test (Mantel 1966); the ratio is Cox's (1972, ties after Breslow 1974).
    """
    moments = [moment for stratum in strata for moment in _moments(stratum)]
    surplus = sum(one.through_here - one.through * one.here / one.whole for one in moments)
    variance = sum(_variance(one) for one in moments)
    if variance <= 0:
        return None
    middle, spread = _cox(moments)
    reach = Z * sqrt(spread)
    return Pace(exp(middle), exp(middle - reach), exp(middle + reach), chance_of(surplus / sqrt(variance)))


def _variance(one: _Moment) -> float:
    share = one.here / one.whole
    return one.through * share * (1 - share) * (one.whole - one.through) / max(one.whole - 1, 1)


def _cox(moments: Sequence[_Moment]) -> tuple[float, float]:
    """The logarithm of the ratio and its variance, by Newton's method, kept within what can be told at all."""
    middle, bend = 0.0, 1.0
    for _ in range(ROUNDS):
        slope = bend = 0.0
        ratio = exp(middle)
        for one in moments:
            weight = one.here * ratio
            share = weight / (weight + one.whole - one.here)
            slope += one.through_here - one.through * share
            bend += one.through * share * (1 - share)
        if bend < CLOSE:
            break
        step = max(-1.0, min(slope / bend, 1.0))
        middle = max(-FURTHEST, min(middle + step, FURTHEST))
        if abs(step) < CLOSE:
            break
    return middle, 1 / max(bend, CLOSE)


def _moments(stratum: Stratum) -> list[_Moment]:
    here, whole, at = sum(inside for _, inside in stratum), len(stratum), 0
    found: list[_Moment] = []
    while at < len(stratum):
        moment, through, through_here, gone, gone_here = stratum[at][0].lasted, 0, 0, 0, 0
        while at < len(stratum) and stratum[at][0].lasted == moment:
            spell, inside = stratum[at]
            through += spell.ended
            through_here += spell.ended and inside
            gone += 1
            gone_here += inside
            at += 1
        if through and 0 < here < whole:
            found.append(_Moment(here, whole, through_here, through))
        here, whole = here - gone_here, whole - gone
    return found
