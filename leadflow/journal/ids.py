"""Ids in leased blocks: bulk rows know their keys before they are written, on both databases alike."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final

from django.db import connection, models, transaction

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
