"""Which rows are one for certain, and which pairs are worth a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from leadflow.people.likeness.blocking import candidates
from leadflow.people.likeness.model import NAMES, Levels, Model, learn, levels, probability
from leadflow.people.likeness.table import Feature

CONTRADICTED: Final = 0.97
"""So sure it must be where a name says it is another one."""
AGREEING: Final = 2
"""Of what tells of the single one: so many fields must agree where part of the name is missing, whatever they weigh."""
TELLING: Final = frozenset({"mail", "phone", "date"})
"""Besides a name, what belongs to one in particular."""
LINKED: Final = -3.0
"""Bits, on average over all pairs of two groups: a chain of likenesses alone makes nobody one."""
LOOKED_AT: Final = 12
"""Rows of a group that speak for it."""


@dataclass(frozen=True, slots=True)
class Likely:
    """A question: are these two rows one?"""

    left: int
    right: int
    probability: float


@dataclass(frozen=True, slots=True)
class Matched:
    """`groups`: rows that are one; every row is in exactly one of them. `likely`: what a human should be asked."""

    groups: tuple[tuple[int, ...], ...]
    likely: tuple[Likely, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """From which probability two are one for certain, and from which a human is asked; `questions`: of the rows."""

    certain: float
    asked: float
    questions: float


def match(features: Sequence[Feature], rows: int, limits: Limits) -> Matched:
    """Rows 0 to `rows` - 1 of a table. The order of the rows changes nothing but the names of the groups."""
    copies = _copies(features, rows)
    first = [same[0] for same in copies]
    single = [feature.only(first) for feature in features]
    told = _told(single, len(first))
    model = learn(single, Counter(told.values()), len(first))
    return _spread(decide(model, told, len(first), limits), copies)


def _copies(features: Sequence[Feature], rows: int) -> list[list[int]]:
    """Rows that say the very same are one, as far as they say more than a name."""
    telling = [feature for feature in features if feature.kind in TELLING]
    found: dict[tuple[int, ...], list[int]] = {}
    for row in range(rows):
        says = tuple(feature.at[row] for feature in features)
        alone = all(feature.at[row] < 0 for feature in telling)
        found.setdefault((-2 - row,) if alone else says, []).append(row)
    return list(found.values())


def _spread(matched: Matched, copies: Sequence[Sequence[int]]) -> Matched:
    groups = sorted(tuple(sorted(row for at in group for row in copies[at])) for group in matched.groups)
    likely = (Likely(copies[one.left][0], copies[one.right][0], one.probability) for one in matched.likely)
    return Matched(tuple(groups), tuple(likely))


def weigh(features: Sequence[Feature], rows: int) -> Model:
    """What the rows teach about each other, and nothing decided."""
    return learn(features, Counter(_told(features, rows).values()), rows)


def decide(model: Model, told: Mapping[tuple[int, int], Levels], rows: int, limits: Limits) -> Matched:
    """One rule, whoever found the pairs and wherever the weights come from."""
    weighed = ((model.weigh(levels, *pair), pair) for pair, levels in told.items())
    scored = sorted((-bits, pair) for bits, pair in weighed if probability(bits) >= limits.asked)
    groups = _Groups(model, rows, limits.certain)
    unsure = [(-less, pair) for less, pair in scored if not groups.join(pair, -less)]
    unsure.sort(key=lambda each: groups.relatives(each[1]))
    certain = groups.all()
    return Matched(certain, tuple(_questions(groups, unsure, int(rows * limits.questions))))


def _told(features: Sequence[Feature], rows: int) -> dict[tuple[int, int], Levels]:
    """What the candidates tell, as far as anything but the place is alike."""
    known: dict[Levels, Levels] = {}
    own = [feature for feature in features if not feature.place]
    found: dict[tuple[int, int], Levels] = {}
    for pair in candidates(features, rows):
        if any(feature.level(*pair) for feature in own):
            told = levels(features, *pair)
            found[pair] = known.setdefault(told, told)
    return found


def _questions(
    groups: _Groups, pairs: Iterable[tuple[float, tuple[int, int]]], most: int
) -> Iterable[Likely]:
    """The most probable first, relatives last; what an earlier answer would settle is not asked again."""
    asked = 0
    for bits, (left, right) in pairs:
        if asked < most and groups.root(left) != groups.root(right):
            groups.unite(left, right)
            asked += 1
            yield Likely(left, right, probability(bits))


class _Groups:
    def __init__(self, model: Model, rows: int, certain: float) -> None:
        self._model = model
        self._certain = certain
        self._above = list(range(rows))
        self._members = {row: [row] for row in range(rows)}
        self._names = [at for at, feature in enumerate(model.features) if feature.kind in NAMES]
        self._own = [at for at, feature in enumerate(model.features) if not feature.place]
        self._reached = [at for at, feature in enumerate(model.features) if feature.kind in ("mail", "phone")]
        self._firm = [at for at, feature in enumerate(model.features) if feature.kind == "firm"]

    def root(self, row: int) -> int:
        above = self._above
        while above[row] != row:
            above[row] = row = above[above[row]]
        return row

    def all(self) -> tuple[tuple[int, ...], ...]:
        return tuple(sorted(tuple(sorted(rows)) for rows in self._members.values()))

    def unite(self, left: int, right: int) -> None:
        one, other = sorted((self.root(left), self.root(right)))
        self._above[other] = one
        self._members[one] += self._members.pop(other)

    def join(self, pair: tuple[int, int], bits: float) -> bool:
        """Whether the two are one now, by this pair or by an earlier one."""
        left, right = map(self.root, pair)
        if left == right:
            return True
        if probability(bits) < self._certain or self._another(pair, bits) or not self._linked(left, right):
            return False
        if self._bridged(left, right):
            return False
        self.unite(left, right)
        return True

    def _another(self, pair: tuple[int, int], bits: float) -> bool:
        """One name says it is somebody else (a colleague, a relative, a branch), or too little says it is the same."""
        names = [self._model.features[at] for at in self._names]
        unnamed = any(name.level(*pair) is None or name.is_initial(*pair) for name in names)
        if unnamed and sum((self._model.features[at].level(*pair) or 0) >= 2 for at in self._own) < AGREEING:
            return True
        if any(self._model.features[at].level(*pair) in (0, 1) for at in self._firm):
            return True
        if self.relatives(pair) or self._contradicted(pair):
            return True
        named = any(self._model.features[at].level(*pair) == 0 for at in self._names)
        return named and probability(bits) < CONTRADICTED

    def relatives(self, pair: tuple[int, int]) -> bool:
        """Twins, couples, father and son: whatever else they share, one is not called or not born like the other."""
        return any(self._model.features[at].another(*pair) for at in self._model.relatives)

    def _contradicted(self, pair: tuple[int, int]) -> bool:
        """Two namesakes of one place: another address and another number."""
        said = [self._model.features[at].level(*pair) for at in self._reached] if self._names else ()
        return len(said) > 1 and all(level == 0 for level in said)

    def _bridged(self, left: int, right: int) -> bool:
        """A row that leaves out what tells two apart makes them no one: "Muster" beside Muster AG and Muster GmbH."""
        ours, theirs = self._members[left][:LOOKED_AT], self._members[right][:LOOKED_AT]
        pairs = [(one, other) for one in ours for other in theirs]
        firms = [self._model.features[at] for at in self._firm]
        return any(
            self.relatives(pair)
            or self._contradicted(pair)
            or any(firm.of_two_forms(*pair) for firm in firms)
            for pair in pairs
        )

    def _linked(self, left: int, right: int) -> bool:
        ours, theirs = self._members[left][:LOOKED_AT], self._members[right][:LOOKED_AT]
        if len(ours) == len(theirs) == 1:
            return True
        bits = [self._model.bits(one, other) for one in ours for other in theirs]
        return sum(bits) / len(bits) >= LINKED
