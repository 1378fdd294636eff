"""The only writer of the agenda: exactly one next thing per open lead, always."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from leadflow.agenda import queries, rules
from leadflow.agenda.events import NextCleared, NextSet
from leadflow.agenda.models import Item
from leadflow.agenda.policy import AgendaPolicy
from leadflow.agenda.rules import Next
from leadflow.delivery.events import MailSettled
from leadflow.delivery.rules import UNREACHABLE
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.kernel.refusals import Refusal
from leadflow.kernel.values import quick
from leadflow.leads import queries as lead_queries
from leadflow.leads.events import EnquiryJoined, LeadEvent, LeadMoved, MergeUndone, OwnerSet, Touched
from leadflow.leads.models import Lead
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import Snapshot
from leadflow.leads.services import seen
from leadflow.playbook import queries as playbook
from leadflow.scoring.events import Graded


@quick(frozen=True, slots=True)
class Plan:
    """The next thing of one lead."""

    shot: Snapshot
    next: Next


def set_next(change: Change, plans: Sequence[Plan]) -> None:
    """Replaces whatever was next. The last plan of a change wins over what listeners would set."""
    existing = _existing(change, [plan.shot.id for plan in plans])
    for plan in plans:
        _write(change, plan, exists=plan.shot.id in existing)


def _existing(change: Change, leads: Iterable[int]) -> set[int]:
    known = [key for key in leads if not change.opened(Lead, key)]
    return queries.planned(known) if known else set()


def _write(change: Change, plan: Plan, *, exists: bool) -> None:
    shot, step = plan.shot, plan.next
    with_sales = shot.stage in rules.SALES_STAGES
    owner, team = (shot.sales_owner, shot.sales_team) if with_sales else (shot.owner, shot.team)
    values: dict[str, Any] = {
        "kind": step.kind,
        "reason": dict(step.reason),
        "due_at": step.due_at,
        "deadline_at": max(step.deadline_at, step.due_at),
        "attempt": step.attempt,
        "fallback": step.fallback,
        "owner_id": owner,
        "team_id": team,
        "set_at": change.now,
    }
    change.deletes.get(Item, set()).discard(shot.id)
    if exists or change.opened(Item, shot.id):
        change.update(Item, shot.id, **values)
    else:
        change.insert(Item, lead_id=shot.id, **values)
    change.announce(
        [
            NextSet(
                lead=shot.id,
                what=step.kind,
                due_at=step.due_at,
                deadline_at=values["deadline_at"],
                owner=owner,
                team=team,
                attempt=step.attempt,
                fallback=step.fallback,
                reason=dict(step.reason) or None,
            )
        ]
    )


def is_set(change: Change, lead: int) -> bool:
    """Whether this change already says what comes next."""
    return change.opened(Item, lead) or lead in change.updates.get(Item, {})


def pending(change: Change, lead: int) -> datetime | None:
    """When the next thing is due that this very change has set; None where it sets none."""
    values = change.fresh(Item, lead) or change.updates.get(Item, {}).get(lead, {})
    due: datetime | None = values.get("due_at")
    return due


def clear(change: Change, leads: Iterable[int]) -> None:
    leads = set(leads)
    for lead in sorted(_existing(change, leads) | {lead for lead in leads if change.opened(Item, lead)}):
        change.delete(Item, lead)
        change.announce([NextCleared(lead=lead)])


def plan_new(change: Change, events: Sequence[Graded]) -> None:
    """Listener: a lead that was just opened and graded is due, with the response time of its channel and grade."""
    policy, hours = queries.policy(change.now)
    deadlines: dict[tuple[str, str], Next] = {}
    plans = []
    for event in events:
        if not event.first or is_set(change, event.snapshot.id):
            continue
        key = (event.snapshot.channel, event.grade)
        if key not in deadlines:
            deadlines[key] = rules.answer_new(*key, policy, hours, change.now)
        plans.append(Plan(event.snapshot, deadlines[key]))
    set_next(change, plans)


def heed_signals(change: Change, events: Sequence[EnquiryJoined | Touched]) -> None:
    """Listener: a further enquiry or a hot touch of the prospect interrupts what was planned for later."""
    policy, hours = queries.policy(change.now)
    standing = queries.standing(
        [event.snapshot.id for event in events if not is_set(change, event.snapshot.id)]
    )
    plans: dict[int, Plan] = {}
    for event in events:
        shot = event.snapshot
        if shot.id not in standing or not shot.is_open or shot.stage in rules.SALES_STAGES:
            continue
        step = rules.answer_signal(_signal(event), policy, hours, change.now)
        if step is not None and rules.earlier(standing[shot.id], step) is step:
            plans[shot.id] = Plan(shot, step)
    set_next(change, list(plans.values()))


def heed_returned_mails(change: Change, events: Sequence[MailSettled]) -> None:
    """Listener: an address that does not work any more needs a human; what was promised earlier stays."""
    gone = {e.lead for e in events if e.lead and e.state == "bounced" and e.code in UNREACHABLE}
    if not gone:
        return
    policy, hours = queries.policy(change.now)
    shots = lead_queries.snapshots(set(lead_queries.standing(gone).values()))
    standing = queries.standing(shots)
    step = rules.decide(policy, hours, change.now, why="bounced", fallback=False)
    wanted = [
        shot
        for shot in shots.values()
        if shot.is_open and shot.stage not in rules.SALES_STAGES and not is_set(change, shot.id)
    ]
    change.expect(Lead, {shot.id: shot.version for shot in wanted})
    set_next(
        change, [Plan(shot, step) for shot in wanted if rules.earlier(standing.get(shot.id), step) is step]
    )


def _signal(event: EnquiryJoined | Touched) -> str:
    if isinstance(event, EnquiryJoined):
        return "enquiry"
    if not event.inbound:
        return ""
    return f"{event.touch_kind}.{event.result}" if event.result else event.touch_kind


def follow_stage(change: Change, events: Sequence[LeadMoved]) -> None:
    """Listener: a closed lead has nothing due; a ready one is to be handed over; a reopened one is to be decided."""
    policy, hours = queries.policy(change.now)
    clear(change, [e.snapshot.id for e in events if not e.snapshot.is_open])
    plans = []
    for event in events:
        shot = event.snapshot
        if not shot.is_open or is_set(change, shot.id):
            continue
        if shot.stage == "ready" and not event.undoes:
            plans.append(Plan(shot, rules.hand_over(policy, hours, change.now)))
        elif event.undoes:
            plans.append(Plan(shot, rules.decide(policy, hours, change.now, why="undone", fallback=True)))
    set_next(change, plans)


def clear_gone(change: Change, events: Sequence[LeadEvent]) -> None:
    """Listener: merged and erased leads have nothing due."""
    clear(change, [event.snapshot.id for event in events])


def plan_reopened(change: Change, events: Sequence[MergeUndone]) -> None:
    """Listener: what was next before the merge is next again."""
    policy, hours = queries.policy(change.now)
    usual = rules.decide(policy, hours, change.now, why="merge_undone", fallback=True)
    before = queries.last_set([event.snapshot.id for event in events])
    shots = [event.snapshot for event in events if event.snapshot.is_open]
    set_next(change, [Plan(shot, before.get(shot.id, usual)) for shot in shots])


def follow_owner(change: Change, events: Sequence[OwnerSet]) -> None:
    """Listener: the next thing belongs to whoever is responsible."""
    standing = queries.standing([e.snapshot.id for e in events if not is_set(change, e.snapshot.id)])
    set_next(change, [Plan(e.snapshot, standing[e.snapshot.id]) for e in events if e.snapshot.id in standing])


def never_forgotten(change: Change) -> None:
    """Checked before each write: an open lead of this change has its next thing, else "decide what next"."""
    last = {event.snapshot.id: event.snapshot for event in change.events if isinstance(event, LeadEvent)}
    stages = {event.snapshot.id: event.after for event in change.events if isinstance(event, LeadMoved)}
    last |= {lead: replace(last[lead], stage=stage) for lead, stage in stages.items()}
    unset = [shot for shot in last.values() if shot.is_open and not is_set(change, shot.id)]
    if not unset:
        return
    gone = change.deletes.get(Item, set())
    planned = _existing(change, [shot.id for shot in unset]) - gone
    policy, hours = queries.policy(change.now)
    step = rules.decide(policy, hours, change.now, why="nothing_planned", fallback=True)
    set_next(change, [Plan(shot, step) for shot in unset if shot.id not in planned])


def plan(ref: LeadRef, step: Next, *, by: Actor, now: datetime) -> None:
    """By hand: what comes next, from a promise or one's own judgement."""

    def think(change: Change) -> None:
        shot = seen(change, ref)
        if not shot.is_open:
            raise Refusal("lead_not_open")
        set_next(change, [Plan(shot, step)])

    journal.change(think, by=by, now=now)


def promise(ref: LeadRef, at: datetime, *, by: Actor, now: datetime) -> None:
    """ "I will call you on ...": refuses a moment that has passed."""
    if at <= now:
        raise Refusal("in_the_past")
    plan(ref, rules.promised(at, now), by=by, now=now)


def policy_of(now: datetime) -> AgendaPolicy:
    return playbook.at(now).section(AgendaPolicy)
