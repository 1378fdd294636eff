"""A house written into a backup: all tables as of one moment, then the bytes of its files, while it goes on working."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from io import RawIOBase
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

import orjson
from django.apps import apps as living
from django.apps.registry import Apps
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from leadflow import __version__
from leadflow.backup import shapes
from leadflow.backup.manifest import FORMAT, Manifest, Stored, Table
from leadflow.backup.packing import Packing, file_entry
from leadflow.backup.shapes import Shape
from leadflow.backup.snapshot import AT_ONCE, Snapshot, held_still
from leadflow.files import queries as files
from leadflow.kernel.home import home
from leadflow.kernel.refusals import Refusal

Tell = Callable[[int], object]
"""Hears how many rows and files are done."""
TRIES: Final = 3
SAMPLE: Final = "planted.json"
STORED: Final = "SELECT id, place, sha256 FROM files_file WHERE erased_at IS NULL ORDER BY id"
NEWEST: Final = "SELECT coalesce(max(id), 0) FROM journal_entry"


class Disturbed(Exception):
    """A file was erased or blanked while it was being read: begin again, so that no trace of it is kept."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Which tables stand in a database, and by which migrations."""

    migrations: Mapping[str, str]
    shapes: tuple[Shape, ...]


def standing(house: BaseDatabaseWrapper) -> Standing:
    """Told by the migrations that were carried out, so that an older house is read as what it is.

    Refusal("database_newer") where the house knows migrations that this version does not.
    """
    executor = MigrationExecutor(house)
    applied = set(executor.loader.applied_migrations)
    graph = executor.loader.graph
    if unknown := sorted(key for key in applied - set(graph.nodes) if key[0] in shapes.rooms()):
        raise Refusal("database_newer", migration=".".join(unknown[0]))
    last = {key for key in applied & set(graph.nodes) if _is_last(graph, key, applied)}
    current = last >= set(graph.leaf_nodes())
    apps: Apps = living if current else executor.loader.project_state(sorted(last)).apps
    return Standing(dict(sorted(last)), tuple(shapes.shape(model) for model in shapes.tables_of(apps)))


def _is_last(graph: Any, key: tuple[str, str], applied: set[tuple[str, str]]) -> bool:
    children = {child.key for child in graph.node_map[key].children}
    return not any(child[0] == key[0] and child in applied for child in children)


def make(
    open_target: Callable[[], AbstractContextManager[IO[bytes] | RawIOBase]],
    house: BaseDatabaseWrapper,
    now: datetime,
    tell: Tell,
) -> Manifest:
    """Writes to a fresh target. Where an erasure comes between, once more from the beginning.

    Refusal("backup_disturbed") after three tries.
    """
    for _ in range(TRIES):
        try:
            with open_target() as target:
                return _whole(Packing(target), house, now, tell)
        except Disturbed:
            continue
    raise Refusal("backup_disturbed")


def _whole(packing: Packing, house: BaseDatabaseWrapper, now: datetime, tell: Tell) -> Manifest:
    try:
        return _written(packing, house, now, tell)
    except BaseException:
        packing.abandon()
        raise


def _written(packing: Packing, house: BaseDatabaseWrapper, now: datetime, tell: Tell) -> Manifest:
    stands = standing(house)
    with held_still(house) as snapshot:
        tables, done = [], 0
        for shape in stands.shapes:
            tables.append(_table(packing, shape, snapshot, house))
            done += tables[-1].rows
            tell(done)
        stored = list(snapshot.rows(STORED))
        ((newest,),) = snapshot.rows(NEWEST)
    kept, damaged = _files(packing, stored, lambda count: tell(done + count))
    planted = Path(settings.HOME) / SAMPLE
    manifest = Manifest(
        format=FORMAT,
        version=__version__,
        made_at=now,
        database=house.vendor,
        migrations=dict(stands.migrations),
        home=_facts(),
        sample=planted.read_text(encoding="utf-8") if planted.is_file() else "",
        newest_entry=newest,
        tables=tuple(tables),
        files=tuple(kept),
        damaged=tuple(damaged),
    )
    packing.finish(manifest, str(settings.SECRET_KEY))
    return manifest


def _facts() -> dict[str, str]:
    place = home()
    return {name: getattr(place, name) for name in place.__dataclass_fields__}


def _table(packing: Packing, shape: Shape, snapshot: Snapshot, house: BaseDatabaseWrapper) -> Table:
    rows = 0
    with packing.entry(f"tables/{shape.name}.jsonl") as out:
        for piece in _pieces(snapshot.rows(shape.select(house))):
            out.write(b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in piece))
            rows += len(piece)
    return Table(name=shape.name, columns=shape.columns, rows=rows, size=out.size, sha256=out.sha256)


def _pieces(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while piece := list(islice(rows, AT_ONCE)):
        yield piece


def _files(packing: Packing, stored: list[tuple[Any, ...]], tell: Tell) -> tuple[list[Stored], list[int]]:
    """What is missing or altered on the disk is named, and does not keep the rest from being kept."""
    kept: list[Stored] = []
    damaged: list[int] = []
    for count, (key, place, sha256) in enumerate(stored, 1):
        found = _file(packing, place)
        if found is not None:
            kept.append(found)
        if found is None or found.sha256 != sha256:
            if not files.stands(place, sha256):
                raise Disturbed
            damaged.append(key)
        tell(count)
    return kept, damaged


def _file(packing: Packing, place: str) -> Stored | None:
    source = files.open_place(place)
    if source is None:
        return None
    entry = file_entry(Stored(place=place, size=0, sha256=hashlib.sha256().hexdigest()))
    with source, packing.entry(entry, packed=False) as out:
        while piece := source.read(1 << 20):
            out.write(piece)
    return Stored(place=place, size=out.size, sha256=out.sha256)
