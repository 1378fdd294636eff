"""Chance with a name: each question has dice of its own, so that one more throw elsewhere changes nothing here."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


class Dice(random.Random):
    """Seeded by words; the same words throw the same."""

    def chance(self, share: float) -> bool:
        return self.random() < share

    def weighted(self, shares: Mapping[T, float]) -> T:
        """One of the keys, by weight."""
        return self.choices(list(shares), weights=list(shares.values()))[0]

    def around(self, usual: float, *, spread: float = 0.6) -> float:
        """A span whose median is the usual one; most lie between half and double of it."""
        return usual * self.lognormvariate(0, spread)


def dice(*names: object) -> Dice:
    return Dice("/".join(map(str, names)))
