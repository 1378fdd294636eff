"""Where backups go, and each one that was made or failed."""

from __future__ import annotations

from django.db import models

from leadflow.journal.keys import Key

WHERE = ("off", "folder", "bucket")
STATES = ("made", "failed")


class Plan(models.Model):
    """One row per house. `secret` and `passphrase` are sealed with the key of the home."""

    id = Key(primary_key=True)
    version = models.PositiveIntegerField(default=1)
    where = models.CharField(max_length=8, choices=[(w, w) for w in WHERE], default="off")
    folder = models.CharField(max_length=500, default="")
    endpoint = models.CharField(max_length=300, default="")
    region = models.CharField(max_length=60, default="")
    bucket = models.CharField(max_length=100, default="")
    prefix = models.CharField(max_length=300, default="")
    access_key = models.CharField(max_length=200, default="")
    secret = models.TextField(default="")
    passphrase = models.TextField(default="")
    daily = models.PositiveSmallIntegerField(default=7)
    weekly = models.PositiveSmallIntegerField(default=4)
    monthly = models.PositiveSmallIntegerField(default=12)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "backup_plan"
        constraints = [
            models.CheckConstraint(condition=models.Q(where__in=WHERE), name="backup_plan_where"),
            models.CheckConstraint(condition=models.Q(daily__gte=1), name="backup_plan_keeps_one"),
        ]


class Run(models.Model):
    """One backup. `code` says why it failed; `removed_at`: newer ones took its place."""

    id = Key(primary_key=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=6, choices=[(s, s) for s in STATES])
    code = models.CharField(max_length=40, default="")
    why = models.CharField(max_length=300, default="")
    name = models.CharField(max_length=80, default="")
    place = models.CharField(max_length=600, default="")
    sealed = models.BooleanField(default=False)
    size = models.BigIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    damaged = models.PositiveIntegerField(default=0)
    milliseconds = models.BigIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "backup_run"
        indexes = [models.Index(fields=["state", "-id"], name="backup_run_newest")]
