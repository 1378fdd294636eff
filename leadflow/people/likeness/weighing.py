"""Weights that outlive the rows they were learned from: by them a home judges new ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from leadflow.people.likeness.model import ONE, SINGLE, Model, first_beside
from leadflow.people.likeness.table import Feature

STRANGERS: Final = {
    "given": (0.950, 0.020, 0.010, 0.020),
    "surname": (0.972, 0.018, 0.005, 0.005),
    "mail": (0.9991, 0.0005, 0.0001, 0.0001, 0.0002),
    "phone": (0.9991, 0.0005, 0.0001, 0.0003),
    "date": (0.990, 0.0085, 0.001, 0.0005),
    "code": (0.990, 0.005, 0.005),
    "street": (0.975, 0.020, 0.002, 0.003),
    "company": (0.990, 0.007, 0.001, 0.002),
    "firm": (0.990, 0.007, 0.001, 0.002),
    "text": (0.939, 0.020, 0.001, 0.040),
    "domain": (0.998, 0.002),
}
"""How often two who have nothing to do with each other say what is alike."""
OFTEN: Final = 4
"""Rows that say a value, from which on its share is kept."""


@dataclass(frozen=True)
class Weighing:
    """What was learned, without the rows it was learned from: it weighs others too.

    `again`: how often a row is there once more, per row. `often`: the share of values that many have, by the keyed
    bits of the value, so that nothing of a person is kept.
    """

    one: tuple[tuple[float, ...], ...]
    beside: tuple[tuple[float, ...], ...]
    apart: tuple[tuple[float, ...], ...]
    again: float
    neighbours: float
    often: tuple[Mapping[str, float], ...]
    relatives: frozenset[int]

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Weighing:
        levels = (tuple(map(tuple, told[name])) for name in ("one", "beside", "apart"))
        one, beside, apart = levels
        relatives = frozenset(told["relatives"])
        return cls(one, beside, apart, told["again"], told["neighbours"], tuple(told["often"]), relatives)

    def told(self) -> dict[str, Any]:
        levels = {"one": self.one, "beside": self.beside, "apart": self.apart}
        rates = {"again": self.again, "neighbours": self.neighbours}
        return {**levels, **rates, "often": self.often, "relatives": sorted(self.relatives)}


def learned(model: Model, rows: int, keyed: Callable[[str], str]) -> Weighing:
    """What a model of so many rows knows, for rows to come."""
    pairs = max(rows * (rows - 1) / 2, 10.0)
    often = tuple(
        {keyed(value): share for value, share in shares.items() if share * rows >= OFTEN}
        for shares in model.frequencies
    )
    return Weighing(
        one=tuple(map(tuple, model.one)),
        beside=tuple(map(tuple, model.beside)),
        apart=tuple(map(tuple, model.apart)),
        again=min(model.share_one * pairs / max(rows, 1), 1.0),
        neighbours=min(model.share_beside * pairs / max(rows, 1), 1.0),
        often=often,
        relatives=model.relatives,
    )


def thought(features: Sequence[Feature]) -> Weighing:
    """Before anything was learned: what is usual. Households are taken for granted."""
    return Weighing(
        one=tuple(tuple(ONE[feature.kind]) for feature in features),
        beside=tuple(tuple(first_beside(feature)) for feature in features),
        apart=tuple(STRANGERS[feature.kind] for feature in features),
        again=0.1,
        neighbours=0.1,
        often=tuple({} for _ in features),
        relatives=frozenset(at for at, feature in enumerate(features) if feature.kind in SINGLE),
    )


def weighed_by(
    by: Weighing, features: Sequence[Feature], rows: int, keyed: Callable[[str], str] = str
) -> Model:
    """A model for a few rows of a home that has `rows` of them."""
    others = max(rows, 10)
    frequencies = [
        {
            text: often.get(keyed(text), apart[-1])
            for text in set(map(feature.text, range(len(feature.values))))
        }
        for feature, often, apart in zip(features, by.often, by.apart, strict=True)
    ]
    one, beside, apart = ([list(each) for each in table] for table in (by.one, by.beside, by.apart))
    share, near = 2 * max(by.again, 0.02) / others, 2 * max(by.neighbours, 0.02) / others
    return Model(features, one, beside, apart, min(share, 0.4), min(near, 0.4), frequencies, by.relatives)
