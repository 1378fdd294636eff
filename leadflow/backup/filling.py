"""An empty database filled from a backup or another house: its tables as they were then, the rows, and then today's.

Everything is checked before it counts: columns, numbers of rows, checksums, what points to what.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

import orjson
import psycopg
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, IntegrityError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from leadflow.backup import shapes
from leadflow.backup.manifest import Table
from leadflow.backup.packing import Parcel
from leadflow.backup.shapes import Shape
from leadflow.backup.snapshot import AT_ONCE
from leadflow.journal import ids
from leadflow.kernel.refusals import Refusal

Row = Sequence[Any]
Rows = Callable[[Shape], Iterator[Row]]
"""The rows of a table, in the form they have outside of databases."""
UNFINISHED: Final = "leadflow_unfinished"
"""Stands in a database while it is being filled: whoever finds it, and nobody at work, may begin anew."""
PATIENCE: Final = 5.0
"""Seconds until the server has noticed that a restore was killed."""


def refuse_filled(house: BaseDatabaseWrapper) -> None:
    """Only an empty database is filled, or one whose filling broke off.

    Refusal("database_not_empty" | "filling_at_work").
    """
    if not _ours(house, PATIENCE):
        raise Refusal("filling_at_work")
    tables = house.introspection.table_names()
    if UNFINISHED in tables:
        _clear(house, tables)
    elif tables:
        raise Refusal("database_not_empty", tables=len(tables))


def refuse_unfinished(house: BaseDatabaseWrapper) -> None:
    """Whoever opens a house asks: rows that came half are none. Refusal("filling_unfinished")."""
    if is_unfinished(house):
        raise Refusal("filling_unfinished")


def is_unfinished(house: BaseDatabaseWrapper) -> bool:
    return UNFINISHED in house.introspection.table_names()


def _ours(house: BaseDatabaseWrapper, patience: float = 0) -> bool:
    """Held until the connection ends. SQLite has no need of it: its file lies in a home that one restore builds."""
    if house.vendor != "postgresql":
        return True
    until = time.monotonic() + patience
    while True:
        with house.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [UNFINISHED])
            if cursor.fetchone()[0]:
                return True
        if time.monotonic() >= until:
            return False
        time.sleep(0.2)


def _clear(house: BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    with house.constraint_checks_disabled(), house.cursor() as cursor:
        for name in tables:
            cascade = " CASCADE" if house.vendor == "postgresql" else ""
            cursor.execute(f"DROP TABLE {house.ops.quote_name(name)}{cascade}")


def fill(
    house: BaseDatabaseWrapper, migrations: Mapping[str, str], rows: Rows, tell: Callable[[int], object]
) -> int:
    """How many rows it was. `bring_up_to_date` and `count_as_filled` have to follow.

    Refusal("database_not_empty" | "filling_at_work" | "backup_newer" | "row_refused" | "backup_damaged").
    """
    refuse_filled(house)
    with house.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {UNFINISHED} (id integer)")
    executor = MigrationExecutor(house)
    targets = sorted(migrations.items())
    if unknown := [key for key in targets if key not in executor.loader.graph.nodes]:
        raise Refusal("backup_newer", migration=".".join(unknown[0]))
    executor.migrate(targets)
    then = MigrationExecutor(house).loader.project_state(targets).apps
    done = 0
    with transaction.atomic(using=house.alias):
        for model in shapes.tables_of(then):
            found = shapes.shape(model)
            _emptied(house, found)
            done += _load(house, found, rows(found))
            tell(done)
        _check_pointers(house)
    return done


def bring_up_to_date(house: BaseDatabaseWrapper) -> None:
    """On to the tables of today; keys go on above all that came."""
    call_command("migrate", database=house.alias, interactive=False, verbosity=0)
    today = shapes.tables_of()
    with transaction.atomic(using=house.alias):
        ids.go_ahead(house, shapes.with_leased_keys(today))
        ids.begin_era(house, secrets.randbelow(2**31 - 1) + 1)
        with house.cursor() as cursor:
            for statement in house.ops.sequence_reset_sql(no_style(), today):
                cursor.execute(statement)
    if house.vendor == "postgresql":
        with house.cursor() as cursor:
            cursor.execute("ANALYZE")


def count_as_filled(house: BaseDatabaseWrapper) -> None:
    """The last step: from here on the database is a house."""
    with house.cursor() as cursor:
        cursor.execute(f"DROP TABLE {UNFINISHED}")


def empty_again(house: BaseDatabaseWrapper) -> None:
    """What was begun and refused. A database that was not ours to fill is left as it is."""
    tables = house.introspection.table_names()
    if UNFINISHED in tables and _ours(house):
        _clear(house, tables)


def rows_of(parcel: Parcel) -> Rows:
    """Refusal("backup_damaged") where the backup speaks of other tables than its migrations do."""
    told: dict[str, Table] = {table.name: table for table in parcel.manifest.tables}

    def rows(wanted: Shape) -> Iterator[Row]:
        table = told.get(wanted.name)
        if table is None or table.columns != wanted.columns:
            raise Refusal("backup_damaged", part=wanted.name)
        for line in parcel.lines(table):
            yield _row(line, wanted)

    return rows


def _row(line: bytes, wanted: Shape) -> Row:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        raise Refusal("backup_damaged", part=wanted.name) from None
    if not isinstance(row, list) or len(row) != len(wanted.columns):
        raise Refusal("backup_damaged", part=wanted.name)
    return row


def _emptied(house: BaseDatabaseWrapper, table: Shape) -> None:
    """Migrations may have put first rows there: those of the backup count."""
    with house.cursor() as cursor:
        cursor.execute(f"DELETE FROM {house.ops.quote_name(table.name)}")  # noqa: S608 - our own name


def _load(house: BaseDatabaseWrapper, table: Shape, rows: Iterator[Row]) -> int:
    """Refusal("row_refused") names the table whose rows this database does not take."""
    load = _copy if house.vendor == "postgresql" else _insert
    try:
        return load(house, table, rows)
    except (DatabaseError, psycopg.Error, sqlite3.Error, ValueError, TypeError, OverflowError) as refused:
        raise Refusal("row_refused", table=table.name, why=type(refused).__name__) from refused


def _copy(house: BaseDatabaseWrapper, table: Shape, rows: Iterator[Row]) -> int:
    raw: psycopg.Connection[Any] = house.connection
    names = ", ".join(house.ops.quote_name(name) for name, _ in table.columns)
    as_bytes = [at for at, (_, kind) in enumerate(table.columns) if kind == "bytes"]
    written = 0
    with (
        psycopg.Cursor(raw) as cursor,
        cursor.copy(f"COPY {house.ops.quote_name(table.name)} ({names}) FROM STDIN".encode()) as copy,
    ):
        for row in rows:
            copy.write_row(_with_bytes(row, as_bytes) if as_bytes else row)
            written += 1
    return written


def _insert(house: BaseDatabaseWrapper, table: Shape, rows: Iterator[Row]) -> int:
    names = ", ".join(house.ops.quote_name(name) for name, _ in table.columns)
    marks = ", ".join("?" for _ in table.columns)
    statement = f"INSERT INTO {house.ops.quote_name(table.name)} ({names}) VALUES ({marks})"  # noqa: S608 - as above
    as_bytes = [at for at, (_, kind) in enumerate(table.columns) if kind == "bytes"]
    count = 0
    while piece := list(islice(rows, AT_ONCE)):
        house.connection.executemany(statement, [_with_bytes(row, as_bytes) for row in piece])
        count += len(piece)
    return count


def _with_bytes(row: Row, places: Sequence[int]) -> Row:
    if not places:
        return row
    told = list(row)
    for at in places:
        told[at] = None if told[at] is None else bytes.fromhex(told[at])
    return told


def _check_pointers(house: BaseDatabaseWrapper) -> None:
    """Before the rows count: nothing points to what is not there."""
    try:
        house.check_constraints()
    except IntegrityError as refused:
        raise Refusal("row_refused", table=str(refused)[:120], why="IntegrityError") from refused
