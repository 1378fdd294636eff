"""Background entries of the backups: every night, when somebody asks, and an erasure for the ledgers."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from leadflow.backup import services
from leadflow.kernel.refusals import Refusal
from leadflow.queue.jobs import RunningJob, daily, task

NIGHTLY = "backup.nightly"


class LedgerAway(OSError):
    """The place of the backups cannot be reached: tried again until the ledger has it."""


@task(NIGHTLY, max_attempts=1)
def nightly(job: RunningJob) -> None:
    services.run_planned(by=job.by, now=timezone.now(), tell=job.progress)


@task(services.NOW, max_attempts=1)
def now(job: RunningJob) -> None:
    services.run_planned(by=job.by, now=timezone.now(), tell=job.progress)


@task(services.NOTE, max_attempts=50)
def note_erasure(job: RunningJob, erasure: int, arrivals: Sequence[int]) -> None:
    try:
        services.note_erasure(erasure, list(arrivals))
    except Refusal as refusal:
        raise LedgerAway(refusal.code) from refusal


daily(NIGHTLY, at="02:40")
