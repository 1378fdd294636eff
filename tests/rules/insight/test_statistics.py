"""The procedures against figures from the literature, and against what must hold for any numbers."""

from __future__ import annotations

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.insight.statistics import (
    Curve,
    Fourfold,
    Spell,
    discoveries,
    fisher,
    pace,
    survival,
)

TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
"""Weeks in remission, Freireich et al. 1963; + means: not over when the study ended."""


def read(weeks: str) -> list[Spell]:
    return [Spell(float(week.rstrip("+")), not week.endswith("+")) for week in weeks.split()]


def together(group: list[Spell], others: list[Spell]) -> list[tuple[Spell, bool]]:
    rows = [(spell, True) for spell in group] + [(spell, False) for spell in others]
    return sorted(rows, key=lambda row: row[0].lasted)


def test_fisher_knows_the_lady_who_tasted_tea() -> None:
    assert isclose(fisher(Fourfold(3, 1, 1, 3)), 34 / 70)
    assert isclose(fisher(Fourfold(4, 0, 0, 4)), 2 / 70)


def test_false_discoveries_are_held_as_in_the_paper_of_1995() -> None:
    chances = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
        0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
    ]  # fmt: skip
    assert sum(discoveries(chances, 0.05)) == 4


def test_a_survival_curve_counts_those_who_left_early() -> None:
    curve = survival(read(TREATED))
    assert [round(step.still, 4) for step in curve.steps] == [
        0.8571,
        0.8067,
        0.7529,
        0.6902,
        0.6275,
        0.5378,
        0.4482,
    ]
    assert (curve.size, curve.ended, curve.after(0.5), curve.after(0.9)) == (21, 9, 23.0, None)
    first = curve.steps[0]
    assert (round(first.low, 3), round(first.high, 3)) == (0.62, 0.952)


def test_the_pace_of_two_groups_is_that_of_log_rank_and_cox() -> None:
    found = pace([together(read(TREATED), read(PLACEBO))])
    assert found is not None
    assert isclose(found.chance, 4.17e-5, rel_tol=0.01)
    assert 0.21 < found.ratio < 0.23, "Cox with Breslow's ties: exp(-1.509)"
    assert found.low < found.ratio < found.high < 1


def test_strata_are_never_mixed() -> None:
    """Slow stages do not make slow groups."""
    quick, slow = [Spell(1 + at / 10, True) for at in range(9)], [Spell(50 + at, True) for at in range(9)]
    apart = pace([together(quick, quick[:1] * 9), together(slow, slow)])
    assert apart is not None
    assert apart.chance < 1
    even = pace([together(slow, slow)])
    assert even is not None
    assert isclose(even.chance, 1.0)
    assert pace([together(slow, [])]) is None


counts = st.integers(0, 60)


@given(counts, counts, counts, counts)
def test_a_chance_is_a_chance_and_does_not_care_which_group_is_named_first(
    a: int, b: int, c: int, d: int
) -> None:
    one, other = fisher(Fourfold(a, b, c, d)), fisher(Fourfold(c, d, a, b))
    assert 0 < one <= 1
    assert isclose(one, other, rel_tol=1e-9)


@given(st.lists(st.floats(0, 1), max_size=60), st.floats(0.01, 0.2))
def test_what_is_believed_is_less_likely_chance_than_what_is_not(chances: list[float], level: float) -> None:
    believed = discoveries(chances, level)
    kept = [chance for chance, sure in zip(chances, believed, strict=True) if sure]
    dropped = [chance for chance, sure in zip(chances, believed, strict=True) if not sure]
    assert not kept or not dropped or max(kept) <= min(dropped)
    assert all(chance <= level for chance in kept)


spells = st.lists(st.builds(Spell, st.integers(0, 30).map(float), st.booleans()), max_size=50)


@given(spells)
def test_a_curve_only_falls_and_stays_in_its_band(found: list[Spell]) -> None:
    curve: Curve = survival(found)
    left = 1.0
    for step in curve.steps:
        assert 0 <= step.still <= left
        assert step.low <= step.still + 1e-12
        assert step.still <= step.high + 1e-12
        left = step.still
    assert curve.ended == sum(spell.ended for spell in found)


@pytest.mark.parametrize(("a", "b", "c", "d"), [(0, 0, 0, 0), (5, 0, 0, 5)])
def test_empty_cells_have_finite_odds(a: int, b: int, c: int, d: int) -> None:
    low, high = Fourfold(a, b, c, d).interval
    assert 0 < low <= Fourfold(a, b, c, d).odds <= high < 1e9
