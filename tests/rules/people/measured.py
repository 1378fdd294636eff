"""How good an answer is: precision and recall over pairs of rows, after closure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from leadflow.people.likeness.clusters import Matched
from leadflow.people.rules import Clusters


@dataclass(frozen=True)
class Measured:
    """`precision`, `recall`: of what joins by itself; `asked`: recall once all questions are answered rightly."""

    precision: float
    recall: float
    asked: float
    questions: float


def measure(matched: Matched, truth: Sequence[Hashable]) -> Measured:
    cluster = {row: at for at, group in enumerate(matched.groups) for row in group}
    answered: Clusters[int] = Clusters()
    for pair in matched.likely:
        if truth[pair.left] == truth[pair.right]:
            answered.together(cluster[pair.left], cluster[pair.right])
    rows = range(len(truth))
    true = pairs(truth)
    joined = pairs(cluster[row] for row in rows)
    right = pairs((cluster[row], truth[row]) for row in rows)
    asked = pairs((answered.root(cluster[row]), truth[row]) for row in rows)
    return Measured(
        right / joined if joined else 1.0,
        right / true if true else 1.0,
        asked / true if true else 1.0,
        len(matched.likely) / max(len(truth), 1),
    )


def pairs(keys: Iterable[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(keys).values())
