"""Somebody changes the tables behind our back: one row is deleted or one value altered by raw SQL."""

from __future__ import annotations

import random
from typing import Any, Final

from django.db import connection

LOST: Final = ("intake_arrival", "leads_lead", "leads_statement", "people_statement", "journal_entry")
ALTERED: Final = (
    ("intake_arrival", "state"),
    ("leads_lead", "stage"),
    ("leads_lead", "owner_id"),
    ("journal_entry", "kind"),
    ("journal_entry", "lead_id"),
)
NEWEST: Final = "newest"


def tamper(rng: random.Random) -> str:
    """One deed, drawn uniformly from all; says what it did."""
    deed = rng.choice((*((table, "") for table in LOST), ("journal_entry", NEWEST), *ALTERED))
    table, column = deed
    key = _newest(table) if column == NEWEST else _any_row(rng, table)
    if column in ("", NEWEST):
        _run(f"DELETE FROM {table} WHERE id = %s", key)
        return f"deleted {table} {key}"
    value = _another(rng, table, column, key)
    _run(f"UPDATE {table} SET {column} = %s WHERE id = %s", value, key)
    return f"set {column} of {table} {key} to {value!r}"


def _another(rng: random.Random, table: str, column: str, key: int) -> Any:
    """A value that stands in the same column of another row, or that of a user or lead that exists."""
    elsewhere = {"owner_id": "SELECT id FROM accounts_user", "lead_id": "SELECT id FROM leads_lead"}
    words = elsewhere.get(column, f"SELECT DISTINCT {column} FROM {table}")
    (before,) = _rows(f"SELECT {column} FROM {table} WHERE id = %s", key)[0]
    return rng.choice(sorted({value for (value,) in _rows(words)} - {before, None}))


def _any_row(rng: random.Random, table: str) -> int:
    return int(rng.choice(_rows(f"SELECT id FROM {table} ORDER BY id"))[0])


def _newest(table: str) -> int:
    return int(_rows(f"SELECT max(id) FROM {table}")[0][0])


def _rows(words: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(words, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _run(words: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(words, values)
