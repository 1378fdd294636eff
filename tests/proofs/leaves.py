"""Every single value of a playbook, and sound changes of it."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Path = tuple[str | int, ...]
_SPAN: Final = re.compile(r"(\d+)(min|h|d|w)")
_HOURS: Final = re.compile(r"(\d\d):(\d\d)-(\d\d:\d\d)")
_CLOCK: Final = re.compile(r"(\d\d):(\d\d)")
_DAY: Final = re.compile(r"(\d\d)-(\d\d)")
_RATIO: Final = re.compile(r"(\d+)/(\d+)")


@dataclass(frozen=True, slots=True)
class Leaf:
    path: Path
    value: Any

    @property
    def place(self) -> str:
        return ".".join(map(str, self.path))

    @property
    def kind(self) -> tuple[str, ...]:
        """The place without its numbers: what stands at the same kind of place is of the same kind."""
        return tuple("*" if isinstance(step, int) else step for step in self.path)


def leaves(values: Any, path: Path = ()) -> Iterator[Leaf]:
    if isinstance(values, Mapping):
        for key, value in values.items():
            yield from leaves(value, (*path, key))
    elif isinstance(values, list):
        for at, value in enumerate(values):
            yield from leaves(value, (*path, at))
    else:
        yield Leaf(path, values)


def pools(found: list[Leaf]) -> dict[tuple[str, ...], list[Any]]:
    """All values that stand at one kind of place."""
    pool: dict[tuple[str, ...], list[Any]] = {}
    for leaf in found:
        pool.setdefault(leaf.kind, []).append(leaf.value)
    return {kind: list(dict.fromkeys(held)) for kind, held in pool.items()}


def changes(leaf: Leaf, pool: list[Any]) -> Iterator[Any]:
    """Other values for a leaf, the likeliest first."""
    value = leaf.value
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (value + 1, value - 1, value / 2)
        yield from (other for other in pool if other != value)
    elif isinstance(value, str):
        yield from _texts(value)
        yield from (other for other in pool if other != value)
        yield f"{value}x"


def _texts(text: str) -> Iterator[str]:
    if found := _SPAN.fullmatch(text):
        yield f"{int(found[1]) + 1}{found[2]}"
    elif found := _HOURS.fullmatch(text):
        yield f"{found[1]}:{(int(found[2]) + 15) % 60:02d}-{found[3]}"
    elif found := _CLOCK.fullmatch(text):
        yield f"{found[1]}:{(int(found[2]) + 15) % 60:02d}"
    elif found := _DAY.fullmatch(text):
        yield f"{found[1]}-{int(found[2]) - 1:02d}"
    elif found := _RATIO.fullmatch(text):
        yield f"{found[1]}/{int(found[2]) + 1}"


def changed(values: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """A copy with one value replaced, or, for None, taken out of its list."""
    copied: dict[str, Any] = copy.deepcopy(dict(values))
    held: Any = copied
    for step in path[:-1]:
        held = held[step]
    if value is None:
        del held[path[-1]]
    else:
        held[path[-1]] = value
    return copied


def swapped(values: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """A copy with an element of a list exchanged with its neighbour."""
    copied: dict[str, Any] = copy.deepcopy(dict(values))
    held: Any = copied
    for step in path[:-1]:
        held = held[step]
    at = int(path[-1])
    other = at - 1 if at else len(held) - 1
    held[at], held[other] = held[other], held[at]
    return copied
