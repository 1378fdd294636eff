"""Background work as rows of the business transaction: what is committed gets done, at least once."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import Error, close_old_connections, connection
from django.utils import timezone

from leadflow.journal import lookup
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM, Actor
from leadflow.kernel.events import Ref
from leadflow.kernel.home import home
from leadflow.kernel.ids import public_id
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.queue import meeting, tasks
from leadflow.queue.events import JobRetried, JobStopped
from leadflow.queue.leases import Lease, release_dead, worker_name
from leadflow.queue.models import Job, Schedule
from leadflow.queue.rules import KEPT, LEASE, Rhythm
from leadflow.queue.tasks import Recurring
from leadflow.queue.worker import at_work, logger, run_worker, work_off

__all__ = [
    "Lease", "at_work", "begin_here", "enqueue", "plan_recurring", "release_dead", "request_stop", "retry", "run_due",
    "run_scheduler", "run_worker", "tidy", "work_off",
]  # fmt: skip

TICK: Final = 1.0


def enqueue(
    change: Change,
    task: str,
    args: Mapping[str, Any],
    *,
    key: str | None = None,
    run_at: datetime | None = None,
) -> int:
    """The id of the job. `args` hold ids, never personal values. Where `key` waits already, that job is meant;
    where it is running, one more waits behind it, so that news which came meanwhile is not missed. A job that was
    found waiting does not begin before the news is written: else it would end without having seen it.
    """
    if key and (mine := _made_here(change, key)) is not None:
        return mine
    if key and (waiting := _waiting(key)) is not None:
        change.only_while(lambda: meeting.still_waits(waiting, key))
        return waiting
    job = _row(change, task, args, key or "", run_at or change.now)
    if key:
        change.claim(Job, "key", [job])
    else:
        change.insert(Job, **job)
    return int(job["id"])


def _row(change: Change, task: str, args: Mapping[str, Any], key: str, run_at: datetime) -> dict[str, Any]:
    return {
        "id": change.id(Job),
        "public_id": public_id(),
        "task": task,
        "args": dict(args),
        "key": key,
        "max_attempts": tasks.known(task).max_attempts,
        "run_at": run_at,
        "by_kind": change.by.kind.value,
        "by_id": change.by.id,
        "created_at": change.now,
    }


def begin_here(change: Change, task: str, args: Mapping[str, Any], *, key: str) -> Lease:
    """A job that this very process works on, under `at_work`. Should it die, others take the job over."""
    token = uuid4()
    held = {
        "state": "running",
        "attempts": 1,
        "worker": worker_name(),
        "started_at": change.now,
        "lease_token": token,
        "lease_until": change.now + LEASE,
    }
    job = _row(change, task, args, key, change.now) | held
    change.insert(Job, **job)
    return Lease(Job(**job), token)


def _made_here(change: Change, key: str) -> int | None:
    """The job that this very change makes: it begins when the change is written."""
    _, claimed = change.claims.get(Job, ("", []))
    return next((int(row["id"]) for row in claimed if row["key"] == key), None)


def _waiting(key: str) -> int | None:
    found = lookup.where(Job, ("id",), key=key, state="waiting")
    return int(found[0][0]) if found else None


def request_stop(public_id: UUID, *, by: Actor, now: datetime) -> None:
    """A waiting job is stopped at once, a running one at its next look. What it did stays done."""

    def think(change: Change) -> None:
        job = _open(public_id)
        if job.state not in {"waiting", "running"} or job.stop_requested:
            return
        over = {"state": "stopped", "finished_at": now} if job.state == "waiting" else {}
        change.expect(Job, {job.id: job.version})
        change.update(Job, job.id, stop_requested=True, **over)
        change.announce([JobStopped(subject=Ref("job", job.id), task=job.task)])

    journal.change(think, by=by, now=now)


def retry(public_id: UUID, *, by: Actor, now: datetime) -> None:
    """A failed or stopped job waits again, with all its attempts. Refusal("job_not_ended" | "job_waits_already")."""

    def think(change: Change) -> None:
        job = _open(public_id)
        if job.state not in {"failed", "stopped"}:
            raise Refusal("job_not_ended", state=job.state)
        if job.key and _waiting(job.key) is not None:
            raise Refusal("job_waits_already")
        change.expect(Job, {job.id: job.version})
        change.update(
            Job,
            job.id,
            state="waiting",
            attempts=0,
            run_at=now,
            stop_requested=False,
            finished_at=None,
            error_code="",
        )
        change.announce([JobRetried(subject=Ref("job", job.id), task=job.task)])

    journal.change(think, by=by, now=now)


def _open(public_id: UUID) -> Job:
    job = Job.objects.filter(public_id=public_id).first()
    if job is None:
        raise NotFound("job")
    return job


def tidy(*, now: datetime) -> int:
    """Jobs that ended long ago go; failed ones stay until somebody looks. Working rows, so outside the journal."""
    gone, _ = Job.objects.filter(state__in=("done", "stopped"), finished_at__lt=now - KEPT).delete()
    return gone


def plan_recurring(*, now: datetime) -> None:
    """A row for each recurring task the rooms registered; a changed rhythm is taken over, switched off stays off."""

    def think(change: Change) -> None:
        rows = {row.key: row for row in Schedule.objects.all()}
        for wanted in tasks.recurring():
            _plan(change, rows.get(wanted.task), wanted)

    journal.change(think, by=SYSTEM, now=now)


def _plan(change: Change, row: Schedule | None, wanted: Recurring) -> None:
    rhythm = {"every_seconds": wanted.rhythm.every_seconds, "at": wanted.rhythm.at}
    if row is None:
        first = change.now if wanted.rhythm.at is None else _next(wanted.rhythm, change.now, change.now)
        key = change.id(Schedule)
        change.insert(Schedule, id=key, key=wanted.task, task=wanted.task, next_run_at=first, **rhythm)
    elif (row.every_seconds, row.at) != (wanted.rhythm.every_seconds, wanted.rhythm.at):
        change.expect(Schedule, {row.id: row.version})
        change.update(Schedule, row.id, next_run_at=_next(wanted.rhythm, change.now, change.now), **rhythm)


def run_due(*, now: datetime) -> int:
    """Jobs of the schedules that are due, each once however many schedulers there are; how many were due."""

    def think(change: Change) -> int:
        known = [
            row
            for row in Schedule.objects.filter(enabled=True, next_run_at__lte=now)
            if row.task in tasks.names()
        ]
        for row in known:
            enqueue(change, row.task, row.args, key=f"schedule:{row.key}")
            change.expect(Schedule, {row.id: row.version})
            planned = _next(Rhythm(row.every_seconds, row.at), now, row.next_run_at)
            change.update(Schedule, row.id, next_run_at=planned)
        return len(known)

    return journal.change(think, by=SYSTEM, now=now)


def _next(rhythm: Rhythm, now: datetime, planned: datetime) -> datetime:
    return rhythm.next_after(now, planned=planned, zone=ZoneInfo(home().time_zone))


def run_scheduler(stop: threading.Event) -> None:
    """Until `stop` is set. Any number may run; a database that is away is waited for."""
    planned = False
    while not stop.is_set():
        try:
            close_old_connections()
            if not planned:
                plan_recurring(now=timezone.now())
                planned = True
            run_due(now=timezone.now())
        except (Error, Refusal):
            logger.warning("the database does not answer the scheduler, next try follows", exc_info=True)
            connection.close()
        stop.wait(TICK)
    connection.close()
