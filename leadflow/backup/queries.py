"""What the desk shows of backups: the plan without its secrets, the last ones, and whether it is time to worry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leadflow.backup import rules
from leadflow.backup.models import Plan, Run
from leadflow.backup.rules import Keep


@dataclass(frozen=True, slots=True)
class PlanView:
    where: str
    folder: str
    endpoint: str
    region: str
    bucket: str
    prefix: str
    access_key: str
    has_secret: bool
    has_passphrase: bool
    keep: Keep
    set_at: datetime


@dataclass(frozen=True, slots=True)
class RunView:
    id: int
    state: str
    code: str
    why: str
    name: str
    place: str
    sealed: bool
    size: int
    rows: int
    files: int
    damaged: int
    seconds: float
    started_at: datetime
    removed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Health:
    """`planned` without any: `last` None. `late`: the next one should have been made."""

    planned: bool
    last: RunView | None
    failed: RunView | None
    late: bool


def plan() -> PlanView | None:
    row = Plan.objects.order_by("id").first()
    if row is None:
        return None
    return PlanView(
        row.where,
        row.folder,
        row.endpoint,
        row.region,
        row.bucket,
        row.prefix,
        row.access_key,
        bool(row.secret),
        bool(row.passphrase),
        Keep(row.daily, row.weekly, row.monthly),
        row.set_at,
    )


def runs(*, before: int | None = None, limit: int = 20) -> list[RunView]:
    """Newest first; page on with the id of the last one."""
    rows = Run.objects.filter(id__lt=before) if before is not None else Run.objects.all()
    return [_view(row) for row in rows.order_by("-id")[:limit]]


def health(now: datetime) -> Health:
    """`failed`: the newest one, where it failed."""
    found = plan()
    made = Run.objects.filter(state="made").order_by("-id").first()
    newest = Run.objects.order_by("-id").first()
    last = _view(made) if made else None
    planned = found is not None and found.where != "off"
    late = (
        planned and found is not None and rules.is_late(last.started_at if last else None, found.set_at, now)
    )
    failed = _view(newest) if newest is not None and newest.state == "failed" else None
    return Health(planned, last, failed, late)


def _view(row: Run) -> RunView:
    return RunView(
        row.id,
        row.state,
        row.code,
        row.why,
        row.name,
        row.place,
        row.sealed,
        row.size,
        row.rows,
        row.files,
        row.damaged,
        row.milliseconds / 1000,
        row.started_at,
        row.removed_at,
    )
