"""The only writer of plans: made from the playbook, edited by hand, stopped by what the prospect does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from leadflow.agenda import queries as agenda_queries
from leadflow.agenda import rules as agenda_rules
from leadflow.agenda import services as agenda
from leadflow.content import queries as library
from leadflow.delivery import services as delivery
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import services as leads
from leadflow.leads.letters import language_of
from leadflow.leads.models import Lead
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import Snapshot
from leadflow.nurture import rules
from leadflow.nurture.events import PlanEnded, PlanStarted, StepSet
from leadflow.nurture.models import STEPS, Plan, Step
from leadflow.nurture.policy import NurturePolicy, PlanTemplate
from leadflow.nurture.rules import Planned
from leadflow.playbook import queries as playbook

PLANNED = "plan"
"""The reason on Today of a lead whose plan has a step for a human."""


def start(
    change: Change, shot: Snapshot, until: datetime | None, template: PlanTemplate | None = None
) -> int:
    """A plan from the playbook, in place of the one that runs; its first step for a human is the next thing."""
    end(change, [shot.id], "new_plan")
    policy = playbook.at(change.now).section(NurturePolicy)
    wanted = template or rules.template_of(policy, shot)
    _, hours = agenda_queries.policy(change.now)
    steps = rules.steps_of(wanted, change.now, until, hours, language_of(shot.facts))
    key = change.id(Plan)
    change.insert(
        Plan,
        id=key,
        version=1,
        lead_id=shot.id,
        template=wanted.key,
        state="running",
        until=until,
        started_at=change.now,
    )
    change.announce([PlanStarted(lead=shot.id, plan=key, template=wanted.key, steps=len(steps), until=until)])
    ids = change.ids(Step, len(steps))
    for step, planned in zip(ids, steps, strict=True):
        _add(change, shot.id, key, step, planned)
    show(
        change, shot, [(step, planned.kind, planned.due_at) for step, planned in zip(ids, steps, strict=True)]
    )
    return key


def _add(change: Change, lead: int, plan: int, key: int, planned: Planned, piece: int | None = None) -> None:
    change.insert(
        Step,
        id=key,
        plan_id=plan,
        kind=planned.kind,
        state="planned",
        code=planned.code,
        due_at=planned.due_at,
        mail=planned.mail,
        piece_id=piece,
        note=planned.note[:300],
    )
    _tell(change, lead, plan, key, planned.kind, "planned", planned.due_at, planned.code, piece)


def _tell(
    change: Change,
    lead: int,
    plan: int,
    step: int,
    what: str,
    state: str,
    due_at: datetime,
    code: str,
    piece: int | None = None,
) -> None:
    event = StepSet(
        lead=lead, plan=plan, step=step, what=what, state=state, due_at=due_at, code=code, piece=piece
    )
    change.announce([event])


def show(change: Change, shot: Snapshot, steps: Iterable[tuple[int, str, datetime]]) -> None:
    """The first step for a human becomes the next thing of the lead; a plan always has one."""
    mine = [(due, key, kind) for key, kind, due in steps if kind not in rules.MACHINE]
    if not mine:
        return
    due, key, kind = min(mine)
    section, hours = agenda_queries.policy(change.now)
    step = agenda_rules.revisit(
        max(due, change.now), section, hours, {"why": PLANNED, "step": key, "what": kind}
    )
    agenda.set_next(change, [agenda.Plan(shot, step)])


def end(change: Change, leads_: Iterable[int], reason: str, *, state: str = "stopped") -> int:
    """Running plans of these leads end, and their mails that still wait are dropped. How many there were."""
    wanted = sorted(set(leads_))
    known = [lead for lead in wanted if not change.opened(Lead, lead)]
    found = Plan.objects.filter(lead_id__in=known, state="running") if known else ()
    rows = [row for row in found if row.id not in change.gives.get(Plan, {})]
    for fresh in fresh_plans(change, wanted):
        change.update(Plan, fresh["id"], state=state, reason=reason, ended_at=change.now)
        change.announce([PlanEnded(lead=fresh["lead_id"], plan=fresh["id"], state=state, reason=reason)])
    for row in rows:
        change.expect(Plan, {row.id: row.version})
        change.give_up(Plan, row.id, state=state, reason=reason, ended_at=change.now)
        change.announce([PlanEnded(lead=row.lead_id, plan=row.id, state=state, reason=reason)])
    if rows and state == "stopped":
        delivery.drop(change, "plan_stopped", leads=[row.lead_id for row in rows], sorts=("plan",))
    return len(rows)


def fresh_plans(change: Change, leads_: Iterable[int]) -> list[dict[str, Any]]:
    """Plans that this very change began."""
    wanted = set(leads_)
    return [
        row for row in change.inserts.get(Plan, []) if row["lead_id"] in wanted and row["state"] == "running"
    ]


def settle(change: Change, step: Step, lead: int, state: str, code: str = "", **values: Any) -> None:
    """A step of a plan that was read in this change moves on."""
    at = {"done_at": change.now} if state == "done" else {}
    change.update(Step, step.id, state=state, code=code or step.code, **at, **values)
    due, piece = values.get("due_at", step.due_at), values.get("piece_id", step.piece_id)
    _tell(change, lead, step.plan_id, step.id, step.kind, state, due, code or step.code, piece)


def begin(ref: LeadRef, template: str, *, by: Actor, now: datetime, until: datetime | None = None) -> None:
    """By hand: this plan for this lead, which is nurtured. Refusal("not_nurtured" | "unknown_choice")."""

    def think(change: Change) -> None:
        shot = leads.seen(change, ref)
        wanted = playbook.at(now).section(NurturePolicy).plan(template)
        if wanted is None:
            raise Refusal("unknown_choice", value=template)
        if shot.stage != "nurturing":
            raise Refusal("not_nurtured", stage=shot.stage)
        start(change, shot, until, wanted)

    journal.change(think, by=by, now=now)


def stop(ref: LeadRef, *, by: Actor, now: datetime) -> None:
    """By hand. What was agreed with the prospect stays agreed."""

    def think(change: Change) -> None:
        shot = leads.seen(change, ref)
        if not end(change, [shot.id], "by_hand"):
            raise Refusal("no_plan")
        keep_next(change, shot)

    journal.change(think, by=by, now=now)


def keep_next(change: Change, shot: Snapshot) -> None:
    """A plan that ended leaves its date behind as a plain look again, so that the lead is not forgotten."""
    standing = agenda_queries.standing([shot.id]).get(shot.id)
    if standing is None or standing.reason.get("why") != PLANNED or not shot.is_open:
        return
    section, hours = agenda_queries.policy(change.now)
    step = agenda_rules.revisit(max(standing.due_at, change.now), section, hours, {"why": "plan_ended"})
    agenda.set_next(change, [agenda.Plan(shot, step)])


def _step(change: Change, ref: LeadRef, step: int) -> tuple[Snapshot, Step]:
    """A planned step of the lead's running plan; both are guarded by the plan's version."""
    shot = leads.seen(change, ref)
    row = Step.objects.select_related("plan").filter(id=step, plan__lead_id=ref.id).first()
    if row is None:
        raise NotFound("step")
    if row.plan.state != "running":
        raise Refusal("plan_over")
    change.expect(Plan, {row.plan_id: row.plan.version})
    return shot, row


def skip(ref: LeadRef, step: int, *, by: Actor, now: datetime, back: bool = False) -> None:
    """Leave a step out, or take it in again. Refusal("step_settled" | "plan_over")."""

    def think(change: Change) -> None:
        shot, row = _step(change, ref, step)
        if row.state != ("skipped" if back else "planned"):
            raise Refusal("step_settled")
        settle(change, row, ref.id, "planned" if back else "skipped", "" if back else "by_hand")
        _show_rest(change, shot, row.plan_id, {row.id: "planned" if back else "skipped"})

    journal.change(think, by=by, now=now)


def move(ref: LeadRef, step: int, due_at: datetime, *, by: Actor, now: datetime) -> None:
    """To another day. Refusal("in_the_past")."""

    def think(change: Change) -> None:
        shot, row = _step(change, ref, step)
        if due_at <= now:
            raise Refusal("in_the_past")
        if row.state != "planned":
            raise Refusal("step_settled")
        settle(change, row, ref.id, "planned", due_at=due_at)
        _show_rest(change, shot, row.plan_id, {}, {row.id: due_at})

    journal.change(think, by=by, now=now)


def add(
    ref: LeadRef,
    kind: str,
    due_at: datetime,
    *,
    by: Actor,
    now: datetime,
    mail: str = "",
    piece: int | None = None,
    note: str = "",
) -> None:
    """One more step for the running plan. `piece`: this one instead of whatever suits best by then."""

    def think(change: Change) -> None:
        shot = leads.seen(change, ref)
        plan = Plan.objects.filter(lead_id=ref.id, state="running").first()
        if plan is None:
            raise Refusal("no_plan")
        if due_at <= now:
            raise Refusal("in_the_past")
        _refuse_unknown(kind, mail, piece, now)
        change.expect(Plan, {plan.id: plan.version})
        key = change.id(Step)
        _add(change, ref.id, plan.id, key, Planned(kind, due_at, mail, " ".join(note.split())), piece)
        _show_rest(change, shot, plan.id, {}, {}, [(key, kind, due_at)])

    journal.change(think, by=by, now=now)


def _refuse_unknown(kind: str, mail: str, piece: int | None, now: datetime) -> None:
    policy = playbook.at(now).section(NurturePolicy)
    if kind not in STEPS:
        raise Refusal("unknown_choice", value=kind)
    if kind == "mail" and policy.mail(mail) is None:
        raise Refusal("unknown_choice", value=mail)
    if piece is not None and (kind != "content" or piece not in library.pieces([piece])):
        raise Refusal("unknown_choice", value=str(piece))


def _show_rest(
    change: Change,
    shot: Snapshot,
    plan: int,
    states: dict[int, str],
    dates: dict[int, datetime] | None = None,
    more: Iterable[tuple[int, str, datetime]] = (),
) -> None:
    """The next thing follows the plan, unless something else than the plan is next (a promise, a signal)."""
    standing = agenda_queries.standing([shot.id]).get(shot.id)
    if standing is not None and standing.reason.get("why") not in (PLANNED, "plan_ended", "nothing_planned"):
        return
    rows = Step.objects.filter(plan_id=plan).values_list("id", "kind", "due_at", "state")
    left = [
        (key, kind, (dates or {}).get(key, due))
        for key, kind, due, state in rows
        if states.get(key, state) == "planned"
    ]
    left += list(more)
    if any(kind not in rules.MACHINE for _, kind, _ in left):
        show(change, shot, left)
    else:
        section, hours = agenda_queries.policy(change.now)
        last = max((due for _, _, due in left), default=change.now)
        agenda.set_next(
            change, [agenda.Plan(shot, agenda_rules.revisit(last, section, hours, {"why": "plan_ended"}))]
        )
