"""Nurture plans and their steps."""

from __future__ import annotations

from django.db import models

from leadflow.content.models import Piece
from leadflow.journal.keys import Key
from leadflow.leads.models import Lead

PLAN_STATES = ("running", "done", "stopped")
STEP_STATES = ("planned", "done", "skipped")
STEPS = ("mail", "content", "call", "letter")


class Plan(models.Model):
    """What is done for one lead until it is ripe. `until`: the talk that was agreed with the prospect."""

    id = Key(primary_key=True)
    version = models.PositiveIntegerField(default=1)
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+", db_index=False)
    template = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=[(s, s) for s in PLAN_STATES], default="running")
    reason = models.CharField(max_length=40, default="")
    until = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "nurture_plan"
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], name="nurture_one_running", condition=models.Q(state="running")
            )
        ]
        indexes = [
            models.Index(fields=["lead", "-id"], name="nurture_plan_lead"),
            models.Index(fields=["state", "-id"], name="nurture_plan_state"),
        ]


class Step(models.Model):
    """One dated thing of a plan. `mail`: the key of the playbook's mail; `sent`: the id of the mail that was made."""

    id = Key(primary_key=True)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=[(s, s) for s in STEPS])
    state = models.CharField(max_length=8, choices=[(s, s) for s in STEP_STATES], default="planned")
    code = models.CharField(max_length=40, default="")
    due_at = models.DateTimeField()
    mail = models.CharField(max_length=40, default="")
    piece = models.ForeignKey(Piece, models.PROTECT, null=True, related_name="+", db_index=False)
    note = models.CharField(max_length=300, default="")
    sent = models.BigIntegerField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "nurture_step"
        indexes = [
            models.Index(fields=["plan", "due_at", "id"], name="nurture_step_plan"),
            models.Index(
                fields=["due_at", "id"],
                name="nurture_step_due",
                condition=models.Q(state="planned", kind__in=("mail", "content")),
            ),
        ]
