"""The next thing per open lead: exactly one, with a reason and an owner."""

from __future__ import annotations

from typing import Any

from django.db import models

from leadflow.accounts.models import Team, User
from leadflow.leads.models import Lead


class Item(models.Model):
    """Shown from `due_at` on; what was promised or agreed ends at `deadline_at`."""

    lead = models.OneToOneField(Lead, models.PROTECT, primary_key=True, related_name="+")
    kind = models.CharField(max_length=16)
    reason: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    attempt = models.PositiveSmallIntegerField(default=0)
    fallback = models.BooleanField(default=False)
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", db_index=False)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "agenda_item"
        indexes = [
            models.Index(
                fields=["owner", "deadline_at", "lead", "due_at"],
                name="agenda_of_owner",
                condition=models.Q(owner__isnull=False),
            ),
            models.Index(
                fields=["team", "kind", "deadline_at", "lead", "due_at"],
                name="agenda_of_team_by_kind",
                condition=models.Q(owner__isnull=True),
            ),
            models.Index(
                fields=["team", "deadline_at", "lead", "due_at"],
                name="agenda_of_team",
                condition=models.Q(owner__isnull=True),
            ),
            models.Index(fields=["lead"], name="agenda_fallback", condition=models.Q(fallback=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(owner__isnull=False) | models.Q(team__isnull=False),
                name="agenda_has_owner",
            ),
            models.CheckConstraint(
                condition=models.Q(deadline_at__gte=models.F("due_at")), name="agenda_deadline_after_due"
            ),
        ]
