"""Consent and objection per person and purpose, and the erasures carried out."""

from __future__ import annotations

from typing import Any

from django.db import models

from leadflow.accounts.models import User
from leadflow.journal.keys import Key
from leadflow.people.models import Person

STANDS = ("given", "withdrawn", "objected", "lifted")
UNDONE = "undone"
"""The list that said so was taken back: as if nothing had been said."""


class Consent(models.Model):
    """What a person said about being contacted. The latest by `happened_at` stands."""

    id = Key(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    purpose = models.CharField(max_length=16)
    stand = models.CharField(max_length=10, choices=[(s, s) for s in (*STANDS, UNDONE)])
    wording = models.TextField(default="")
    source = models.CharField(max_length=16)
    arrival_id = models.BigIntegerField(null=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "privacy_consent"
        indexes = [models.Index(fields=["person", "purpose", "-happened_at"], name="privacy_consent_latest")]


class Erasure(models.Model):
    """Who was erased, by id only; applied again after a restore."""

    id = Key(primary_key=True)
    persons: models.JSONField[list[int], list[int]] = models.JSONField()
    erased: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    erased_at = models.DateTimeField()

    class Meta:
        db_table = "privacy_erasure"
