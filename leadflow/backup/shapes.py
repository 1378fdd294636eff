"""The tables of a house as they stand in its database, and how a value looks outside of any database.

Whole numbers, texts and nothing else: a moment as SQLite keeps it (UTC, without zeros behind the point), a document as
its text, yes and no as 1 and 0, bytes in hex. So a row says the same wherever it came from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.apps import apps as living
from django.apps.registry import Apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from leadflow.journal import cursors
from leadflow.journal.keys import Key

KINDS: Final = {
    "AutoField": "int",
    "BigAutoField": "int",
    "BigIntegerField": "int",
    "IntegerField": "int",
    "PositiveBigIntegerField": "int",
    "PositiveIntegerField": "int",
    "PositiveSmallIntegerField": "int",
    "SmallIntegerField": "int",
    "BooleanField": "bool",
    "CharField": "text",
    "EmailField": "text",
    "SlugField": "text",
    "TextField": "text",
    "DateField": "date",
    "DateTimeField": "time",
    "FloatField": "float",
    "JSONField": "json",
    "UUIDField": "uuid",
    "BinaryField": "bytes",
}
"""A field of another type has to be given a place here before it can be kept: the test of all tables says so."""
ON_POSTGRESQL: Final = {
    "bool": "{0}::int",
    "date": "to_char({0}, 'YYYY-MM-DD')",
    "time": "regexp_replace(to_char({0}, 'YYYY-MM-DD HH24:MI:SS.US'), '\\.000000$', '')",
    "json": "{0}::text",
    "uuid": "replace({0}::text, '-', '')",
    "bytes": "encode({0}, 'hex')",
    "horizon": "0",
}
ON_SQLITE: Final = {"bytes": "CASE WHEN {0} IS NULL THEN NULL ELSE lower(hex({0})) END", "horizon": "0"}
BEHIND: Final = (
    "SELECT min(e.id) - 1 FROM journal_entry e WHERE (e.horizon, e.id) > ({0}.horizon::text::xid8, {0}.entry)"
)
UNREAD: Final = f"coalesce(({BEHIND}), {{0}}.entry)"
"""Where a reader stands in a house whose entries lie in the order of their ids: before the first it has not read."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One table: its columns with their kinds, and the column by which its rows are in order."""

    name: str
    columns: tuple[tuple[str, str], ...]
    key: str

    def select(self, house: BaseDatabaseWrapper) -> str:
        quote = house.ops.quote_name
        wanted = ", ".join(self._outside(house, name, kind) for name, kind in self.columns)
        return f"SELECT {wanted} FROM {quote(self.name)} ORDER BY {quote(self.key)}"  # noqa: S608 - our own names

    def _outside(self, house: BaseDatabaseWrapper, name: str, kind: str) -> str:
        postgresql = house.vendor == "postgresql"
        if self.name in cursors.tables() and postgresql and name in ("horizon", "entry"):
            return "0" if name == "horizon" else UNREAD.format(house.ops.quote_name(self.name))
        forms = ON_POSTGRESQL if postgresql else ON_SQLITE
        return forms.get(kind, "{0}").format(house.ops.quote_name(name))


def rooms() -> frozenset[str]:
    return frozenset(each.label for each in living.get_app_configs() if each.name.startswith("leadflow."))


def tables_of(apps: Apps = living) -> list[type[models.Model]]:
    """The tables of all rooms, what is pointed at before what points to it; of today, or of an older state."""
    own = [model for model in apps.get_models(include_auto_created=True) if _is_ours(model)]
    ordered: list[type[models.Model]] = []
    visit = partial(_visit, ordered=ordered, own=frozenset(own))
    for model in sorted(own, key=lambda each: each._meta.db_table):
        visit(model)
    return ordered


def _is_ours(model: type[models.Model]) -> bool:
    return model._meta.app_label in rooms() and model._meta.managed and not model._meta.proxy


def _visit(
    model: type[models.Model], *, ordered: list[type[models.Model]], own: frozenset[type[models.Model]]
) -> None:
    if model in ordered or model not in own:
        return
    for field in model._meta.concrete_fields:
        target = field.related_model
        if isinstance(target, type) and issubclass(target, models.Model) and target is not model:
            _visit(target, ordered=ordered, own=own)
    ordered.append(model)


def shape(model: type[models.Model]) -> Shape:
    """Columns by name: migrations add them in another order than the models list them."""
    columns = tuple(sorted((str(field.column), kind(field)) for field in model._meta.concrete_fields))
    return Shape(model._meta.db_table, columns, str(model._meta.pk.column))


def kind(field: models.Field[Any, Any]) -> str:
    """LookupError for a type that nobody has given a form outside of databases."""
    if isinstance(field, models.ForeignKey):
        return kind(field.target_field)
    return "horizon" if cursors.is_horizon(field) else KINDS[field.get_internal_type()]


def with_leased_keys(found: Iterable[type[models.Model]]) -> list[str]:
    """Tables whose keys come from the blocks of the journal."""
    return [model._meta.db_table for model in found if isinstance(model._meta.pk, Key)]
