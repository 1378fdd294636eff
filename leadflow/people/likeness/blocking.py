"""Which pairs are looked at at all: those that agree in something rare, never all with all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any, Final

from leadflow.people.likeness.table import Feature
from leadflow.people.likeness.values import Mail

LARGEST: Final = 60
"""Rows that may share a key; more of them share nothing that tells anything."""
PAIRS: Final = 60_000
LEAST: Final = 4.0
"""Pairs a kind of key may give, altogether and at least for each row: the rarest keys come first."""
Stems = Sequence[tuple[str, ...]]


def candidates(features: Sequence[Feature], rows: int) -> list[tuple[int, int]]:
    """Pairs (left < right), in order, that share a rare key. What only tells of the place brings nobody together."""
    most = max(PAIRS, int(LEAST * rows))
    found: set[int] = set()
    for feature in features:
        if not feature.place:
            _take(
                found, _blocks([_wholes(feature, value) for value in feature.values], feature.at), rows, most
            )
    stemmed = [
        (feature, [_stems(feature.kind, value) for value in feature.values])
        for feature in features
        if feature.kind != "given"
    ]
    for (one, left), (other, right) in combinations(stemmed, 2):
        if not (one.place and other.place):
            _take(found, _both(one.at, left, other.at, right), rows, most)
    return [divmod(pair, rows) for pair in sorted(found)]


def _take(found: set[int], blocks: Iterable[list[int]], rows: int, most: int) -> None:
    """The smallest blocks first, until there are enough pairs."""
    for block in sorted((block for block in blocks if 1 < len(block) <= LARGEST), key=len):
        most -= len(block) * (len(block) - 1) // 2
        if most < 0:
            return
        found.update(left * rows + right for left, right in combinations(block, 2) if left != right)


def _blocks(keys: Stems, at: Sequence[int]) -> Iterator[list[int]]:
    blocks: dict[str, list[int]] = defaultdict(list)
    for row, place in enumerate(at):
        if place >= 0:
            for key in keys[place]:
                blocks[key].append(row)
    yield from blocks.values()


def _both(first: Sequence[int], left: Stems, second: Sequence[int], right: Stems) -> Iterator[list[int]]:
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, (one, other) in enumerate(zip(first, second, strict=True)):
        if one >= 0 and other >= 0:
            for stem in left[one]:
                for tail in right[other]:
                    blocks[stem, tail].append(row)
    yield from blocks.values()


def _wholes(feature: Feature, value: Any) -> tuple[str, ...]:
    """The whole value, as far as it can be rare."""
    if feature.kind == "mail":
        own = [f"{mail.local}@" for mail in value if not mail.shared]
        return tuple(dict.fromkeys([*(mail.text for mail in value), *own]))
    if feature.kind == "phone":
        return tuple(dict.fromkeys(number[-8:] for number in value))
    if feature.kind in ("given", "surname"):
        return (" ".join(sorted((value.own, value.other))),)
    if feature.kind == "firm":
        return (value.key,)
    return (value if isinstance(value, str) else " ".join(value),)


def _mail_stems(mail: Mail) -> tuple[str, str]:
    return mail.local[:4], mail.text[-8:] if mail.free else mail.domain


def _stems(kind: str, value: Any) -> tuple[str, ...]:
    """Short beginnings and ends: a slip leaves one of them whole."""
    if kind in ("given", "surname"):
        found = [text[:3] for text in value if text]
    elif kind == "mail":
        found = [part for mail in value for part in _mail_stems(mail)]
    elif kind == "date":
        found = [f"y{value.year}", f"d{value.month}{value.day}"]
    elif kind == "phone":
        found = [number[-4:] for number in value]
    elif kind == "street":
        found = [value.name[:4]]
    elif kind == "firm":
        found = [value.key[:4]]
    elif kind == "code":
        found = [value]
    else:
        found = [value[:4]]
    return tuple(dict.fromkeys(found))
