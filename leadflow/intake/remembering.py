"""How lists of the same shape were read before: kept under a name, and taken again when such a list comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from leadflow.intake import queries
from leadflow.intake.doors.csv.mapping import EXTERNAL, IMPORT, Column
from leadflow.intake.doors.csv.mapping import Mapping as Columns
from leadflow.intake.models import Receipt, SavedMapping
from leadflow.intake.rules import key_of
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.kernel.ids import public_id
from leadflow.kernel.refusals import NotFound, Refusal

LONGEST: Final = 80
REMEMBERED: Final = "remembered"
SAVED: Final = "saved"
"""Where a receipt keeps by which saved mapping it is read."""


@dataclass(frozen=True, slots=True)
class Saved:
    id: int
    public_id: UUID
    name: str
    headings: tuple[str, ...]
    targets: Mapping[str, str]
    offer: str
    channel: str
    by: int | None
    saved_at: datetime
    used_at: datetime | None
    uses: int


def shape_of(columns: Columns) -> str:
    """The set of headings, in whatever order they stand."""
    return key_of(*sorted(column.slug for column in columns.columns)).hex()


def of_shape(columns: Columns) -> list[Saved]:
    """The newest first."""
    rows = SavedMapping.objects.filter(shape=shape_of(columns), forgotten_at__isnull=True).order_by("-id")
    return [_saved(row) for row in rows[:10]]


def all_saved(limit: int = 200) -> list[Saved]:
    return [
        _saved(row) for row in SavedMapping.objects.filter(forgotten_at__isnull=True).order_by("name")[:limit]
    ]


def saved(public: UUID) -> Saved:
    return _saved(_row(public))


def _row(public: UUID) -> SavedMapping:
    row = SavedMapping.objects.filter(public_id=public, forgotten_at__isnull=True).first()
    if row is None:
        raise NotFound("mapping")
    return row


def _saved(row: SavedMapping) -> Saved:
    return Saved(
        row.id,
        row.public_id,
        row.name,
        tuple(row.headings),
        row.targets,
        row.offer,
        row.channel,
        row.by_id,
        row.saved_at,
        row.used_at,
        row.uses,
    )


def as_known(found: Columns) -> tuple[Columns, Saved | None]:
    """Read as the newest saved mapping of this shape says; the guess where there is none."""
    known = next(iter(of_shape(found)), None)
    return (found, None) if known is None else (read_as(known, found), known)


def read_as(known: Saved, found: Columns) -> Columns:
    columns = tuple(_read(column, known) for column in found.columns)
    ids = tuple(c.index for c in columns if c.target == EXTERNAL)
    keeps = found.source_id if found.source_id and found.source_id[-1] in ids else ids[:1]
    return replace(found, columns=columns, source_id=keeps)


def _read(column: Column, known: Saved) -> Column:
    target = known.targets.get(column.slug)
    if target is None:
        return column
    target = column.kept_as if target == IMPORT else target
    return replace(column, target=target, confidence=1.0, reason=REMEMBERED, facts={"name": known.name})


def remember(receipt: int, name: str, *, by: Actor, now: datetime) -> None:
    """Keep how this list is read. The same name again replaces what was kept under it."""
    name = " ".join(name.split())
    if not name:
        raise Refusal("name_missing")
    if len(name) > LONGEST:
        raise Refusal("too_long", limit=LONGEST)

    def think(change: Change) -> None:
        row = queries.listed(receipt)
        columns = Columns.from_json(row.mapping)
        values = {
            "name": name,
            "shape": shape_of(columns),
            "headings": [column.heading or column.slug for column in columns.columns],
            "targets": {c.slug: IMPORT if c.target == c.kept_as else c.target for c in columns.columns},
            "offer": row.offer,
            "channel": row.channel,
            "by_id": by.user_id,
            "saved_at": now,
        }
        known = SavedMapping.objects.filter(name=name, forgotten_at__isnull=True).first()
        if known is None:
            fresh = {"id": change.id(SavedMapping), "public_id": public_id(), "used_at": now, "uses": 1}
            change.insert(SavedMapping, **values, **fresh)
        else:
            change.expect(SavedMapping, {known.id: known.version})
            change.update(SavedMapping, known.id, **values)
        change.expect(Receipt, {row.id: row.version})
        change.update(Receipt, row.id, noticed=row.noticed | {SAVED: name})

    journal.change(think, by=by, now=now)


def rename(public: UUID, name: str, *, by: Actor, now: datetime) -> None:
    name = " ".join(name.split())
    if not name:
        raise Refusal("name_missing")
    if len(name) > LONGEST:
        raise Refusal("too_long", limit=LONGEST)

    def think(change: Change) -> None:
        row = _row(public)
        if SavedMapping.objects.filter(name=name, forgotten_at__isnull=True).exclude(id=row.id).exists():
            raise Refusal("name_taken", name=name)
        change.expect(SavedMapping, {row.id: row.version})
        change.update(SavedMapping, row.id, name=name)

    journal.change(think, by=by, now=now)


def change_targets(public: UUID, targets: Mapping[str, str], *, by: Actor, now: datetime) -> None:
    """By slug; columns that are not named keep theirs."""

    def think(change: Change) -> None:
        row = _row(public)
        chosen = {slug: target for slug, target in targets.items() if slug in row.targets}
        change.expect(SavedMapping, {row.id: row.version})
        change.update(SavedMapping, row.id, targets=row.targets | chosen)

    journal.change(think, by=by, now=now)


def forget(public: UUID, *, by: Actor, now: datetime) -> Saved:
    """It is offered no more; `bring_back` takes that back."""

    def think(change: Change) -> Saved:
        row = _row(public)
        change.expect(SavedMapping, {row.id: row.version})
        change.update(SavedMapping, row.id, forgotten_at=now)
        return _saved(row)

    return journal.change(think, by=by, now=now)


def bring_back(public: UUID, *, by: Actor, now: datetime) -> None:
    def think(change: Change) -> None:
        row = SavedMapping.objects.filter(public_id=public, forgotten_at__isnull=False).first()
        if row is None:
            raise NotFound("mapping")
        if SavedMapping.objects.filter(name=row.name, forgotten_at__isnull=True).exists():
            raise Refusal("name_taken", name=row.name)
        change.expect(SavedMapping, {row.id: row.version})
        change.update(SavedMapping, row.id, forgotten_at=None)

    journal.change(think, by=by, now=now)


def used(change: Change, known: Saved) -> None:
    change.raise_by(SavedMapping, known.id, uses=1)
    change.update(SavedMapping, known.id, used_at=change.now)


def take(receipt: int, public: UUID, *, by: Actor, now: datetime) -> None:
    """Read a draft by this saved mapping."""

    def think(change: Change) -> None:
        row, known = queries.draft(receipt), saved(public)
        columns = read_as(known, Columns.from_json(row.mapping))
        change.expect(Receipt, {row.id: row.version})
        kept = {key: value for key, value in row.mapping.items() if key not in columns.as_json()}
        change.update(
            Receipt, row.id, mapping=columns.as_json() | kept, noticed=row.noticed | {SAVED: known.name}
        )
        used(change, known)

    journal.change(think, by=by, now=now)
