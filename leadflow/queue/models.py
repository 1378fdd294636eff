"""Background work: jobs with leases, and schedules that make them."""

from __future__ import annotations

from typing import Any

from django.db import models

from leadflow.journal.keys import Key

STATES = ("waiting", "running", "done", "failed", "stopped")


class Job(models.Model):
    """One piece of work. A key may wait once and run once, so that no wake-up is lost and none is doubled."""

    id = Key(primary_key=True)
    public_id = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)
    task = models.CharField(max_length=60)
    args: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    key = models.CharField(max_length=120, default="")
    state = models.CharField(max_length=8, choices=[(s, s) for s in STATES], default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    run_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    worker = models.CharField(max_length=120, default="")
    stop_requested = models.BooleanField(default=False)
    progress_done = models.BigIntegerField(default=0)
    progress_total = models.BigIntegerField(null=True)
    progress: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    error_code = models.CharField(max_length=80, default="")
    error_place = models.CharField(max_length=200, default="")
    by_kind = models.CharField(max_length=8)
    by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "queue_job"
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="queue_key_waits_once",
                condition=models.Q(state="waiting") & ~models.Q(key=""),
            ),
            models.UniqueConstraint(
                fields=["key"],
                name="queue_key_runs_once",
                condition=models.Q(state="running") & ~models.Q(key=""),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="running")
                | models.Q(lease_until__isnull=False, lease_token__isnull=False),
                name="queue_running_has_lease",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "run_at", "id"], name="queue_next"),
            models.Index(fields=["state", "-id"], name="queue_newest"),
        ]


class Schedule(models.Model):
    """Work that comes back: every so many seconds, or daily at a time of the home's day."""

    id = Key(primary_key=True)
    version = models.PositiveIntegerField(default=1)
    key = models.CharField(max_length=60, unique=True)
    task = models.CharField(max_length=60)
    args: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    every_seconds = models.PositiveIntegerField(null=True)
    at = models.CharField(max_length=5, null=True)
    next_run_at = models.DateTimeField()
    enabled = models.BooleanField(default=True)

    class Meta:
        db_table = "queue_schedule"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(every_seconds__gt=0, at__isnull=True)
                | models.Q(every_seconds__isnull=True, at__isnull=False),
                name="queue_schedule_has_rhythm",
            )
        ]
