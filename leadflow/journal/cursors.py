"""Tables that remember how far they read the journal, as `horizon` and `entry`. A horizon means something only in the
database that gave it, so whoever takes rows to another one has to know these.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import models

from leadflow.journal.models import HorizonField

_tables: Final[set[str]] = set()


def register(table: str) -> None:
    _tables.add(table)


def tables() -> frozenset[str]:
    return frozenset(_tables)


def is_horizon(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, HorizonField)
