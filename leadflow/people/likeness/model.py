"""How probable it is that two rows are one: the weights of Fellegi and Sunter, learned without labels.

Each comparison tells a level. In Fellegi and Sunter (1969) a pair is a match or not, and within each class the
comparisons are independent. Among business contacts they are not: two colleagues share company, street, postcode,
switchboard and mail domain, a family its surname too. So there are three classes: *one* (the same), *beside* (another
one at the same place) and *apart*. Where somebody is (`Feature.place`) is the same for *one* and for *beside*; what
tells of the single one is not.

How often strangers agree comes from rows drawn at random, all else from expectation-maximisation over the candidate
pairs (Winkler 1988), held by a first thought that is worth `BELIEF` pairs. Where two values are the same, the share
of the value among the rows counts: a rare surname says more than a frequent one.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log2
from typing import Final

from leadflow.people.likeness.levels import SAME
from leadflow.people.likeness.table import Feature

Levels = tuple[int | None, ...]
"""What each comparison tells of a pair; None where one of the two says nothing."""
_Sums = tuple[float, float, float, tuple[tuple[int, int], ...]]

DRAWN: Final = 40_000
ROUNDS: Final = 25
LEAST: Final = 1e-4
BELIEF: Final = 30.0
"""How many pairs the first thought is worth."""
ONE: Final = {
    "given": (0.03, 0.05, 0.14, 0.78),
    "surname": (0.03, 0.05, 0.14, 0.78),
    "mail": (0.10, 0.05, 0.05, 0.10, 0.70),
    "phone": (0.12, 0.08, 0.05, 0.75),
    "date": (0.05, 0.08, 0.12, 0.75),
    "code": (0.07, 0.08, 0.85),
    "street": (0.12, 0.06, 0.12, 0.70),
    "company": (0.06, 0.09, 0.15, 0.70),
    "firm": (0.06, 0.09, 0.15, 0.70),
    "text": (0.12, 0.06, 0.12, 0.70),
    "domain": (0.10, 0.90),
}
BESIDE: Final = {
    "given": (0.93, 0.03, 0.01, 0.03),
    "surname": (0.71, 0.02, 0.02, 0.25),
    "mail": (0.24, 0.005, 0.02, 0.72, 0.015),
    "phone": (0.15, 0.50, 0.05, 0.30),
    "date": (0.96, 0.03, 0.008, 0.002),
    "company": (0.60, 0.10, 0.10, 0.20),
    "firm": (0.60, 0.10, 0.10, 0.20),
    "street": (0.50, 0.15, 0.05, 0.30),
}
NAMES: Final = ("given", "surname")
SLIP: Final = 2
HELD: Final = frozenset({"given", "mail", "date"})
SINGLE: Final = ("given", "date")
RELATIVES: Final = 3.0
"""So much more often than by surname, those who are alike differ by what is given to one of a household only: there
are twins, couples, fathers and sons among them."""
MOST: Final = 4.0
"""How much more often than first thought two who are beside each other may be the same, and one may differ."""


@dataclass
class Model:
    """`one`, `beside`, `apart`: per comparison, per level. `shares_*`: of all pairs of rows."""

    features: Sequence[Feature]
    one: list[list[float]]
    beside: list[list[float]]
    apart: list[list[float]]
    share_one: float
    share_beside: float
    frequencies: list[dict[str, float]] = field(default_factory=list)
    relatives: frozenset[int] = frozenset()
    """Comparisons by which relatives are told apart: another value there is another one, whatever else they share."""
    _sums: dict[Levels, _Sums] = field(default_factory=dict)

    def bits(self, left: int, right: int) -> float:
        """The logarithm of the odds that the two are one, to the base of 2."""
        return self.weigh(levels(self.features, left, right), left, right)

    def weigh(self, told: Levels, left: int, right: int) -> float:
        """The bits of a pair that told these levels."""
        one, beside, apart, rare = self._sums.get(told) or self._sum(told)
        for at, level in rare:
            share = self._share(at, level, left, right)
            apart += log2(
                max(share, self.apart[at][level] if level != SAME[self.features[at].kind] else LEAST / 10)
            )
            near = self.beside[at][level]
            beside += log2(near if self.features[at].place else max(near, share))
        return one - _either(beside, apart)

    def _share(self, at: int, level: int, left: int, right: int) -> float:
        """How often another one says that: the share of the value, and for a slip the share of those who slip too."""
        feature, shares = self.features[at], self.frequencies[at]
        said = [
            shares.get(feature.text(feature.at[row]), 0.0) for row in (left, right) if feature.at[row] >= 0
        ]
        return max(said) * (1.0 if level == SAME[feature.kind] else self.one[at][level])

    def _sum(self, told: Levels) -> _Sums:
        """What does not depend on the values."""
        one, beside = log2(self.share_one), log2(self.share_beside)
        apart, rare = log2(1 - self.share_one - self.share_beside), []
        for at, level in enumerate(told):
            if level is None:
                continue
            one += log2(self.one[at][level])
            kind = self.features[at].kind
            if level == SAME[kind] or (level == SLIP and kind in NAMES):
                rare.append((at, level))
            else:
                beside += log2(self.beside[at][level])
                apart += log2(self.apart[at][level])
        self._sums[told] = found = (one, beside, apart, tuple(rare))
        return found

    def probability(self, left: int, right: int) -> float:
        return probability(self.bits(left, right))


def _either(one: float, other: float) -> float:
    """log2(2**one + 2**other)"""
    high, low = max(one, other), min(one, other)
    return high + log2(1 + 2.0 ** (low - high)) if high - low < 60 else high


def probability(bits: float) -> float:
    return 1 / (1 + 2.0**-bits) if bits > -500 else 0.0


def levels(features: Sequence[Feature], left: int, right: int) -> Levels:
    return tuple(feature.level(left, right) for feature in features)


def learn(features: Sequence[Feature], patterns: Mapping[Levels, int], rows: int) -> Model:
    """Without labels, from what the candidates told (levels -> pairs) and from rows drawn at random."""
    frequencies = [feature.frequencies() for feature in features]
    apart = _drawn(features, frequencies, rows)
    model = _learned(features, patterns, rows, frequencies, apart, frozenset())
    relatives = _relatives(model)
    return _learned(features, patterns, rows, frequencies, apart, relatives) if relatives else model


def _relatives(model: Model) -> frozenset[int]:
    changed = [model.one[at][0] for at, feature in enumerate(model.features) if feature.kind == "surname"]
    if not changed:
        return frozenset()
    most = RELATIVES * changed[0] + 0.02
    kinds = enumerate(feature.kind for feature in model.features)
    return frozenset(at for at, kind in kinds if kind in SINGLE and model.one[at][0] > most)


def _learned(
    features: Sequence[Feature],
    patterns: Mapping[Levels, int],
    rows: int,
    frequencies: list[dict[str, float]],
    apart: list[list[float]],
    relatives: frozenset[int],
) -> Model:
    everything = max(rows * (rows - 1) / 2, 10.0)
    one = [list(ONE[feature.kind]) for feature in features]
    beside = [list(first_beside(feature)) for feature in features]
    share = 0.1 * rows / everything
    model = Model(features, one, beside, apart, share, share, frequencies, relatives)
    for _ in range(ROUNDS):
        _again(model, patterns, everything)
    return model


def first_beside(feature: Feature) -> Sequence[float]:
    return ONE[feature.kind] if feature.place else BESIDE.get(feature.kind, ONE[feature.kind])


def _again(model: Model, patterns: Mapping[Levels, int], everything: float) -> None:
    features = model.features
    told_one = [[BELIEF * share for share in ONE[feature.kind]] for feature in features]
    told_beside = [[BELIEF * share for share in first_beside(feature)] for feature in features]
    logs = [[[log2(x) for x in level] for level in each] for each in (model.one, model.beside, model.apart)]
    starts = [log2(model.share_one), log2(model.share_beside), log2(1 - model.share_one - model.share_beside)]
    ones = besides = 0.0
    for pattern, count in patterns.items():
        bits = [
            start + sum(each[at][level] for at, level in enumerate(pattern) if level is not None)
            for start, each in zip(starts, logs, strict=True)
        ]
        high = max(bits)
        raised = [2.0 ** max(b - high, -500) for b in bits]
        total = sum(raised)
        is_one, is_beside = count * raised[0] / total, count * raised[1] / total
        ones += is_one
        besides += is_beside
        for at, level in enumerate(pattern):
            if level is not None:
                told_one[at][level] += is_one
                told_beside[at][level] += is_beside
    model.one[:] = [
        _trusted(_shares(each), feature, 1.0 if at in model.relatives else MOST)
        for at, (each, feature) in enumerate(zip(told_one, features, strict=True))
    ]
    model.beside[:] = [
        _held(_shares(each), feature) for each, feature in zip(told_beside, features, strict=True)
    ]
    model.share_one = min(0.4, max(ones, 1.0) / everything)
    model.share_beside = min(0.4, max(besides, 1.0) / everything)


def _trusted(shares: list[float], feature: Feature, most: float) -> list[float]:
    """One who says another thing each time: else *one* would learn what twins and tenants are."""
    if feature.place:
        return shares
    return [min(shares[0], most * ONE[feature.kind][0]), *shares[1:]]


def _held(shares: list[float], feature: Feature) -> list[float]:
    """Two who are beside each other are seldom called the same: else *beside* would learn what *one* is."""
    first = BESIDE.get(feature.kind)
    if feature.kind not in HELD or first is None:
        return shares
    both = enumerate(zip(shares, first, strict=True))
    return [min(share, MOST * thought) if level >= 2 else share for level, (share, thought) in both]


def _shares(told: Sequence[float]) -> list[float]:
    return [max(one / sum(told), LEAST) for one in told]


def _drawn(
    features: Sequence[Feature], frequencies: Sequence[dict[str, float]], rows: int
) -> list[list[float]]:
    draw = random.Random(20_26)  # noqa: S311 - a sample, no secret
    found = []
    pairs = [(draw.randrange(rows), draw.randrange(rows)) for _ in range(DRAWN)] if rows else []
    for at, feature in enumerate(features):
        told = [0.5] * feature.kinds
        for left, right in pairs:
            if left != right:
                level = feature.level(left, right)
                if level is not None:
                    told[level] += 1
        each = _shares(told)
        each[SAME[feature.kind]] = max(sum(share * share for share in frequencies[at].values()), LEAST / 10)
        found.append(each)
    return found
