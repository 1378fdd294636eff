"""A merge ends the plan of the lead that became part of another one. Taken apart again, its plan goes on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from leadflow.journal.services import Change
from leadflow.leads.events import MergeUndone
from leadflow.leads.rules import Snapshot
from leadflow.nurture import rules, services
from leadflow.nurture.events import PlanResumed
from leadflow.nurture.models import Plan, Step


def resume_parted(change: Change, events: Sequence[MergeUndone]) -> None:
    """Listener. A talk whose day has passed meanwhile is what is next; nothing is written before it."""
    shots = {
        e.snapshot.id: e.snapshot for e in events if e.snapshot.stage == "nurturing" and e.snapshot.is_open
    }
    for plan in _last_plans(shots):
        if plan.reason == "gone" and not (plan.until and plan.until <= change.now):
            _resume(change, plan, shots[plan.lead_id])


def _last_plans(leads: Collection[int]) -> list[Plan]:
    rows = Plan.objects.filter(lead_id__in=list(leads)).order_by("id") if leads else ()
    return list({plan.lead_id: plan for plan in rows}.values())


def _resume(change: Change, plan: Plan, shot: Snapshot) -> None:
    change.expect(Plan, {plan.id: plan.version})
    change.update(Plan, plan.id, state="running", reason="", ended_at=None)
    change.announce([PlanResumed(lead=shot.id, plan=plan.id)])
    steps = list(Step.objects.filter(plan_id=plan.id, state="planned").order_by("due_at", "id"))
    later = rules.later_by([step.due_at for step in steps], change.now)
    if later:
        _put_off(change, shot, steps, later)


def _put_off(change: Change, shot: Snapshot, steps: Sequence[Step], later: timedelta) -> None:
    for step in steps:
        services.settle(change, step, shot.id, "planned", due_at=step.due_at + later)
    services.show(change, shot, [(step.id, step.kind, step.due_at + later) for step in steps])
