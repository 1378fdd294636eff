"""A home takes its rows to another database: SQLite to PostgreSQL and back. The old one stays as it was."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from config import home
from config.settings import database
from config.upgrading import alone, pending
from leadflow.backup import filling, making
from leadflow.backup.shapes import Shape
from leadflow.backup.snapshot import Snapshot, held_still
from leadflow.journal import health
from leadflow.kernel.refusals import Refusal

EMBEDDED = "sqlite"
FILE = "leadflow.sqlite3"
ALIAS = "moved_to"


@dataclass(frozen=True, slots=True)
class Moved:
    """`rows` per table, the same in both. `left`: the former database, which still holds everything."""

    rows: dict[str, int]
    left: str
    differences: tuple[str, ...]
    seconds: float


def move(opened: home.OpenHome, url: str, *, tell: Callable[[int], object]) -> Moved:
    """Refusal("same_database" | "doctor_finds" | "upgrade_first" | "database_not_empty" | "place_away" | ...).

    The home belongs to the new database only when doctor has found nothing there.
    """
    began = time.monotonic()
    target = "" if url == EMBEDDED else url
    if target == opened.database_url:
        raise Refusal("same_database")
    if "DATABASE_URL" in os.environ:
        raise Refusal("database_in_environment")
    with alone(opened):
        if pending():
            raise Refusal("upgrade_first")
        if found := health.examine():
            raise Refusal("doctor_finds", count=len(found))
        goal = _goal(opened, target)
        try:
            rows = _carry(goal, tell)
            differences = _examined_there(goal)
            filling.count_as_filled(goal)
        except (Refusal, DatabaseError):
            filling.empty_again(goal)
            raise
        finally:
            goal.close()
        if not differences:
            home.write_database(opened.folder, target)
    left = opened.database_url.rpartition("@")[2] or str(opened.folder / FILE)
    return Moved(rows, left, differences, time.monotonic() - began)


def _goal(opened: home.OpenHome, target: str) -> BaseDatabaseWrapper:
    """An empty database, asked by the same rules as that of any home."""
    told = database(target)
    if not target:
        told["NAME"] = opened.folder / FILE
        _put_aside(Path(told["NAME"]))
    connections.databases[ALIAS] = connections.configure_settings({"default": {}, ALIAS: told})[ALIAS]
    goal: BaseDatabaseWrapper = connections[ALIAS]
    try:
        goal.ensure_connection()
    except DatabaseError as fault:
        raise Refusal("place_away", place=target.rpartition("@")[2], why=str(fault)[:200]) from fault
    filling.refuse_filled(goal)
    return goal


def _put_aside(file: Path) -> None:
    """What an earlier move left in the home keeps its rows, under another name."""
    for ending in ("", "-wal", "-shm"):
        old = file.with_name(file.name + ending)
        if old.exists():
            old.replace(file.with_name(f"left-{int(time.time())}-{old.name}"))


def _carry(goal: BaseDatabaseWrapper, tell: Callable[[int], object]) -> dict[str, int]:
    stands = making.standing(connection)
    counts: dict[str, int] = {}
    with held_still(connection) as snapshot:
        filling.fill(goal, stands.migrations, _rows(snapshot), tell)
        for shape in stands.shapes:
            counts[shape.name] = _count(snapshot, connection, shape)
    filling.bring_up_to_date(goal)
    _same_counts(goal, counts)
    return counts


def _rows(snapshot: Snapshot) -> filling.Rows:
    return lambda shape: snapshot.rows(shape.select(connection))


def _count(snapshot: Snapshot, house: BaseDatabaseWrapper, shape: Shape) -> int:
    statement = f"SELECT count(*) FROM {house.ops.quote_name(shape.name)}"  # noqa: S608 - our own name
    ((count,),) = snapshot.rows(statement)
    return int(count)


def _same_counts(goal: BaseDatabaseWrapper, counts: dict[str, int]) -> None:
    """The blocks of keys may be more there: each table whose keys come from them has one."""
    for name, count in counts.items():
        with goal.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {goal.ops.quote_name(name)}")  # noqa: S608 - our own name
            (found,) = cursor.fetchone()
        if found != count and name != "journal_id_block":
            raise Refusal("counts_differ", table=name, here=count, there=found)


def _examined_there(goal: BaseDatabaseWrapper) -> tuple[str, ...]:
    """Doctor and every query speak to the default database: it is the new one while they look."""
    here = connections["default"]
    connections["default"] = goal
    try:
        return tuple(one.code for one in health.examine())
    finally:
        connections["default"] = here


def in_words(url: str) -> str:
    """Without user and password."""
    return url.rpartition("@")[2] or str(Path(settings.HOME) / FILE)
