"""A house held still to be read: one moment of all its tables, while others go on writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final, Protocol

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import IsolationLevel

AT_ONCE: Final = 2_000


class Snapshot(Protocol):
    def rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """A few at a time, however many there are."""
        ...


@contextmanager
def held_still(house: BaseDatabaseWrapper) -> Iterator[Snapshot]:
    """On a connection of its own. It holds up nobody, and nobody holds it up."""
    if house.vendor == "postgresql":
        with _repeatable(house) as link:
            yield OnPostgresql(link)
        return
    with closing(_beside(house)) as file:
        yield OnSqlite(file)


@contextmanager
def _repeatable(house: BaseDatabaseWrapper) -> Iterator[psycopg.Connection[Any]]:
    """Read only, so that it takes no number of a transaction: readers by cursor need not wait for it.

    Ended before it is closed: the server learns of a closed line only later, and keeps the moment until then.
    """
    beside = house.copy()
    beside.connect()
    try:
        link: psycopg.Connection[Any] = beside.connection
        link.isolation_level, link.read_only, link.autocommit = IsolationLevel.REPEATABLE_READ, True, False
        link.execute("SET LOCAL datestyle = 'ISO'")
        link.execute("SELECT 1")
        yield link
    finally:
        with suppress(psycopg.Error):
            beside.connection.rollback()
        beside.close()


def _beside(house: BaseDatabaseWrapper) -> sqlite3.Connection:
    """The moment is that of the first read."""
    place = Path(str(house.settings_dict["NAME"])).absolute().as_uri()
    file = sqlite3.connect(f"{place}?mode=ro", uri=True, timeout=20, isolation_level=None)
    file.execute("BEGIN")
    file.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return file


class OnPostgresql:
    def __init__(self, link: psycopg.Connection[Any]) -> None:
        self._link = link

    def rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        with psycopg.ServerCursor(self._link, "backup") as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(statement.encode())
            yield from cursor


class OnSqlite:
    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file

    def rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        yield from self._file.execute(statement)
