"""Tables of the journal: entries, the batch each was written in, and the id blocks handed out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from leadflow.journal.keys import Key

if TYPE_CHECKING:
    BigInteger = models.BigIntegerField[int, int]
else:
    BigInteger = models.BigIntegerField


class CurrentHorizon(models.Func):
    """The running transaction's number on PostgreSQL; 0 where ids are given inside the lock (SQLite)."""

    template = "0"
    output_field = models.BigIntegerField()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, list[Any]]:
        return "pg_current_xact_id()", []


class HorizonField(BigInteger):
    """`xid8` on PostgreSQL: readers stay below the oldest running transaction and miss nothing."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "xid8" if connection.vendor == "postgresql" else super().db_type(connection)

    def from_db_value(self, value: object, *_: object) -> int | None:
        return None if value is None else int(str(value))


class Batch(models.Model):
    """One change: what was written together, and a tally of it that other code compares."""

    id = Key(primary_key=True)
    recorded_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8)
    actor_id = models.BigIntegerField(null=True)
    entries = models.PositiveIntegerField()
    tally = models.BigIntegerField()

    class Meta:
        db_table = "journal_batch"


class Entry(models.Model):
    """Something that happened. Append-only; holds ids of facts, never a personal value."""

    id = Key(primary_key=True)
    horizon = HorizonField(db_default=CurrentHorizon(), editable=False)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8)
    actor_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    lead_id = models.BigIntegerField(null=True)
    subject_kind = models.CharField(max_length=16, null=True)
    subject_id = models.BigIntegerField(null=True)
    playbook = models.PositiveIntegerField(null=True)
    engine = models.CharField(max_length=16)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+", db_index=False)
    payload = models.JSONField()

    class Meta:
        db_table = "journal_entry"
        indexes = [
            models.Index(
                fields=["lead_id", "id"], name="journal_entry_lead", condition=models.Q(lead_id__isnull=False)
            ),
        ]


class IdBlock(models.Model):
    """The next free id per table; processes lease blocks of it."""

    name = models.CharField(max_length=64, primary_key=True)
    next = models.BigIntegerField(default=1)

    class Meta:
        db_table = "journal_id_block"
