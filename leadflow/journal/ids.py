"""Ids in leased blocks: bulk rows know their keys before they are written, on both databases alike."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final

from django.db import connection, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

LEASE: Final = 1_000
_lock = threading.Lock()
_leases: dict[str, tuple[int, int]] = {}


def take(model: type[models.Model], count: int) -> range:
    """`count` ids nobody else gets, growing; gaps are normal. Runs in a short transaction of its own."""
    name = model._meta.db_table
    with _lock:
        start, end = _leases.get(name, (0, 0))
        if end - start < count:
            size = max(LEASE, 20 * count)
            start = reserve(name, size)
            end = start + size
        _leases[name] = (start + count, end)
    return range(start, start + count)


def reserve(name: str, count: int) -> int:
    """The first of `count` fresh ids, taken from the database at once."""
    statement = (
        "INSERT INTO journal_id_block (name, next) VALUES (%s, %s) "
        "ON CONFLICT (name) DO UPDATE SET next = journal_id_block.next + %s RETURNING next"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [name, 1 + count, count])
        (following,) = cursor.fetchone()
    return int(following) - count


def in_order(name: str, count: int) -> Sequence[int]:
    """Ids for rows whose order matters, drawn while the locks of a change are held: what is written later about the
    same subject has higher ones. Not leased, since a process would sit on low ones."""
    if connection.vendor == "sqlite":
        first = reserve(name, count)
        return range(first, first + count)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [f"{name}_order", count])
        return [int(key) for (key,) in cursor.fetchall()]


def forget_leases() -> None:
    """For tests that roll the database back, and for a process that was forked."""
    with _lock:
        _leases.clear()


def go_ahead(house: BaseDatabaseWrapper, tables: Sequence[str]) -> None:
    """After rows came with their keys from elsewhere: whatever is given out next lies above all of them."""
    quote = house.ops.quote_name
    statement = (
        "INSERT INTO journal_id_block (name, next) VALUES (%s, %s) "
        "ON CONFLICT (name) DO UPDATE SET next = excluded.next WHERE journal_id_block.next < excluded.next"
    )
    with house.cursor() as cursor:
        for name in tables:
            cursor.execute(f"SELECT max(id) FROM {quote(name)}")  # noqa: S608 - our own name
            (highest,) = cursor.fetchone()
            if highest is not None:
                cursor.execute(statement, [name, highest + 1])
        if house.vendor == "postgresql":
            cursor.execute(
                "SELECT setval('journal_entry_order', greatest(max(id), 1), max(id) IS NOT NULL) FROM journal_entry"
            )
    forget_leases()


def begin_era(house: BaseDatabaseWrapper, number: int) -> None:
    """The entries of this house lie in another database now, in another order: cursors of before lead nowhere."""
    with house.cursor() as cursor:
        cursor.execute("DELETE FROM journal_id_block WHERE name = 'era'")
        cursor.execute("INSERT INTO journal_id_block (name, next) VALUES ('era', %s)", [number])
