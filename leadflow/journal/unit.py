"""A change being thought: rows collect here and no lock is held until it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import models

from leadflow.journal import ids
from leadflow.journal.writer import Row
from leadflow.kernel.actor import Actor
from leadflow.kernel.events import Event

DEPTH: Final = 8
Listener = Callable[["Change", Sequence[Any]], None]
Check = Callable[["Change"], None]

_listeners: list[tuple[tuple[type[Event], ...], Listener]] = []
_checks: list[Check] = []


def listen(events: type[Event] | tuple[type[Event], ...], listener: Listener) -> None:
    """Called with the whole batch of a round. Rooms register in `apps.ready`, so the order is the floors' order."""
    wanted = events if isinstance(events, tuple) else (events,)
    if (wanted, listener) not in _listeners:
        _listeners.append((wanted, listener))


def check_before_write(check: Check) -> None:
    """An invariant asserted over the finished unit; raises when it does not hold."""
    if check not in _checks:
        _checks.append(check)


class Change:
    """Collects inserts, updates, versions seen and events. `now` is the only clock; `by` is always named."""

    def __init__(self, *, by: Actor, now: datetime) -> None:
        self.by: Final = by
        self.now: Final = now
        self.inserts: Final[dict[type[models.Model], list[Row]]] = {}
        self.claims: Final[dict[type[models.Model], tuple[str, list[Row]]]] = {}
        self.gives: Final[dict[type[models.Model], dict[int, Row]]] = {}
        self.updates: Final[dict[type[models.Model], dict[int, Row]]] = {}
        self.deletes: Final[dict[type[models.Model], set[int]]] = {}
        self.raises: Final[dict[type[models.Model], dict[int, dict[str, int]]]] = {}
        self.expected: Final[dict[type[models.Model], dict[int, int]]] = {}
        self.events: Final[list[Event]] = []
        self.conditions: Final[list[Callable[[], bool]]] = []
        self.after: Final[list[Callable[[], None]]] = []
        self._fresh: dict[tuple[type[models.Model], int], Row] = {}
        self._unheard: list[Event] = []

    def only_while(self, holds: Callable[[], bool]) -> None:
        """Asked again when the change is written; where it no longer holds, the change is thought again."""
        self.conditions.append(holds)

    def ids(self, model: type[models.Model], count: int) -> range:
        return ids.take(model, count)

    def id(self, model: type[models.Model]) -> int:
        return ids.take(model, 1)[0]

    def insert(self, model: type[models.Model], **values: Any) -> None:
        """One row, written in bulk with its like. Tables with a key of their own name it (`id=`)."""
        self.inserts.setdefault(model, []).append(values)
        key = values.get(model._meta.pk.attname)
        if key is not None:
            self._fresh[model, key] = values

    def claim(self, model: type[models.Model], order: str, rows: Iterable[Row]) -> None:
        """Rows whose unique key somebody else may take first; then the change is thought again."""
        self.claims.setdefault(model, (order, []))[1].extend(rows)

    def update(self, model: type[models.Model], key: int, /, **values: Any) -> None:
        """Also reaches a row inserted by this same change."""
        fresh = self._fresh.get((model, key))
        if fresh is not None:
            fresh.update(values)
        else:
            self.updates.setdefault(model, {}).setdefault(key, {}).update(values)

    def give_up(self, model: type[models.Model], key: int, /, **values: Any) -> None:
        """Like `update`, and written before the inserts: the row leaves a unique place that a new row takes."""
        self.gives.setdefault(model, {}).setdefault(key, {}).update(values)

    def raise_by(self, model: type[models.Model], key: int, **steps: int) -> None:
        """Add to counters without having read them, so that counters never make two changes collide."""
        counters = self.raises.setdefault(model, {}).setdefault(key, {})
        for name, step in steps.items():
            counters[name] = counters.get(name, 0) + step

    def delete(self, model: type[models.Model], key: int) -> None:
        """Only for working rows that are no record of anything (an agenda item, a draft)."""
        fresh = self._fresh.pop((model, key), None)
        if fresh is None:
            self.deletes.setdefault(model, set()).add(key)
        else:
            self.inserts[model].remove(fresh)

    def expect(self, model: type[models.Model], versions: Mapping[int, int]) -> None:
        """Row versions seen while thinking: compared under lock and raised by one when written."""
        seen = self.expected.setdefault(model, {})
        for key, version in versions.items():
            if (model, key) not in self._fresh:
                seen.setdefault(key, version)

    def opened(self, model: type[models.Model], key: int) -> bool:
        """Whether this very change inserts the row."""
        return (model, key) in self._fresh

    def fresh(self, model: type[models.Model], key: int) -> Row | None:
        """The pending values of a row this change inserts."""
        return self._fresh.get((model, key))

    def announce(self, events: Sequence[Event]) -> None:
        self.events.extend(events)
        self._unheard.extend(events)

    def after_commit(self, call: Callable[[], None]) -> None:
        """For caches and wake-ups only: business effects are rows."""
        self.after.append(call)

    def drain(self) -> None:
        """Tell the listeners, round by round, in floor order; then assert the invariants."""
        for _ in range(DEPTH):
            heard, self._unheard = self._unheard, []
            if not heard:
                break
            kinds = {type(event) for event in heard}
            for wanted, listener in _listeners:
                meant = {kind for kind in kinds if issubclass(kind, wanted)}
                if meant:
                    listener(self, [event for event in heard if type(event) in meant])
        if self._unheard:
            raise RecursionError(f"news still travels after {DEPTH} rounds: {self._unheard[0].kind}")
        for check in _checks:
            check(self)

    @property
    def is_empty(self) -> bool:
        collected = (
            self.inserts,
            self.claims,
            self.gives,
            self.updates,
            self.deletes,
            self.raises,
            self.events,
        )
        return not any(collected)
