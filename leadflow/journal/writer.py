"""The one bulk writer: many rows of one table in few statements (COPY on PostgreSQL, executemany on SQLite)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any, Final, TypeVar

import orjson
import psycopg
from django.db import connection, models

Row = dict[str, Any]
T = TypeVar("T")
COPY_FROM: Final = 20
"""From this many rows on COPY is worth its round trips."""
PIECE: Final = 500


class KeyLost(Exception):
    """Somebody else claimed one of the unique keys first."""


def json_text(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


@lru_cache(maxsize=4096)
def _sqlite_time(value: datetime) -> str:
    """As Django writes it, so that texts compare as times do."""
    return str(value.astimezone(UTC).replace(tzinfo=None))


def _converter(field: models.Field[Any, Any], vendor: str) -> Callable[[Any], object] | None:
    if isinstance(field, models.JSONField):
        return json_text
    if vendor == "sqlite" and isinstance(field, models.DateTimeField):
        return _sqlite_time
    if vendor == "sqlite" and isinstance(field, models.UUIDField):
        return lambda value: value.hex
    return None


@cache
def _columns(model: type[models.Model], vendor: str) -> dict[str, tuple[str, Callable[[Any], object] | None]]:
    """attname -> (quoted column, converter)."""
    quote = connection.ops.quote_name
    return {f.attname: (quote(str(f.column)), _converter(f, vendor)) for f in model._meta.concrete_fields}


@cache
def _defaults(model: type[models.Model]) -> dict[str, Callable[[], object]]:
    plain = [f for f in model._meta.concrete_fields if f.has_default() and not f.db_returning]
    return {f.attname: f.get_default for f in plain}


@cache
def _all_names(model: type[models.Model]) -> frozenset[str]:
    return frozenset(f.attname for f in model._meta.concrete_fields if not f.db_returning)


def complete(model: type[models.Model], row: Row) -> Row:
    """Fill in what a model instance would have filled in; a name that is no column is a mistake of ours."""
    names = _all_names(model)
    if row.keys() == names:
        return row
    for name, default in _defaults(model).items():
        if name not in row:
            row[name] = default()
    for name in names - row.keys() - {model._meta.pk.attname}:
        row[name] = None
    unknown = row.keys() - names
    if unknown:
        raise TypeError(f"{model.__name__} has no {sorted(unknown)}")
    return row


def tuples(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> Iterable[tuple[Any, ...]]:
    """The values of each row in the order of the names, as the database wants them. Converted column by column."""
    pick = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
    converters = _converters(model, tuple(names), connection.vendor)
    if not converters:
        return map(pick, rows)
    columns: list[Sequence[Any]] = list(zip(*map(pick, rows), strict=True))
    for at, convert in converters if columns else ():
        columns[at] = [None if value is None else convert(value) for value in columns[at]]
    return zip(*columns, strict=True)


@cache
def _converters(
    model: type[models.Model], names: tuple[str, ...], vendor: str
) -> tuple[tuple[int, Callable[[Any], object]], ...]:
    found = ((at, _columns(model, vendor)[name][1]) for at, name in enumerate(names))
    return tuple((at, convert) for at, convert in found if convert is not None)


def insert(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Write the rows; the caller has the transaction."""
    names = _names(rows)
    table, columns = _quoted(model, names)
    if connection.vendor == "postgresql" and len(rows) >= COPY_FROM:
        with (
            connection.wrap_database_errors,
            _psycopg() as cursor,
            cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
        ):
            for values in tuples(model, names, rows):
                copy.write_row(values)
        return
    marks = ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - our own names, values are bound
    _run_many(statement, list(tuples(model, names, rows)))


def claim(model: type[models.Model], rows: Sequence[Row], *, order: str) -> None:
    """Insert rows whose unique keys others may want too, in key order so that nobody waits in a circle.

    Raises KeyLost when one of them is taken.
    """
    ordered = sorted(rows, key=lambda row: row[order])
    names = _names(ordered)
    table, columns = _quoted(model, names)
    if connection.vendor == "postgresql":
        source, values = _as_table(model, names, ordered)
        written = _run(
            f"INSERT INTO {table} ({columns}) SELECT * FROM {source} ON CONFLICT DO NOTHING",  # noqa: S608 - as above
            values,
        )
    else:
        marks = ", ".join(["%s"] * len(names))
        written = _run_many(
            f"INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING",  # noqa: S608 - as above
            list(tuples(model, names, ordered)),
        )
    if written != len(ordered):
        raise KeyLost(model.__name__)


def update(model: type[models.Model], changes: Mapping[int, Row]) -> None:
    """Each row gets its own values; rows that change the same columns share a statement.

    Shapes are written in the order they were first asked for: who gives a unique place up does so first.
    """
    shapes: dict[tuple[str, ...], list[tuple[int, Row]]] = {}
    for key, row in changes.items():
        shapes.setdefault(tuple(sorted(row)), []).append((key, row))
    pk = model._meta.pk.attname
    table = connection.ops.quote_name(model._meta.db_table)
    columns = _columns(model, connection.vendor)
    for names, items in shapes.items():
        if connection.vendor == "postgresql" and len(items) >= COPY_FROM:
            _update_at_once(model, names, items)
            continue
        sets = ", ".join(f"{columns[name][0]} = %s" for name in names)
        values = tuples(model, names, (row for _, row in items))
        rows = [(*row, key) for row, (key, _) in zip(values, items, strict=True)]
        _run_many(f"UPDATE {table} SET {sets} WHERE {columns[pk][0]} = %s", rows)  # noqa: S608 - as above


def _update_at_once(
    model: type[models.Model], names: tuple[str, ...], items: Sequence[tuple[int, Row]]
) -> None:
    """All rows of a shape in one statement, from one array per column."""
    pk, columns = model._meta.pk.attname, _columns(model, connection.vendor)
    table = connection.ops.quote_name(model._meta.db_table)
    source, values = _as_table(model, (pk, *names), [{pk: key, **row} for key, row in items])
    new = ", ".join(columns[name][0] for name in (pk, *names))
    sets = ", ".join(f"{columns[name][0]} = new.{columns[name][0]}" for name in names)
    at = columns[pk][0]
    _run(f"UPDATE {table} SET {sets} FROM {source} AS new ({new}) WHERE {table}.{at} = new.{at}", values)  # noqa: S608


def _as_table(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Row]
) -> tuple[str, list[list[Any]]]:
    """PostgreSQL: the rows as a table in a statement, and its columns as values to bind."""
    types = _types(model)
    columns = zip(*tuples(model, names, rows), strict=True)
    marks = ", ".join(f"%s::{types[name]}[]" for name in names)
    return f"unnest({marks})", [list(column) for column in columns]


@cache
def _types(model: type[models.Model]) -> dict[str, str]:
    return {f.attname: str(f.db_type(connection)) for f in model._meta.concrete_fields}


def add(model: type[models.Model], key: int, steps: Mapping[str, int]) -> None:
    """To counters of one row."""
    columns = _columns(model, connection.vendor)
    sets = ", ".join(f"{columns[name][0]} = {columns[name][0]} + %s" for name in steps)
    table, pk = connection.ops.quote_name(model._meta.db_table), columns[model._meta.pk.attname][0]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {sets} WHERE {pk} = %s", [*steps.values(), key])  # noqa: S608 - as above


def delete(model: type[models.Model], keys: Sequence[int]) -> None:
    for piece in _pieces(sorted(keys), PIECE):
        model._default_manager.filter(pk__in=piece).delete()


def _run_many(statement: str, rows: Sequence[tuple[Any, ...]]) -> int:
    """How many rows it was."""
    if connection.vendor == "postgresql":
        with connection.wrap_database_errors, _psycopg() as cursor:
            cursor.executemany(statement, rows)
            return cursor.rowcount
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
        return int(cursor.rowcount)


def _run(statement: str, values: Sequence[Any]) -> int:
    """On PostgreSQL."""
    with connection.wrap_database_errors, _psycopg() as cursor:
        return cursor.execute(statement.encode(), values).rowcount


def _psycopg() -> psycopg.Cursor[Any]:
    """Psycopg's own cursor: Django's binds values on the client and knows no pipeline."""
    raw: psycopg.Connection[Any] = connection.connection
    return psycopg.Cursor(raw)


def _names(rows: Sequence[Row]) -> tuple[str, ...]:
    """Completed rows have the same names; a key of the table's own is in all of them or in none."""
    return tuple(sorted(rows[0]))


def _quoted(model: type[models.Model], names: Sequence[str]) -> tuple[str, str]:
    columns = _columns(model, connection.vendor)
    return connection.ops.quote_name(model._meta.db_table), ", ".join(columns[name][0] for name in names)


def _pieces(items: Sequence[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while piece := list(islice(rest, size)):
        yield piece
