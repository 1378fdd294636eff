"""A table to be compared: its columns as distinct prepared values, so that each pair of values is judged once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from leadflow.people.likeness.levels import LEVELS, OTHERWISE, SAME

USUAL: Final = 4
"""Rows that say a name, from which on it is one of its own."""
INITIAL: Final = 2
"""Letters."""
KEPT: Final = 2_000
"""Distinct values up to which every judged pair is remembered."""


@dataclass(frozen=True)
class Feature:
    """One comparison over all rows. `at`: row -> place in `values`, -1 where it is missing.

    `place`: it tells where somebody is, and is the same for all who are there.
    """

    name: str
    kind: str
    at: Sequence[int]
    values: Sequence[Any]
    place: bool = False
    _levels: dict[tuple[int, int], int | None] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, kind: str, prepared: Sequence[Any], *, place: bool = False) -> Feature:
        places: dict[Any, int] = {}
        at = [-1 if value is None else places.setdefault(value, len(places)) for value in prepared]
        return cls(name, kind, at, list(places), place)

    def only(self, rows: Sequence[int]) -> Feature:
        """The same comparison over some of the rows."""
        return Feature(self.name, self.kind, [self.at[row] for row in rows], self.values, self.place)

    def level(self, left: int, right: int) -> int | None:
        """Of two rows; None where one says nothing."""
        one, other = self.at[left], self.at[right]
        if one < 0 or other < 0:
            return None
        if one == other:
            return self.same(one)
        pair = (one, other) if one < other else (other, one)
        if len(self.values) > KEPT:
            return self._judged(*pair)
        if pair not in self._levels:
            self._levels[pair] = self._judged(*pair)
        return self._levels[pair]

    def another(self, left: int, right: int) -> bool:
        """What both say here is of two, not of one who slipped."""
        level = self.level(left, right)
        if level is None or level > 1:
            return False
        one, other = self.values[self.at[left]], self.values[self.at[right]]
        return OTHERWISE[self.kind](one, other) if level else True

    def _judged(self, one: int, other: int) -> int | None:
        """Two names that many have are no slips of each other: Meier and Meyer."""
        level = LEVELS[self.kind][0](self.values[one], self.values[other])
        if level == 2 and self.kind in ("given", "surname"):
            left, right = self.values[one].own, self.values[other].own
            usual = min(self._counts[left], self._counts[right]) >= USUAL
            return 1 if usual and left[:1] and not self._moved(one, other) else level
        return level

    def _moved(self, one: int, other: int) -> bool:
        return bool(self.values[one].own == self.values[other].other)

    def is_initial(self, left: int, right: int) -> bool:
        """One of the two says no more than a letter or two of this part of the name."""
        values = (self.values[self.at[row]].own for row in (left, right) if self.at[row] >= 0)
        return any(0 < len(own) <= INITIAL for own in values)

    def of_two_forms(self, left: int, right: int) -> bool:
        """Both firms name a legal form, and not the same one."""
        forms = {self.values[self.at[row]].form for row in (left, right) if self.at[row] >= 0} - {""}
        return len(forms) > 1

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(self.text(place) for place in self.at if place >= 0)

    def same(self, place: int) -> int | None:
        value = self.values[place]
        if self.kind in ("given", "surname") and not value.own:
            return None
        if self.kind == "mail" and all(mail.shared for mail in value):
            return 1
        return SAME[self.kind]

    def text(self, place: int) -> str:
        """What counts as the value where rarity is asked."""
        value = self.values[place]
        if isinstance(value, str):
            return value
        return str(value[0][0] if self.kind == "mail" else value[0])

    @property
    def kinds(self) -> int:
        """How many levels it tells apart."""
        return LEVELS[self.kind][1]

    def frequencies(self) -> dict[str, float]:
        """Share of the rows that say anything here, by value."""
        total = sum(self._counts.values())
        return {value: count / total for value, count in self._counts.items()} if total else {}
