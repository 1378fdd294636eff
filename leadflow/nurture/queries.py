"""Reading plans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q

from leadflow.delivery.gates import Outgoing
from leadflow.leads import queries as leads
from leadflow.leads.queries import LeadRef
from leadflow.nurture.models import Plan, Step

STEP_KEY = "step "
"""Before the step's id: the key of the mail it makes."""


@dataclass(frozen=True, slots=True)
class StepLine:
    id: int
    kind: str
    state: str
    code: str
    due_at: datetime
    mail: str
    piece: int | None
    note: str
    sent: int | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan with its steps in order."""

    id: int
    lead: int
    template: str
    state: str
    reason: str
    until: datetime | None
    started_at: datetime
    ended_at: datetime | None
    steps: tuple[StepLine, ...] = ()

    @property
    def next(self) -> StepLine | None:
        return next((step for step in self.steps if step.state == "planned"), None)


def of_lead(ref: LeadRef) -> PlanLine | None:
    """The running plan, else the last one."""
    rows = Plan.objects.filter(lead_id=ref.id)
    row = rows.filter(state="running").first() or rows.order_by("-id").first()
    return _lines([row])[0] if row else None


def running(
    *, after: int | None = None, limit: int = 50, leads_seen: Iterable[int] | None = None
) -> list[PlanLine]:
    """Running plans, the newest first, paged by id."""
    rows = Plan.objects.filter(state="running")
    if leads_seen is not None:
        rows = rows.filter(lead_id__in=list(leads_seen))
    if after is not None:
        rows = rows.filter(id__lt=after)
    return _lines(list(rows.order_by("-id")[:limit]))


def count_running() -> int:
    return Plan.objects.filter(state="running")[:10_000].count()


def running_out(before: datetime, *, limit: int = 50) -> list[PlanLine]:
    """Running plans whose last planned step is due before that moment, the nearest first."""
    last = Max("due_at")
    ends = (
        Step.objects.filter(state="planned", plan__state="running")
        .order_by()
        .values("plan_id")
        .annotate(last=last)
    )
    plans = list(ends.filter(last__lte=before).order_by("last").values_list("plan_id", flat=True)[:limit])
    rows = Plan.objects.in_bulk(plans)
    return _lines([rows[key] for key in plans])


def _lines(rows: list[Plan]) -> list[PlanLine]:
    steps: dict[int, list[StepLine]] = {row.id: [] for row in rows}
    for s in Step.objects.filter(plan_id__in=steps).order_by("due_at", "id"):
        steps[s.plan_id].append(
            StepLine(s.id, s.kind, s.state, s.code, s.due_at, s.mail, s.piece_id, s.note, s.sent, s.done_at)
        )
    return [
        PlanLine(
            row.id,
            row.lead_id,
            row.template,
            row.state,
            row.reason,
            row.until,
            row.started_at,
            row.ended_at,
            tuple(steps[row.id]),
        )
        for row in rows
    ]


def gate(mail: Outgoing, now: datetime) -> str:
    """Asked again when a plan's mail is sent: whether the plan still wants it."""
    if mail.sort != "plan" or not mail.key.startswith(STEP_KEY):
        return ""
    step = int(mail.key.removeprefix(STEP_KEY))
    found = Step.objects.filter(id=step).values_list("plan__state", "plan__reason").first()
    if found is None:
        return "plan_gone"
    state, reason = found
    return "plan_stopped" if state == "stopped" and reason != "done" else ""


def due_steps(now: datetime, limit: int = 100) -> list[int]:
    """Steps the house does by itself whose time has come."""
    rows = Step.objects.filter(
        Q(kind="mail") | Q(kind="content"), state="planned", due_at__lte=now, plan__state="running"
    )
    return list(rows.order_by("due_at", "id").values_list("id", flat=True)[:limit])


def lead_of(plan: int) -> int | None:
    found = Plan.objects.filter(id=plan).values_list("lead_id", flat=True).first()
    return leads.standing([found])[found] if found is not None else None
