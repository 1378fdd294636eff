"""The two halves of a lead's score as they were last added up. Reasons are derived when read."""

from __future__ import annotations

from django.db import models

from leadflow.leads.models import Lead


class Score(models.Model):
    lead = models.OneToOneField(Lead, models.PROTECT, primary_key=True, related_name="+")
    fit = models.SmallIntegerField()
    interest = models.SmallIntegerField()
    fit_grade = models.CharField(max_length=1)
    interest_grade = models.PositiveSmallIntegerField()
    as_of = models.DateTimeField()
    playbook = models.PositiveIntegerField()
    fades = models.BooleanField(default=False)

    class Meta:
        db_table = "scoring_score"
        indexes = [models.Index(fields=["as_of"], name="scoring_fading", condition=models.Q(fades=True))]
