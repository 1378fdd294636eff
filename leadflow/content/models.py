"""Pieces of the library, and links by which one person takes one piece."""

from __future__ import annotations

from django.db import models

from leadflow.accounts.models import User
from leadflow.files.models import File
from leadflow.journal.keys import Key
from leadflow.people.models import Person


class Piece(models.Model):
    """Something to read: a stored file or an address. Empty tags mean "for everybody"."""

    id = Key(primary_key=True)
    public_id = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)
    key = models.CharField(max_length=40, unique=True)
    sort = models.CharField(max_length=40)
    title = models.CharField(max_length=160)
    about = models.CharField(max_length=300, default="")
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", db_index=False)
    url = models.CharField(max_length=500, default="")
    phases: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    roles: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    industries: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    argues: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    language = models.CharField(max_length=2, default="")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    set_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "content_piece"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(file__isnull=False) ^ ~models.Q(url=""), name="content_file_or_url"
            )
        ]


class Link(models.Model):
    """Only the hash of its token is kept. `lead` is an id of a higher room."""

    id = Key(primary_key=True)
    version = models.PositiveIntegerField(default=1)
    token_hash = models.CharField(max_length=64, unique=True)
    piece = models.ForeignKey(Piece, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    lead = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "content_link"
        indexes = [
            models.Index(fields=["piece", "-id"], name="content_link_piece"),
            models.Index(
                fields=["person"], name="content_link_person", condition=models.Q(person__isnull=False)
            ),
        ]
