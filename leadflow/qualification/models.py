"""Verdicts on leads: ready, not yet, disqualified. A later one replaces the former, which stays readable."""

from __future__ import annotations

from typing import Any

from django.db import models

from leadflow.accounts.models import User
from leadflow.journal.keys import Key
from leadflow.leads.models import Lead

VERDICTS = ("ready", "not_yet", "disqualified")


class Assessment(models.Model):
    """`reasons` are frozen as they stood when it was decided: gates held or missing, override, rule."""

    id = Key(primary_key=True)
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+", db_index=False)
    verdict = models.CharField(max_length=12, choices=[(v, v) for v in VERDICTS])
    reason = models.CharField(max_length=40, default="")
    note = models.TextField(default="")
    revisit_at = models.DateTimeField(null=True)
    stage_before = models.CharField(max_length=12)
    reasons: models.JSONField[list[Any], list[Any]] = models.JSONField(default=list)
    playbook = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    given_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "qualification_assessment"
        indexes = [models.Index(fields=["lead", "-id"], name="qualification_lead")]
