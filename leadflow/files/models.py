"""Stored files. The bytes stand in the home under a random place; the row says what they are."""

from __future__ import annotations

from django.db import models

from leadflow.journal.keys import Key


class File(models.Model):
    """`place` is the random name on disk. An erased file keeps its row, without name and without bytes."""

    id = Key(primary_key=True)
    public_id = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)
    place = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    purpose = models.CharField(max_length=16)
    by_kind = models.CharField(max_length=8)
    by_id = models.BigIntegerField(null=True)
    stored_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "files_file"
        constraints = [models.CheckConstraint(condition=models.Q(size__gte=0), name="files_size")]
