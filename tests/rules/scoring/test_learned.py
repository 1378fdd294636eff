"""A card that learns what is there, claims nothing where nothing is, and stays at its anchor where few speak."""

from __future__ import annotations

from math import log
from random import Random

from leadflow.scoring.learned import Anchor, Card, Example, learn, logistic, surprise

GOOD, DULL, RARE = ("company.industry", "logistics"), ("company.size", "from_50"), ("channel", "phone")
ANCHOR = Anchor({GOOD: 0.0, DULL: 0.0, RARE: 12.0}, 20, 15)


def lived(count: int, odds: float, seed: int = 1) -> list[Example]:
    """Half of them have GOOD, which multiplies the odds of one third."""
    chance = Random(seed)
    made = []
    for at in range(count):
        has = {one for one in (GOOD, DULL) if chance.random() < 0.5}
        if at % 200 == 0:
            has.add(RARE)
        won = chance.random() < logistic(log(1 / 3) + (log(odds) if GOOD in has else 0))
        made.append(Example(frozenset(has), won))
    return made


def card(examples: list[Example]) -> Card:
    return learn(examples, [GOOD, DULL, RARE], ANCHOR, 30)


def test_the_points_double_the_odds_as_agreed() -> None:
    found = card(lived(4_000, 2.0))
    lines = {line.feature: line for line in found.lines}
    assert found.state == "learned"
    assert lines[GOOD].low < 20 < lines[GOOD].high
    assert lines[GOOD].is_moved
    assert not lines[DULL].is_moved
    assert found.ranked_right > 0.55
    assert found.anchor_ranked_right < 0.52


def test_few_leads_leave_the_playbooks_points_where_they_are() -> None:
    line = {line.feature: line for line in card(lived(800, 2.0)).lines}[RARE]
    assert line.size == 4
    assert abs(line.points - 12) < 12
    assert not line.is_moved


def test_too_few_outcomes_are_an_answer() -> None:
    found = card(lived(60, 2.0))
    assert (found.state, found.lines) == ("too_few", ())
    assert learn(lived(900, 2.0), [], ANCHOR, 30).state == "too_few"


def test_no_signal_is_an_answer() -> None:
    states = [card(lived(600, 1.0, seed)).state for seed in range(20)]
    assert states.count("no_signal") >= 19


def test_a_strong_anchor_that_is_wrong_does_not_throw_the_fit_off() -> None:
    wrong = Anchor({GOOD: -300.0, DULL: 300.0, RARE: 0.0}, 20, 15)
    found = learn(lived(1_000, 2.0), [GOOD, DULL, RARE], wrong, 30)
    assert all(line.low < line.points < line.high for line in found.lines)


def test_surprise_can_be_asked_of_any_odds() -> None:
    assert surprise(5_000.0, won=True) == 0
    assert surprise(5_000.0, won=False) == 5_000
    assert surprise(0.0, won=True) == surprise(0.0, won=False) == log(2)
