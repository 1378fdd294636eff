"""Background work as people see it: what runs, what waits, what failed and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min

from leadflow.journal import lookup
from leadflow.kernel.actor import Actor, ActorKind
from leadflow.kernel.refusals import NotFound
from leadflow.queue.models import STATES, Job, Schedule


@dataclass(frozen=True, slots=True)
class JobView:
    """One job with its progress. `total` is unknown until the task says it."""

    id: int
    public_id: UUID
    task: str
    args: dict[str, Any]
    state: str
    attempts: int
    max_attempts: int
    done: int
    total: int | None
    note: dict[str, Any]
    error_code: str
    error_place: str
    stop_requested: bool
    by: Actor
    run_at: datetime
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def is_over(self) -> bool:
        return self.state in {"done", "failed", "stopped"}

    def seconds(self, now: datetime) -> float:
        """How long the present or last attempt has taken."""
        end = self.finished_at or now
        return max((end - self.started_at).total_seconds(), 0.0) if self.started_at else 0.0

    def per_second(self, now: datetime) -> float:
        seconds = self.seconds(now)
        return self.done / seconds if seconds else 0.0

    @property
    def share(self) -> float | None:
        """0 to 1."""
        return min(self.done / self.total, 1.0) if self.total else None


@dataclass(frozen=True, slots=True)
class Board:
    """The queue page: newest first, waiting ones by their turn."""

    running: list[JobView]
    waiting: list[JobView]
    failed: list[JobView]
    ended: list[JobView]
    counts: dict[str, int]
    oldest_wait: datetime | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A recurring task and when it runs next."""

    task: str
    every_seconds: int | None
    at: str | None
    next_run_at: datetime
    enabled: bool


def board(*, now: datetime, limit: int = 50) -> Board:
    jobs = Job.objects.all()
    counts = dict(jobs.values_list("state").annotate(Count("id")).order_by("state"))
    due = jobs.filter(state="waiting", run_at__lte=now).aggregate(oldest=Min("run_at"))
    return Board(
        running=_views(jobs.filter(state="running").order_by("-id")[:limit]),
        waiting=_views(jobs.filter(state="waiting").order_by("run_at", "id")[:limit]),
        failed=_views(jobs.filter(state="failed").order_by("-id")[:limit]),
        ended=_views(jobs.filter(state__in=("done", "stopped")).order_by("-id")[:limit]),
        counts={state: counts.get(state, 0) for state in STATES},
        oldest_wait=due["oldest"],
    )


def job(public_id: UUID) -> JobView:
    found = Job.objects.filter(public_id=public_id).first()
    if found is None:
        raise NotFound("job")
    return _view(found)


def jobs(ids: Iterable[int]) -> dict[int, JobView]:
    return {found.id: _view(found) for found in Job.objects.filter(id__in=list(ids))}


def latest(key: str) -> JobView | None:
    """The newest job of a key, whatever became of it."""
    found = Job.objects.filter(key=key).order_by("-id").first()
    return _view(found) if found else None


def latest_of(keys: Iterable[str]) -> dict[str, JobView]:
    """The same for many keys, in one query."""
    newest = Job.objects.filter(key__in=list(keys)).order_by().values("key").annotate(newest=Max("id"))
    return {job.key: _view(job) for job in Job.objects.filter(id__in=newest.values("newest"))}


def is_at_work(key: str, now: datetime) -> bool:
    """Whether a worker that lives is on the job of this key."""
    running = lookup.where(Job, ("lease_until",), key=key, state="running")
    return any(until > now for (until,) in running)


def others_wait(task: str, now: datetime) -> bool:
    """Whether there is other work than this task that nobody has begun."""
    return Job.objects.filter(state="waiting", run_at__lte=now).exclude(task=task).exists()


def turns() -> list[Turn]:
    rows = Schedule.objects.order_by("next_run_at", "key")
    return [Turn(row.task, row.every_seconds, row.at, row.next_run_at, row.enabled) for row in rows]


def _views(rows: Iterable[Job]) -> list[JobView]:
    return [_view(row) for row in rows]


def _view(row: Job) -> JobView:
    return JobView(
        id=row.id,
        public_id=row.public_id,
        task=row.task,
        args=row.args,
        state=row.state,
        attempts=row.attempts,
        max_attempts=row.max_attempts,
        done=row.progress_done,
        total=row.progress_total,
        note=row.progress,
        error_code=row.error_code,
        error_place=row.error_place,
        stop_requested=row.stop_requested,
        by=Actor(ActorKind(row.by_kind), row.by_id),
        run_at=row.run_at,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
