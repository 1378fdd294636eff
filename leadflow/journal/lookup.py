"""Many rows by their keys in one plain query: how the hot path reads, driven by the key's index."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

import orjson
from django.db import connection, models

LARGEST: Final = 20_000
"""SQLite takes 32,766 parameters in a statement."""


def rows(
    model: type[models.Model], names: Sequence[str], column: str, keys: Collection[Any]
) -> list[tuple[Any, ...]]:
    """The named values of the rows whose `column` is in `keys`, as a model would have them. In no order."""
    if not keys:
        return []
    statement, converters = _plan(model, tuple(names), column, connection.vendor)
    found = [row for piece in _pieces(sorted(keys)) for row in _fetch(statement, piece)]
    return [_converted(row, converters) for row in found] if converters else found


def where(model: type[models.Model], names: Sequence[str], **equal: Any) -> list[tuple[Any, ...]]:
    """The named values of the rows in which these columns have these values. For what every request asks."""
    known = {name: value for name, value in equal.items() if value is not None}
    statement, converters = _plan_where(
        model, tuple(names), tuple(known), tuple(equal.keys() - known.keys()), connection.vendor
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, list(known.values()))
        found = cursor.fetchall()
    return [_converted(row, converters) for row in found] if converters else found


@cache
def _plan_where(
    model: type[models.Model],
    names: tuple[str, ...],
    equal: tuple[str, ...],
    null: tuple[str, ...],
    vendor: str,
) -> tuple[str, Converters]:
    quote = connection.ops.quote_name
    columns = {field.attname: quote(str(field.column)) for field in model._meta.concrete_fields}
    first = (equal or null)[0]
    head, converters = _plan(model, names, first, vendor)
    tests = [f"{columns[name]} = %s" for name in equal] + [f"{columns[name]} IS NULL" for name in null]
    return f"{head.removesuffix(columns[first])}{' AND '.join(tests)}", converters


def _pieces(keys: list[Any]) -> list[list[Any]]:
    return [keys[start : start + LARGEST] for start in range(0, len(keys), LARGEST)]


def _fetch(statement: str, keys: list[Any]) -> list[tuple[Any, ...]]:
    """One parameter for all numbers: SQLite keeps such a statement prepared, whatever their count."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{statement} = ANY(%s)", [keys])
        elif isinstance(keys[0], int):
            numbers = orjson.dumps(keys).decode()
            cursor.execute(f"{statement} IN (SELECT value FROM json_each(%s))", [numbers])  # noqa: S608 - as below
        else:
            cursor.execute(f"{statement} IN ({','.join(['%s'] * len(keys))})", keys)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


Converters = tuple[tuple[int, Callable[[Any], Any]], ...]


@cache
def _plan(
    model: type[models.Model], names: tuple[str, ...], column: str, vendor: str
) -> tuple[str, Converters]:
    quote = connection.ops.quote_name
    fields = {field.attname: field for field in model._meta.concrete_fields}
    wanted = ", ".join(quote(str(fields[name].column)) for name in names)
    table, by = quote(model._meta.db_table), quote(str(fields[column].column))
    converters = ((at, _converter(fields[name], vendor)) for at, name in enumerate(names))
    return (
        f"SELECT {wanted} FROM {table} WHERE {by}",  # noqa: S608 - our own names, values are bound
        tuple((at, convert) for at, convert in converters if convert is not None),
    )


def _converter(field: models.Field[Any, Any], vendor: str) -> Callable[[Any], Any] | None:
    """What the database hands over in another form; both keep JSON as text."""
    if isinstance(field, models.JSONField):
        return orjson.loads
    return _SQLITE.get(type(field)) if vendor == "sqlite" else None


def _in_utc(naive: datetime) -> datetime:
    return naive.replace(tzinfo=UTC)


_SQLITE: Final[dict[type, Callable[[Any], Any]]] = {models.DateTimeField: _in_utc, models.UUIDField: UUID}


def _converted(row: tuple[Any, ...], converters: Converters) -> tuple[Any, ...]:
    values = list(row)
    for at, convert in converters:
        if values[at] is not None:
            values[at] = convert(values[at])
    return tuple(values)
