"""A score learned from own outcomes that stays a sum of points: the playbook's are the anchor, outcomes pull.

A logistic regression over "this attribute has this value", each coefficient drawn towards the playbook's points by a
normal prior. What few outcomes speak of stays near the anchor; the interval says how sure it is. Estimation by
Newton's method, intervals by Laplace's approximation. Plain Python: there are dozens of attributes, not thousands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, log1p, sqrt
from typing import Final

Feature = tuple[str, str]
"""(attribute, value)"""

Z: Final = 1.959964
FOLDS: Final = 5
DICE: Final = 0.5
ROUNDS: Final = 25
CLOSE: Final = 1e-6
LOOSE: Final = 100.0
"""Prior variance of the base: the outcomes alone say how often one wins."""


@dataclass(frozen=True, slots=True)
class Example:
    """One decided lead."""

    has: frozenset[Feature]
    won: bool


@dataclass(frozen=True, slots=True)
class Anchor:
    """`points`: what the playbook gives each feature. So many points double the odds. `reach`: how far, in points,
    outcomes usually move a feature (the prior's standard deviation).
    """

    points: Mapping[Feature, float]
    doubling: float
    reach: float

    @property
    def scale(self) -> float:
        """Log odds per point."""
        return log(2) / self.doubling


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the card, in the playbook's points. `size`: how many examples speak of it."""

    feature: Feature
    anchor: float
    points: float
    low: float
    high: float
    size: int

    @property
    def is_moved(self) -> bool:
        """The outcomes contradict the playbook: its points lie outside the interval."""
        return not self.low <= self.anchor <= self.high


@dataclass(frozen=True, slots=True)
class Card:
    """`state`: "too_few" outcomes, "no_signal" (it foretells no better than the average does), or "learned".

    `ranked_right` and `anchor_ranked_right`: share of pairs of a won and a lost lead in which the won one has more
    points, on leads that were not learned from; 0.5 is like dice.
    """

    state: str
    won: int
    lost: int
    lines: tuple[Line, ...] = ()
    gain: float = 0.0
    ranked_right: float = 0.5
    anchor_ranked_right: float = 0.5


def learn(examples: Sequence[Example], features: Sequence[Feature], anchor: Anchor, needed: int) -> Card:
    """`needed`: so many won and as many lost at least."""
    won = sum(example.won for example in examples)
    lost = len(examples) - won
    if min(won, lost) < needed or not features:
        return Card("too_few", won, lost)
    design = _Design(examples, features, anchor)
    foretold = _held_out(design)
    gain, right = _gain(foretold, design.won), _right(foretold, design.won)
    state = "learned" if gain > 0 and right > DICE + Z * _spread_of_dice(won, lost) else "no_signal"
    weights, spread = design.fit(range(len(examples)))
    lines = tuple(
        design.line(at, weights[at + 1], sqrt(spread[at + 1]), anchor) for at in range(len(features))
    )
    return Card(
        state,
        won,
        lost,
        lines,
        gain,
        right,
        _right([design.anchored(row) for row in design.rows], design.won),
    )


class _Design:
    """The examples as rows of feature numbers. Number 0 is the base."""

    def __init__(self, examples: Sequence[Example], features: Sequence[Feature], anchor: Anchor) -> None:
        self.features: Final = features
        numbers = {feature: at + 1 for at, feature in enumerate(features)}
        self.rows: Final = [
            [0, *sorted(numbers[one] for one in example.has if one in numbers)] for example in examples
        ]
        self.won: Final = [example.won for example in examples]
        share = sum(self.won) / len(self.won)
        given = [0.0, *(anchor.points.get(one, 0.0) * anchor.scale for one in features)]
        usual = sum(given[at] for row in self.rows for at in row) / len(self.rows)
        self.mean: Final = [log(share / (1 - share)) - usual, *given[1:]]
        self.variance: Final = [LOOSE, *([(anchor.reach * anchor.scale) ** 2] * len(features))]

    def anchored(self, row: Sequence[int]) -> float:
        return sum(self.mean[at] for at in row[1:])

    def fit(self, chosen: Sequence[int]) -> tuple[list[float], list[float]]:
        """Weights and their variances, from the chosen examples."""
        width = len(self.mean)
        weights = list(self.mean)
        for _ in range(ROUNDS):
            slope = [(self.mean[at] - weights[at]) / self.variance[at] for at in range(width)]
            bend = [[0.0] * width for _ in range(width)]
            for at in range(width):
                bend[at][at] = 1 / self.variance[at]
            for number in chosen:
                row = self.rows[number]
                likely = logistic(sum(weights[at] for at in row))
                rest, weight = self.won[number] - likely, likely * (1 - likely)
                for at in row:
                    slope[at] += rest
                    for other in row:
                        bend[at][other] += weight
            root = _root(bend)
            step = _solved(root, slope)
            weights = self._further(weights, step, chosen)
            if max(map(abs, step)) < CLOSE:
                break
        return weights, _diagonal_of_inverse(root)

    def _further(self, weights: Sequence[float], step: Sequence[float], chosen: Sequence[int]) -> list[float]:
        """One step of Newton's, halved until it does not make things worse."""
        before = self._surprise(weights, chosen)
        for _ in range(ROUNDS):
            after = [weight + more for weight, more in zip(weights, step, strict=True)]
            if self._surprise(after, chosen) <= before + CLOSE:
                return after
            step = [more / 2 for more in step]
        return list(weights)

    def _surprise(self, weights: Sequence[float], chosen: Sequence[int]) -> float:
        """What is to be as small as can be: surprise at the outcomes, and distance from the anchor."""
        distance = sum(
            (weight - mean) ** 2 / (2 * variance)
            for weight, mean, variance in zip(weights, self.mean, self.variance, strict=True)
        )
        return distance + sum(
            surprise(sum(weights[at] for at in self.rows[number]), won=self.won[number]) for number in chosen
        )

    def line(self, at: int, weight: float, deviation: float, anchor: Anchor) -> Line:
        return Line(
            self.features[at],
            anchor.points.get(self.features[at], 0.0),
            weight / anchor.scale,
            (weight - Z * deviation) / anchor.scale,
            (weight + Z * deviation) / anchor.scale,
            sum(at + 1 in row for row in self.rows),
        )


def _held_out(design: _Design) -> list[float]:
    """For each example the log odds foretold by a card that has not seen it."""
    foretold = [0.0] * len(design.rows)
    for fold in range(FOLDS):
        weights, _ = design.fit([at for at in range(len(design.rows)) if at % FOLDS != fold])
        for at in range(fold, len(design.rows), FOLDS):
            foretold[at] = sum(weights[number] for number in design.rows[at])
    return foretold


def _gain(foretold: Sequence[float], won: Sequence[bool]) -> float:
    """By how much less surprise per lead (nats) than the plain average."""
    share = sum(won) / len(won)
    plain = {True: -log(share), False: -log(1 - share)}
    gains = [plain[hit] - surprise(odds, won=hit) for odds, hit in zip(foretold, won, strict=True)]
    return sum(gains) / len(gains)


def _spread_of_dice(won: int, lost: int) -> float:
    """Standard deviation of the share of pairs ranked right where nothing is in it (Mann and Whitney 1947)."""
    return sqrt((won + lost + 1) / (12 * won * lost))


def _right(figures: Sequence[float], won: Sequence[bool]) -> float:
    """The share of pairs in the right order, ties half (Mann and Whitney 1947)."""
    rows = sorted(zip(figures, won, strict=True))
    below = ties = right = 0.0
    at = 0
    while at < len(rows):
        last = at
        while last < len(rows) and rows[last][0] == rows[at][0]:
            last += 1
        hits = sum(hit for _, hit in rows[at:last])
        misses = last - at - hits
        right += hits * below
        ties += hits * misses
        below += misses
        at = last
    pairs = sum(won) * (len(won) - sum(won))
    return (right + ties / 2) / pairs if pairs else 0.5


def surprise(odds: float, *, won: bool) -> float:
    """Minus the logarithm of the chance given to what came about, in nats; any odds may be asked."""
    against = -odds if won else odds
    return max(against, 0.0) + log1p(exp(-abs(against)))


def logistic(odds: float) -> float:
    return 1 / (1 + exp(-odds)) if odds >= 0 else exp(odds) / (1 + exp(odds))


def _root(matrix: list[list[float]]) -> list[list[float]]:
    """Cholesky's lower triangle of a positive definite matrix."""
    width = len(matrix)
    root = [[0.0] * width for _ in range(width)]
    for at in range(width):
        for other in range(at + 1):
            rest = matrix[at][other] - sum(root[at][k] * root[other][k] for k in range(other))
            root[at][other] = sqrt(rest) if at == other else rest / root[other][other]
    return root


def _solved(root: list[list[float]], right: Sequence[float]) -> list[float]:
    found = list(right)
    for at in range(len(root)):
        found[at] = (found[at] - sum(root[at][k] * found[k] for k in range(at))) / root[at][at]
    for at in reversed(range(len(root))):
        found[at] = (found[at] - sum(root[k][at] * found[k] for k in range(at + 1, len(root)))) / root[at][at]
    return found


def _diagonal_of_inverse(root: list[list[float]]) -> list[float]:
    width = len(root)
    return [_solved(root, [float(k == at) for k in range(width)])[at] for at in range(width)]
