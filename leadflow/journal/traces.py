"""What each room keeps of a person: every room registers how it erases and how it exports its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from leadflow.journal.unit import Change


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom it is about. `persons` are all ids that stand for one human; `words` what must not be found afterwards."""

    persons: frozenset[int]
    words: tuple[str, ...] = ()


Eraser = Callable[[Change, Subject], int]
"""Blanks the room's rows in this change; how many rows it was."""
Exporter = Callable[[Subject], Iterable[dict[str, Any]]]
"""What the room holds of the person, as plain values."""


@dataclass(frozen=True, slots=True)
class Keeper:
    room: str
    erase: Eraser
    export: Exporter


_keepers: Final[dict[str, Keeper]] = {}


def register(room: str, *, erase: Eraser, export: Exporter) -> None:
    _keepers[room] = Keeper(room, erase, export)


def keepers() -> list[Keeper]:
    """In floor order."""
    return list(_keepers.values())
