"""`journal.change`: the only way to write business rows. Think without a lock, write under one, repeat if moved."""

from __future__ import annotations

import random
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from typing import Any, Final, TypeVar

from django.apps import apps
from django.db import IntegrityError, OperationalError, connection, models, transaction

from leadflow import ENGINE
from leadflow.journal import ids, lookup, writer
from leadflow.journal.models import Batch, Entry
from leadflow.journal.unit import Change, check_before_write, listen
from leadflow.kernel.actor import Actor
from leadflow.kernel.events import Event
from leadflow.kernel.refusals import Refusal

__all__ = ["Change", "alongside", "change", "check_before_write", "listen", "scrub", "stamp_with", "tally"]

T = TypeVar("T")
TRIES: Final = 12

_stamp: list[Callable[[datetime], int | None]] = []
_also: ContextVar[Callable[[Change], None] | None] = ContextVar("also", default=None)


class Moved(Exception):
    """A row read while thinking has another version now."""


def stamp_with(playbook_number: Callable[[datetime], int | None]) -> None:
    """`playbook` says which version is in force; each entry names it."""
    _stamp[:] = [playbook_number]


@contextmanager
def alongside(also: Callable[[Change], None]) -> Iterator[None]:
    """What belongs into the change that a service makes inside: thought first, written with it or not at all."""
    token = _also.set(also)
    try:
        yield
    finally:
        _also.reset(token)


def change(think: Callable[[Change], T], *, by: Actor, now: datetime) -> T:
    """Think, drain the listeners, write; return what `think` returned.

    `think` may run more than once and must only read and collect. Refusal("busy") when others keep winning.
    """
    also = _also.get()
    for attempt in range(TRIES):
        unit = Change(by=by, now=now)
        if also is not None:
            also(unit)
        result = think(unit)
        unit.drain()
        if unit.is_empty or _written(unit, last=attempt == TRIES - 1):
            _also.set(None)
            for call in unit.after:
                call()
            return result
        time.sleep(random.uniform(0.001, 0.01) * (attempt + 1))  # noqa: S311 - jitter, not a secret
    raise Refusal("busy")


def _written(unit: Change, *, last: bool) -> bool:
    try:
        with transaction.atomic():
            _write(unit)
    except (Moved, writer.KeyLost):
        return False
    except IntegrityError:
        if last:
            raise
        return False
    except OperationalError as error:
        if last or not _is_passing(error):
            raise
        return False
    return True


def _is_passing(error: OperationalError) -> bool:
    text = str(error).lower()
    return "deadlock" in text or "locked" in text or "serialize" in text


def _write(unit: Change) -> None:
    _hold(unit)
    for model in _in_order(unit.gives):
        writer.update(model, unit.gives[model])
    for model in _in_order(unit.claims):
        order, rows = unit.claims[model]
        writer.claim(model, [writer.complete(model, row) for row in rows], order=order)
    for model in _in_order(unit.inserts):
        writer.insert(model, [writer.complete(model, row) for row in unit.inserts[model]])
    for model in _in_order(unit.updates):
        writer.update(model, unit.updates[model])
    _count(unit)
    for model, keys in unit.deletes.items():
        writer.delete(model, sorted(keys))
    if unit.events:
        _record(unit)


def _count(unit: Change) -> None:
    for model in _in_order(unit.raises):
        for key, steps in sorted(unit.raises[model].items()):
            writer.add(model, key, steps)


def _hold(unit: Change) -> None:
    """Lock the subjects read, in table and id order, compare their versions and raise them."""
    if not all(holds() for holds in unit.conditions):
        raise Moved("condition")
    for model in _in_order(unit.expected):
        wanted = unit.expected[model]
        if _locked(model, wanted) != wanted:
            raise Moved(model.__name__)
        _raise_versions(unit, model, wanted)


def _locked(model: type[models.Model], keys: Iterable[int]) -> dict[int, int]:
    """Row -> its version, which nobody else moves before we are through. On SQLite the one writer's lock does it."""
    if connection.vendor == "sqlite":
        return dict(
            lookup.rows(model, (model._meta.pk.attname, "version"), model._meta.pk.attname, set(keys))
        )
    seen: dict[int, int] = {}
    for piece in _pieces(sorted(keys)):
        rows = model._default_manager.filter(pk__in=piece).order_by("pk").select_for_update(no_key=True)
        seen.update(rows.values_list("pk", "version"))
    return seen


def _raise_versions(unit: Change, model: type[models.Model], wanted: dict[int, int]) -> None:
    """Rows that are updated anyway carry their new version along."""
    left = set(wanted)
    for updated in (unit.gives.get(model, {}), unit.updates.get(model, {})):
        for key in left & updated.keys():
            updated[key]["version"] = wanted[key] + 1
        left -= updated.keys()
    for piece in _pieces(sorted(left)):
        model._default_manager.filter(pk__in=piece).update(version=models.F("version") + 1)


def _pieces(keys: Sequence[int], size: int = 500) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


def _record(unit: Change) -> None:
    """Entries get their ids inside the locks, so that those of one lead are in the order of what happened to it."""
    count = len(unit.events)
    keys = ids.in_order(Entry._meta.db_table, count)
    batch = ids.reserve(Batch._meta.db_table, 1) if connection.vendor == "sqlite" else ids.take(Batch, 1)[0]
    playbook = _stamp[0](unit.now) if _stamp else None
    rows = [_row(unit, event, key, batch, playbook) for key, event in zip(keys, unit.events, strict=True)]
    head = {"id": batch, "recorded_at": unit.now, "actor_kind": unit.by.kind.value, "actor_id": unit.by.id}
    writer.insert(Batch, [{**head, "entries": count, "tally": tally(rows)}])
    writer.insert(Entry, rows)


def _row(unit: Change, event: Event, key: int, batch: int, playbook: int | None) -> dict[str, Any]:
    return {
        "id": key,
        "happened_at": event.happened_at or unit.now,
        "recorded_at": unit.now,
        "actor_kind": unit.by.kind.value,
        "actor_id": unit.by.id,
        "kind": event.kind,
        "version": event.version,
        "lead_id": event.lead,
        "subject_kind": event.subject.kind if event.subject else None,
        "subject_id": event.subject.id if event.subject else None,
        "playbook": playbook,
        "engine": ENGINE,
        "batch_id": batch,
        "payload": event.recorded(),
    }


def tally(rows: Sequence[dict[str, Any]]) -> int:
    """A sum over the entries of a batch that changes when one is altered; compared by `doctor`."""
    return sum(
        zlib.crc32(f"{r['id']}|{r['kind']}|{r['lead_id']}|{r['subject_kind']}|{r['subject_id']}".encode())
        for r in rows
    )


@cache
def _rank() -> dict[type[models.Model], int]:
    """Tables in foreign-key order: what is pointed at comes first."""
    ranks: dict[type[models.Model], int] = {}

    def visit(model: type[models.Model]) -> None:
        if model in ranks:
            return
        for field in model._meta.concrete_fields:
            target = field.related_model
            if isinstance(target, type) and issubclass(target, models.Model) and target is not model:
                visit(target)
        ranks[model] = len(ranks)

    for model in apps.get_models():
        visit(model)
    return ranks


def _in_order(tables: dict[type[models.Model], Any]) -> list[type[models.Model]]:
    ranks = _rank()
    return sorted(tables, key=lambda model: ranks[model])


def scrub() -> None:
    """After an erasure: what was overwritten must not linger in the write-ahead log (SQLite) or in dead rows."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("VACUUM" if connection.vendor == "postgresql" else "PRAGMA wal_checkpoint(TRUNCATE)")
