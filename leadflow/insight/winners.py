"""What do the won have that the lost do not (M15), and what only glitters (M6): attribute by attribute, with chance
marked honestly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import exp, sqrt
from typing import Final

from leadflow.insight import cases
from leadflow.insight.cases import Case, frequent
from leadflow.insight.policy import StatisticsPolicy
from leadflow.insight.statistics import Fourfold, Z, chance_of, discoveries, fisher
from leadflow.playbook.rules import Playbook

SEEN: Final = ("hot", "warm", "cold")
"""Heats somebody gave; `skipped` says nothing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Of the leads with this value `table.a` were won and `table.b` lost; `c` and `d` of those known to have another.

    `believed`: it stands although so many attributes were looked at (false discoveries at most as agreed).
    """

    attribute: str
    value: str
    table: Fourfold
    chance: float
    believed: bool


def winners(found: Sequence[Case], level: float, least: int) -> list[Finding]:
    """Every value that `least` cases have and `least` lack; believed ones first, then by how far the odds differ."""
    pairs = frequent(found, least)
    tables = [_won(found, attribute, value) for attribute, value in pairs]
    chances = [fisher(table) for table in tables]
    believed = discoveries(chances, level)
    rows = zip(pairs, tables, chances, believed, strict=True)
    findings = [Finding(*pair, table, chance, sure) for pair, table, chance, sure in rows]
    return sorted(
        findings, key=lambda one: (not one.believed, -abs(one.table.log_odds), one.attribute, one.value)
    )


def _won(found: Sequence[Case], attribute: str, value: str) -> Fourfold:
    return _table(
        [(case.values[attribute] == value, case.is_won) for case in found if attribute in case.values]
    )


def _table(rows: Sequence[tuple[bool, bool]]) -> Fourfold:
    counts = [0, 0, 0, 0]
    for having, hit in rows:
        counts[(0 if having else 2) + (0 if hit else 1)] += 1
    return Fourfold(*counts)


@dataclass(frozen=True, slots=True)
class Look:
    """How many looked like this at first sight, and how many of those were won in the end."""

    heat: str
    size: int
    won: int


def looks(found: Sequence[Case]) -> list[Look]:
    """Of leads that are over, by the heat somebody gave before the score was shown."""
    over = [case for case in found if case.is_over]
    made = []
    for heat in SEEN:
        same = [case for case in over if case.heat == heat]
        made.append(Look(heat, len(same), sum(case.is_won for case in same)))
    return made


@dataclass(frozen=True, slots=True)
class Glitter:
    """`hot`: taken for hot against not. `won`: won against not. `excess`: how many times the odds of being taken for
    hot exceed what the odds of winning justify, with its 95 % interval.
    """

    attribute: str
    value: str
    hot: Fourfold
    won: Fourfold
    chance: float
    believed: bool

    @property
    def excess(self) -> float:
        return exp(self.hot.log_odds - self.won.log_odds)

    @property
    def interval(self) -> tuple[float, float]:
        middle, reach = self.hot.log_odds - self.won.log_odds, Z * sqrt(self.hot.variance + self.won.variance)
        return exp(middle - reach), exp(middle + reach)

    @property
    def glitters(self) -> bool:
        """Taken for hot more often than others, and more than it earns."""
        return self.believed and self.excess > 1

    @property
    def is_underrated(self) -> bool:
        """Wins more often than others, and looks no hotter for it."""
        return self.believed and self.excess < 1


@dataclass(frozen=True, slots=True)
class Report:
    """Both questions at once. `glitter` holds what is believed; `decided` opportunities, `won` of them."""

    findings: list[Finding]
    glitter: list[Glitter]
    looks: list[Look]
    decided: int
    won: int


def report(book: Playbook, start: datetime | None, end: datetime) -> Report:
    policy = book.section(StatisticsPolicy)
    level, least = float(policy.chance), policy.least
    decided, sight = cases.decided(book, start, end), cases.opened(book, start, end)
    return Report(
        winners(decided, level, least),
        [one for one in glitter(sight, level, least) if one.believed],
        looks(sight),
        len(decided),
        sum(case.is_won for case in decided),
    )


def glitter(found: Sequence[Case], level: float, least: int) -> list[Glitter]:
    """First-sight heat against what was won, of leads that are over and were looked at: the greatest excess first."""
    over = [case for case in found if case.is_over and case.heat in SEEN]
    made = []
    for attribute, value in frequent(over, least):
        known = [case for case in over if attribute in case.values]
        hot = _table([(case.values[attribute] == value, case.heat == "hot") for case in known])
        won = _table([(case.values[attribute] == value, case.is_won) for case in known])
        made.append(Glitter(attribute, value, hot, won, _chance(hot, won), believed=False))
    believed = discoveries([one.chance for one in made], level)
    told = [replace(one, believed=sure) for one, sure in zip(made, believed, strict=True)]
    return sorted(told, key=lambda one: (not one.believed, -one.excess, one.attribute, one.value))


def _chance(hot: Fourfold, won: Fourfold) -> float:
    """Two things must hold, so the weaker one counts: looks and wins differ, and the greater one is there at all."""
    excess = hot.log_odds - won.log_odds
    greater = hot if excess > 0 else won
    if greater.log_odds <= 0:
        return 1.0
    return max(chance_of(excess / sqrt(hot.variance + won.variance)), fisher(greater))
