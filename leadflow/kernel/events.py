"""What happened, as values. An event is a journal entry: its recorded fields hold no personal value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import ClassVar, Final

from leadflow.kernel.values import quick

Payload = dict[str, object]
Upcaster = Callable[[Payload], Payload]

CARRIED: Final = {"carried": True}
"""Metadata of a field that listeners get and the journal does not: `field(metadata=CARRIED)`."""

HEAD: Final = frozenset({"lead", "subject", "happened_at"})


@quick(frozen=True, slots=True)
class Ref:
    """A row that is not a lead: `Ref("arrival", 12)`."""

    kind: str
    id: int


@quick(frozen=True, kw_only=True)
class Event:
    """Subclasses are frozen, named in past tense and give a `kind` ("lead.moved") and, once changed, a `version`."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1

    lead: int | None = None
    subject: Ref | None = None
    happened_at: datetime | None = None

    def recorded(self) -> Payload:
        """What the journal keeps, beside lead, subject and time."""
        names = recorded_names(type(self))
        return {name: value for name in names if (value := getattr(self, name)) is not None}


_names: Final[dict[type, tuple[str, ...]]] = {}


def recorded_names(event: type[Event]) -> tuple[str, ...]:
    """The fields of an event class that the journal keeps; looked up once per class."""
    found = _names.get(event)
    if found is None:
        kept = (f.name for f in fields(event) if f.name not in HEAD and not f.metadata.get("carried"))
        found = _names[event] = tuple(kept)
    return found


class Upcasters:
    """Old entries are read as if they were written today: one step per version, in order."""

    def __init__(self) -> None:
        self._steps: dict[tuple[str, int], Upcaster] = {}

    def register(self, kind: str, *, since: int, step: Upcaster) -> None:
        """`step` turns a payload of version `since` into one of version `since + 1`."""
        if (kind, since) in self._steps:
            raise ValueError(f"{kind} has a step from version {since} already")
        self._steps[kind, since] = step

    def raise_to_today(self, kind: str, version: int, payload: Mapping[str, object]) -> tuple[int, Payload]:
        """The version reached and the payload as of that version; the stored payload is never changed."""
        today = dict(payload)
        while step := self._steps.get((kind, version)):
            today, version = step(today), version + 1
        return version, today

    def forget(self, kinds: Iterable[str]) -> None:
        """For tests that register steps of their own."""
        gone = set(kinds)
        self._steps = {key: step for key, step in self._steps.items() if key[0] not in gone}
