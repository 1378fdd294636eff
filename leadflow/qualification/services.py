"""The only writer of verdicts: answers taken, calls logged, ready or not yet or out, and taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leadflow.agenda import queries as agenda_queries
from leadflow.agenda import rules as agenda_rules
from leadflow.agenda import services as agenda
from leadflow.agenda.services import Plan
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.kernel.refusals import Refusal
from leadflow.leads import queries as lead_queries
from leadflow.leads import services as leads
from leadflow.leads.events import LeadEvent
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import Snapshot
from leadflow.leads.services import HUMAN, Move, TouchMade, Voice
from leadflow.playbook import queries as playbook
from leadflow.playbook.rules import Context
from leadflow.qualification import rules
from leadflow.qualification.events import VerdictGiven, VerdictUndone
from leadflow.qualification.models import Assessment
from leadflow.qualification.policy import QualificationPolicy
from leadflow.scoring import queries as scoring
from leadflow.scoring.events import Graded

STAGE_OF = {rules.READY: "ready", rules.NOT_YET: "nurturing", rules.DISQUALIFY: "disqualified"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody decides about a lead. `reason` is a key of the playbook for "disqualify", words for an override."""

    lead: LeadRef
    verdict: str
    reason: str = ""
    note: str = ""
    revisit_at: datetime | None = None


def give_verdicts(verdicts: Sequence[Verdict], *, by: Actor, now: datetime) -> list[int]:
    """A verdict replaces the former one; the former one stays readable. Returns the ids of the assessments.

    Refusal("not_ready") names the gates that are missing when "ready" is given without a permitted override.
    """

    def think(change: Change) -> list[int]:
        return [_give(change, verdict) for verdict in verdicts]

    return journal.change(think, by=by, now=now)


def _give(change: Change, verdict: Verdict) -> int:
    shot = leads.seen(change, verdict.lead)
    return give(
        change, shot, verdict.verdict, reason=verdict.reason, note=verdict.note, revisit_at=verdict.revisit_at
    )


def give(
    change: Change,
    shot: Snapshot,
    verdict: str,
    *,
    reason: str = "",
    note: str = "",
    revisit_at: datetime | None = None,
) -> int:
    """As part of another change."""
    if not shot.is_open or shot.stage in agenda_rules.SALES_STAGES:
        raise Refusal("verdict_too_late", stage=shot.stage)
    if verdict not in STAGE_OF:
        raise Refusal("unknown_choice", value=verdict)
    policy = playbook.at(change.now).section(QualificationPolicy)
    where = circumstances(shot, change.now)
    reasons = _reasons(policy, shot, where, verdict, reason)
    if verdict == rules.NOT_YET:
        revisit_at = _future(
            revisit_at or rules.revisit_at(policy, shot.facts, where, change.now), change.now
        )
    key = _write(change, shot, verdict, reason=reason, note=note, revisit_at=revisit_at, reasons=reasons)
    shot = leads.release(change, shot)
    after = _move(change, shot, verdict, reason, reasons)
    event = VerdictGiven(
        lead=shot.id,
        snapshot=after,
        assessment=key,
        verdict=verdict,
        reason=reason if verdict == rules.DISQUALIFY else "",
        revisit_at=revisit_at,
    )
    change.announce([event])
    if verdict == rules.NOT_YET and revisit_at is not None:
        section, hours = agenda_queries.policy(change.now)
        step = agenda_rules.revisit(revisit_at, section, hours, {"why": "not_yet"})
        agenda.set_next(change, [Plan(after, step)])
    return key


def circumstances(shot: Snapshot, now: datetime) -> Context:
    """What the playbook's conditions may ask of a lead at this moment."""
    return rules.context(shot, scoring.explain(shot, now).grade, scoring.frame(now).free_mail_domains)


def _future(at: datetime, now: datetime) -> datetime:
    if at <= now:
        raise Refusal("in_the_past")
    return at


def _reasons(
    policy: QualificationPolicy, shot: Snapshot, where: Context, verdict: str, reason: str
) -> list[dict[str, Any]]:
    if verdict == rules.DISQUALIFY:
        if policy.reason(reason) is None:
            raise Refusal("reason_needed")
        return [{"reason": reason}]
    gates = rules.readiness(policy, shot.facts, where)
    if verdict == rules.READY and not gates.is_ready:
        _refuse_override(policy, gates, reason)
        return [*gates.reasons(), {"override": True}]
    return gates.reasons()


def _refuse_override(policy: QualificationPolicy, gates: rules.Readiness, reason: str) -> None:
    allowed = policy.readiness.may_override
    if not allowed or (policy.readiness.override_needs_reason and not reason.strip()):
        raise Refusal("not_ready", missing=list(gates.missing), may_override=allowed)


def _move(
    change: Change, shot: Snapshot, verdict: str, reason: str, reasons: list[dict[str, Any]]
) -> Snapshot:
    code = reason if verdict == rules.DISQUALIFY else verdict
    return leads.move(change, [Move(shot, STAGE_OF[verdict], reason=code, reasons=tuple(reasons))])[0]


def _write(
    change: Change,
    shot: Snapshot,
    verdict: str,
    *,
    reason: str,
    note: str,
    revisit_at: datetime | None,
    reasons: list[dict[str, Any]],
) -> int:
    key = change.id(Assessment)
    change.insert(
        Assessment,
        id=key,
        lead_id=shot.id,
        verdict=verdict,
        reason=reason[:40] if verdict == rules.DISQUALIFY else "",
        note=note or (reason if verdict == rules.READY else ""),
        revisit_at=revisit_at,
        stage_before=shot.stage,
        reasons=reasons,
        playbook=playbook.at(change.now).number,
        by_id=change.by.user_id,
        given_at=change.now,
        undone_at=None,
    )
    return key


def undo_verdict(ref: LeadRef, *, by: Actor, now: datetime) -> None:
    """The last verdict is taken back; the lead stands where it stood before. Journal and row keep both."""

    def think(change: Change) -> None:
        shot = leads.seen(change, ref)
        last = Assessment.objects.filter(lead_id=ref.id, undone_at__isnull=True).order_by("-id").first()
        if last is None or shot.stage != STAGE_OF[last.verdict]:
            raise Refusal("nothing_to_undo")
        _refuse_if_successor(shot)
        change.update(Assessment, last.id, undone_at=now)
        back = "qualifying" if shot.stage == "nurturing" and last.stage_before == "new" else last.stage_before
        after = leads.move(change, [Move(shot, back, reason="undone", undoes=True)])[0]
        change.announce(
            [VerdictUndone(lead=shot.id, snapshot=after, assessment=last.id, verdict=last.verdict)]
        )

    journal.change(think, by=by, now=now)


def _refuse_if_successor(shot: Snapshot) -> None:
    if not shot.is_open and lead_queries.has_open_twin(shot):
        raise Refusal("successor_open")


@dataclass(frozen=True, slots=True)
class Call:
    """What one call brought: answers by fact key, a result of the playbook, and what follows from it."""

    lead: LeadRef
    result: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    seconds: int = 0
    call_again_at: datetime | None = None
    reason: str = ""
    person: int | None = None
    happened_at: datetime | None = None
    voice: Voice = HUMAN


def log_call(call: Call, *, by: Actor, now: datetime) -> None:
    """Answers, touch, note and what follows, in one change: nothing of a call is half kept."""

    def think(change: Change) -> None:
        policy = playbook.at(now).section(QualificationPolicy)
        result = policy.result(call.result)
        if result is None:
            raise Refusal("unknown_choice", value=call.result)
        shot = leads.seen(change, call.lead)
        if not shot.is_open:
            raise Refusal("lead_not_open")
        if call.answers:
            shot = leads.learn(change, shot, call.answers, source="call", voice=call.voice)
        shot = leads.touch(change, shot, _touch_of(call))
        _follow(change, shot, call, result.follow)

    journal.change(think, by=by, now=now)


def _touch_of(call: Call) -> TouchMade:
    return TouchMade(
        "call",
        call.result,
        call.seconds,
        call.note,
        person=call.person,
        happened_at=call.happened_at,
        call_again_at=call.call_again_at,
    )


def _follow(change: Change, shot: Snapshot, call: Call, follow: str) -> None:
    if follow in STAGE_OF:
        give(change, shot, follow, reason=call.reason, note="", revisit_at=call.call_again_at)
        return
    section, hours = agenda_queries.policy(change.now)
    if follow == "promise":
        if call.call_again_at is None or call.call_again_at <= change.now:
            raise Refusal("moment_needed" if call.call_again_at is None else "in_the_past")
        step = agenda_rules.promised(call.call_again_at, change.now)
    elif follow == "retry":
        standing = agenda_queries.standing([shot.id]).get(shot.id)
        attempt = standing.attempt + 1 if standing is not None else 1
        step = agenda_rules.call_again(attempt, section, hours, change.now)
    else:
        step = agenda_rules.decide(section, hours, change.now, why="after_call", fallback=False)
    leads.release(change, shot)
    agenda.set_next(change, [Plan(shot, step)])


def weed_out(change: Change, events: Sequence[Graded | LeadEvent]) -> None:
    """Listener: what the playbook calls fruitless is taken out early, with its reason."""
    policy = playbook.at(change.now).section(QualificationPolicy)
    if not policy.auto_disqualify:
        return
    for event in {event.snapshot.id: event for event in events}.values():
        shot = event.snapshot
        if not shot.is_open or shot.stage not in ("new", "qualifying", "nurturing"):
            continue
        grade = event.grade if isinstance(event, Graded) else scoring.explain(shot, change.now).grade
        rule = rules.early_out(
            policy, shot.facts, rules.context(shot, grade, scoring.frame(change.now).free_mail_domains)
        )
        if rule is not None:
            reasons = [{"rule": rule.key, "reason": rule.reason}]
            _write(
                change, shot, rules.DISQUALIFY, reason=rule.reason, note="", revisit_at=None, reasons=reasons
            )
            _move(change, shot, rules.DISQUALIFY, rule.reason, reasons)
