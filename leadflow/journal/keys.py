"""The key of a table: a number from the leased blocks of `journal.ids`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

Given = TypeVar("Given", contravariant=True)
Got = TypeVar("Got", covariant=True)

if TYPE_CHECKING:
    BigInteger = models.BigIntegerField
else:
    BigInteger = {(Given, Got): models.BigIntegerField}


class Key(BigInteger[Given, Got]):
    """On SQLite the row number itself, which knows only "integer": no second index beside the table."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)

    def rel_db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """So that a table whose key is its lead gets the same."""
        return "integer" if connection.vendor == "sqlite" else super().rel_db_type(connection)
