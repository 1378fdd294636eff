"""Who works on what, and until when that is believed. The one place that writes outside `journal.change`: short
transactions of its own, each conditional on the lease, so that a worker that lost it can change nothing.
"""

from __future__ import annotations

import logging
import os
import platform
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from leadflow.queue.models import Job
from leadflow.queue.rules import LEASE

logger = logging.getLogger(__name__)
_THIS_RUN: Final = secrets.token_hex(4)
FREE: Final[dict[str, Any]] = {"lease_until": None, "lease_token": None}


@dataclass(frozen=True, slots=True)
class Lease:
    """A job taken by one worker. Whoever holds the token may report on it."""

    job: Job
    token: UUID


def worker_name() -> str:
    """Machine, process and run, so that a later worker can tell whether this one still lives."""
    return f"{_machine()}/{os.getpid()}/{_THIS_RUN}"


def _machine() -> str:
    """The host, and the world of process numbers where there are several (containers on one host)."""
    world = Path("/proc/self/ns/pid")
    return f"{platform.node()}:{world.readlink() if world.is_symlink() else ''}"[:80]


def claim(worker: str, now: datetime, *, tasks: tuple[str, ...] = ()) -> Lease | None:
    """The job that has waited longest, or one whose worker fell silent. Looks first without a lock."""
    jobs = Job.objects.filter(task__in=tasks) if tasks else Job.objects.all()
    for ready in (_silent(jobs, now), _waiting(jobs, now)):
        if ready.exists():
            try:
                with transaction.atomic():
                    return _take(ready, worker, now)
            except IntegrityError:  # another worker has just started a job of the same key
                return None
    return None


def _waiting(jobs: QuerySet[Job], now: datetime) -> QuerySet[Job]:
    running_keys = Job.objects.filter(state="running").exclude(key="").values("key")
    return (
        jobs.filter(state="waiting", run_at__lte=now).exclude(key__in=running_keys).order_by("run_at", "id")
    )


def _silent(jobs: QuerySet[Job], now: datetime) -> QuerySet[Job]:
    return jobs.filter(state="running", lease_until__lte=now).order_by("lease_until", "id")


def _take(ready: QuerySet[Job], worker: str, now: datetime) -> Lease | None:
    job = ready.select_for_update(skip_locked=True).first()
    if job is None:
        return None
    seen = Job.objects.filter(id=job.id, state=job.state, lease_token=job.lease_token)
    if job.state == "running" and (job.stop_requested or job.attempts >= job.max_attempts):
        _bury(seen, job, now)
        return None
    token = uuid4()
    taken = seen.update(
        state="running",
        attempts=F("attempts") + 1,
        lease_until=now + LEASE,
        lease_token=token,
        worker=worker,
        started_at=now,
    )
    job.attempts += 1
    return Lease(job, token) if taken else None


def _bury(seen: QuerySet[Job], job: Job, now: datetime) -> None:
    """Its worker died, and it is not to be tried again."""
    state = "stopped" if job.stop_requested else "failed"
    seen.update(state=state, error_code="worker_lost", finished_at=now, **FREE)


def _held(lease: Lease) -> QuerySet[Job]:
    return Job.objects.filter(id=lease.job.id, state="running", lease_token=lease.token)


def renew(lease: Lease, now: datetime, **seen: Any) -> bool:
    """Holds on for another while, and notes progress; False when the lease is lost."""
    return _held(lease).update(lease_until=now + LEASE, **seen) == 1


def stop_requested(lease: Lease) -> bool:
    """Also true when the lease is lost: then somebody else decides."""
    wanted = _held(lease).values_list("stop_requested", flat=True).first()
    return wanted is None or wanted


def finish(lease: Lease, state: str, now: datetime, **values: Any) -> bool:
    """done, failed or stopped."""
    return (
        _held(lease).update(
            **(FREE | {"error_code": "", "error_place": ""} | values), state=state, finished_at=now
        )
        == 1
    )


def wait_again(lease: Lease, now: datetime, pause: timedelta, **values: Any) -> None:
    """Back to the waiting ones; where its key waits already, that job does the work."""
    _back(lease, now, run_at=now + pause, **values)


def give_back(lease: Lease, now: datetime, **values: Any) -> None:
    """The worker goes home: this was no attempt."""
    _back(lease, now, run_at=now, attempts=F("attempts") - 1, **values)


def _back(lease: Lease, now: datetime, **values: Any) -> None:
    try:
        with transaction.atomic():
            _held(lease).update(**FREE, **values, state="waiting")
    except IntegrityError:
        finish(lease, "stopped", now, error_code="superseded")


def release_dead(now: datetime) -> int:
    """Jobs of workers of this machine whose process is gone need not wait for their lease to end."""
    mine = Q(worker__startswith=f"{_machine()}/")
    workers = Job.objects.filter(mine, state="running").values_list("worker", flat=True).distinct()
    dead = [worker for worker in workers if not _lives(worker)]
    return Job.objects.filter(state="running", worker__in=dead).update(lease_until=now) if dead else 0


def _lives(worker: str) -> bool:
    process, run = worker.split("/")[-2:]
    if int(process) == os.getpid():
        return run == _THIS_RUN
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
