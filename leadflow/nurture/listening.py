"""What nurturing hears: signals tell phases, verdicts start plans, and what the prospect does stops them."""

from __future__ import annotations

from collections.abc import Sequence

from leadflow.agenda import queries as agenda_queries
from leadflow.agenda import rules as agenda_rules
from leadflow.agenda import services as agenda
from leadflow.content.events import PieceTaken
from leadflow.journal.services import Change
from leadflow.leads import lists, phases
from leadflow.leads import queries as leads
from leadflow.leads import services as lead_services
from leadflow.leads.events import LeadEvent, LeadMoved, PhaseSet, Touched
from leadflow.leads.models import Lead
from leadflow.leads.phases import Inferred
from leadflow.leads.rules import Snapshot
from leadflow.leads.services import Move, TouchMade
from leadflow.nurture import rules, services
from leadflow.nurture.models import Plan, Step
from leadflow.nurture.policy import NurturePolicy
from leadflow.playbook import queries as playbook
from leadflow.privacy.events import ConsentTaken
from leadflow.qualification.events import VerdictGiven
from leadflow.qualification.policy import QualificationPolicy
from leadflow.qualification.rules import NOT_YET

MAIL = "mail"
"""The purpose whose withdrawal ends a plan."""


def infer_phases(change: Change, events: Sequence[LeadEvent]) -> None:
    """Listener: whatever became known may tell that the buyer is further than we thought."""
    policy = playbook.at(change.now).section(NurturePolicy)
    last = {event.snapshot.id: event.snapshot for event in events}
    told = [
        (shot, found) for shot in last.values() if shot.is_open and (found := rules.phase_of(policy, shot))
    ]
    phases.infer(change, [Inferred(shot, phase, reason) for shot, (phase, reason) in told])


def take_downloads(change: Change, events: Sequence[PieceTaken]) -> None:
    """Listener: a piece that was taken for the first time is a touch of the prospect."""
    taken = [event for event in events if event.first and event.lead is not None]
    standing = leads.standing({event.lead for event in taken if event.lead is not None})
    shots = leads.snapshots(set(standing.values()))
    for event in taken:
        shot = shots.get(standing[event.lead or 0])
        if shot is not None and not shot.erased:
            made = TouchMade("download", inbound=True, person=event.person)
            shots[shot.id] = lead_services.touch(change, shot, made)


def start_plans(change: Change, events: Sequence[VerdictGiven]) -> None:
    """Listener: whoever is not ripe yet gets a plan, up to the talk that was agreed."""
    for event in events:
        if event.verdict == NOT_YET and event.snapshot.stage == "nurturing":
            services.start(change, event.snapshot, event.revisit_at)


def plan_returned(change: Change, events: Sequence[LeadMoved]) -> None:
    """Listener: what sales gave back to nurturing gets a plan, up to when it is to be looked at again."""
    for event in events:
        if event.before == "handed_over" and event.after == "nurturing":
            services.start(change, event.snapshot, agenda.pending(change, event.snapshot.id))


def stop_moved(change: Change, events: Sequence[LeadMoved]) -> None:
    """Listener: who is not nurtured any more has no plan."""
    moved = [event for event in events if event.before == "nurturing" and event.after != "nurturing"]
    for event in moved:
        services.end(change, [event.snapshot.id], event.after)


def stop_gone(change: Change, events: Sequence[LeadEvent]) -> None:
    """Listener: merged and erased leads."""
    services.end(change, [event.snapshot.id for event in events], "gone")


def heed_touches(change: Change, events: Sequence[Touched]) -> None:
    """Listener: a reply ends the plan and brings the lead back to work; a call of ours is the call of the plan."""
    for event in events:
        if event.snapshot.stage != "nurturing":
            continue
        if event.inbound and event.touch_kind != "download":
            _replied(change, event.snapshot)
        elif not event.inbound:
            _called(change, event)


def _replied(change: Change, shot: Snapshot) -> None:
    services.end(change, [shot.id], "replied")
    after = lead_services.move(change, [Move(shot, "qualifying", reason="replied")])[0]
    if not agenda.is_set(change, shot.id):
        section, hours = agenda_queries.policy(change.now)
        step = agenda_rules.decide(section, hours, change.now, why="replied", fallback=False)
        agenda.set_next(change, [agenda.Plan(after, step)])


def _called(change: Change, event: Touched) -> None:
    """Unless nobody was reached: then the step stays, and the retry is what comes next."""
    result = playbook.at(change.now).section(QualificationPolicy).result(event.result)
    if result is not None and result.follow == "retry":
        return
    kinds = (event.touch_kind,) if event.touch_kind in ("call", "letter") else ()
    rows = Step.objects.select_related("plan").filter(
        plan__lead_id=event.snapshot.id, plan__state="running", state="planned", kind__in=kinds
    )
    step = rows.order_by("due_at", "id").first()
    if step is not None and step.due_at.date() <= change.now.date():
        change.expect(Plan, {step.plan_id: step.plan.version})
        services.settle(change, step, event.snapshot.id, "done")


def stop_objected(change: Change, events: Sequence[ConsentTaken]) -> None:
    """Listener: who wants no mails gets none; what was agreed by phone stays agreed."""
    refused = [e for e in events if e.purpose == MAIL and e.stand in ("objected", "withdrawn")]
    persons = {event.subject.id for event in refused if event.subject}
    if not persons:
        return
    found = lists.of_persons(persons)
    running = set(Plan.objects.filter(lead_id__in=found, state="running").values_list("lead_id", flat=True))
    for key, shot in leads.snapshots(running).items():
        change.expect(Lead, {key: shot.version})
        services.end(change, [key], "unsubscribed")
        services.keep_next(change, shot)


def move_with_phase(change: Change, events: Sequence[PhaseSet]) -> None:
    """Listener: where another plan fits the new phase, it takes over, up to the same date."""
    policy = playbook.at(change.now).section(NurturePolicy)
    shots = {e.snapshot.id: e.snapshot for e in events if e.snapshot.stage == "nurturing"}
    known = [key for key in shots if not change.opened(Lead, key)]
    rows = Plan.objects.filter(lead_id__in=known, state="running") if known else ()
    running = {row.lead_id: (row.template, row.until) for row in rows}
    begun = services.fresh_plans(change, shots)
    running |= {row["lead_id"]: (row["template"], row["until"]) for row in begun}
    for lead, (template, until) in running.items():
        wanted = rules.template_of(policy, shots[lead])
        if wanted.key != template:
            services.start(change, shots[lead], until if until and until > change.now else None, wanted)
