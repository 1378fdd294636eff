"""Offers to sales and partners, their answers, and the outcomes."""

from __future__ import annotations

from typing import Any

from django.db import models

from leadflow.accounts.models import Team, User
from leadflow.journal.keys import Key
from leadflow.leads.models import Lead

STATES = ("offered", "accepted", "returned", "withdrawn", "lapsed")
OUTCOMES = ("won", "lost")


class Offer(models.Model):
    """A ready lead offered to sales. `counts`: its acceptance is the lead's first, so it is the opportunity."""

    id = Key(primary_key=True)
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)
    to = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    offered_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    message = models.TextField(default="")
    reasons: models.JSONField[list[Any], list[Any]] = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=[(s, s) for s in STATES], default="offered")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=40, default="")
    note = models.TextField(default="")
    counts = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "handover_offer"
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], name="handover_one_open", condition=models.Q(state="offered")
            ),
            models.UniqueConstraint(
                fields=["lead"], name="handover_counted_once", condition=models.Q(counts=True)
            ),
        ]
        indexes = [
            models.Index(fields=["team", "state", "-id"], name="handover_team"),
            models.Index(fields=["lead", "-id"], name="handover_lead"),
            models.Index(
                fields=["answered_at"], name="handover_opportunities", condition=models.Q(counts=True)
            ),
        ]


class Outcome(models.Model):
    """Won with an amount or lost with a reason; taken back by `undone_at`."""

    id = Key(primary_key=True)
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=4, choices=[(o, o) for o in OUTCOMES])
    amount = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="")
    reason = models.CharField(max_length=40, default="")
    note = models.TextField(default="")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "handover_outcome"
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], name="handover_one_outcome", condition=models.Q(undone_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=models.Q(kind="lost") | models.Q(amount__gte=0), name="handover_won_has_amount"
            ),
        ]
        indexes = [
            models.Index(
                fields=["decided_at"], name="handover_decided", condition=models.Q(undone_at__isnull=True)
            )
        ]
