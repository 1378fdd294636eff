"""The only writer of offers and outcomes: hand over, accept or return, won or lost, and taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from leadflow.accounts import queries as accounts
from leadflow.agenda import queries as agenda_queries
from leadflow.agenda import rules as agenda_rules
from leadflow.agenda import services as agenda
from leadflow.agenda.services import Plan
from leadflow.delivery import services as delivery
from leadflow.handover import rules
from leadflow.handover.events import Accepted, Lapsed, Offered, OutcomeReported, OutcomeUndone, Returned
from leadflow.handover.models import Offer, Outcome
from leadflow.handover.notifying import Asked, notify
from leadflow.handover.policy import HandoverPolicy
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM, Actor
from leadflow.kernel.refusals import Refusal
from leadflow.leads import queries as lead_queries
from leadflow.leads import services as leads
from leadflow.leads.models import Lead
from leadflow.leads.policy import LeadsPolicy
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import Snapshot
from leadflow.leads.services import Move
from leadflow.playbook import queries as playbook
from leadflow.qualification import rules as qualification
from leadflow.scoring import queries as scoring

LARGEST_AMOUNT = 10**15


def hand_over(
    ref: LeadRef,
    *,
    by: Actor,
    now: datetime,
    team: int | None = None,
    to: int | None = None,
    message: str = "",
) -> int:
    """Offer a ready lead to a person, a team, or whom the playbook's routing names; the offer's id."""

    def think(change: Change) -> int:
        shot = leads.seen(change, ref)
        if shot.stage != "ready":
            raise Refusal("not_ready_yet", stage=shot.stage)
        policy = playbook.at(now).section(HandoverPolicy)
        target = _target(policy, shot, team, to, now)
        return _offer(change, shot, policy, target, to, message)

    return journal.change(think, by=by, now=now)


def _target(policy: HandoverPolicy, shot: Snapshot, team: int | None, to: int | None, now: datetime) -> int:
    if to is not None:
        team = team or accounts.sales_team_of(to)
        if team is None:
            raise Refusal("not_in_sales")
    if team is not None:
        return team
    where = qualification.context(
        shot, scoring.explain(shot, now).grade, scoring.frame(now).free_mail_domains
    )
    return accounts.team_by_key(rules.team_for(policy, shot.facts, where))


def _offer(
    change: Change, shot: Snapshot, policy: HandoverPolicy, team: int, to: int | None, message: str
) -> int:
    _, hours = agenda_queries.policy(change.now)
    deadline, key = rules.answer_by(policy, hours, change.now), change.id(Offer)
    values = {"sales_team_id": team, "sales_owner_id": to}
    shot = leads.release(change, shot)
    after = leads.move(change, [Move(shot, "handed_over", reason="offered", values=values)])[0]
    change.insert(
        Offer,
        id=key,
        lead_id=shot.id,
        team_id=team,
        to_id=to,
        by_id=change.by.user_id,
        offered_at=change.now,
        answer_by=deadline,
        message=message.strip(),
        reasons=[],
        state="offered",
        answered_at=None,
        answered_by_id=None,
        counts=False,
    )
    change.announce(
        [
            Offered(
                lead=shot.id, snapshot=after, offer=key, sales_team=team, sales_owner=to, answer_by=deadline
            )
        ]
    )
    agenda.set_next(change, [Plan(after, agenda_rules.answer_offer(deadline, change.now))])
    notify(change, Asked(key, shot.id, team, to, deadline, message.strip()), shot, "offered")
    return key


def lapse(offer: int, *, now: datetime) -> bool:
    """An offer that nobody answered: the lead is ready again, and stands on Today. False where it was answered."""

    def think(change: Change) -> bool:
        row = Offer.objects.filter(id=offer, state="offered").first()
        if row is None:
            return False
        shot = lead_queries.snapshots([row.lead_id])[row.lead_id]
        change.expect(Lead, {shot.id: shot.version})
        if shot.stage != "handed_over":
            return False
        change.update(Offer, row.id, state="lapsed", answered_at=now)
        after = leads.move(change, [Move(shot, "ready", reason="silent")])[0]
        change.announce([Lapsed(lead=shot.id, snapshot=after, offer=row.id)])
        delivery.drop(change, "answered", leads=[shot.id], sorts=("staff",))
        return True

    return journal.change(think, by=SYSTEM, now=now)


def accept(ref: LeadRef, *, by: Actor, now: datetime) -> None:
    """Sales says yes: now it is an opportunity, counted once, in the month of its first acceptance."""

    def think(change: Change) -> None:
        shot, offer = _offered(change, ref)
        counts = not Offer.objects.filter(lead_id=ref.id, counts=True).exists()
        owner = by.user_id if by.user_id is not None else shot.sales_owner
        change.update(
            Offer, offer.id, state="accepted", answered_at=now, answered_by_id=by.user_id, counts=counts
        )
        delivery.drop(change, "answered", leads=[shot.id], sorts=("staff",))
        values = {"sales_owner_id": owner}
        after = leads.move(change, [Move(shot, "accepted", reason="accepted", values=values)])[0]
        change.announce([Accepted(lead=shot.id, snapshot=after, offer=offer.id, counts=counts)])
        _await_outcome(change, after)

    journal.change(think, by=by, now=now)


def _await_outcome(change: Change, shot: Snapshot) -> None:
    """Sales has time to sell; after the usual length of the purchase phase it is asked how it went."""
    section, hours = agenda_queries.policy(change.now)
    usual = playbook.at(change.now).section(LeadsPolicy).phases.purchase.usual
    step = agenda_rules.revisit(change.now + usual, section, hours, {"why": "outcome"})
    agenda.set_next(change, [Plan(shot, step)])


def _offered(change: Change, ref: LeadRef) -> tuple[Snapshot, Offer]:
    shot = leads.seen(change, ref)
    offer = Offer.objects.filter(lead_id=ref.id, state="offered").first()
    if shot.stage != "handed_over" or offer is None:
        raise Refusal("not_offered")
    return shot, offer


def give_back(ref: LeadRef, reason: str, *, by: Actor, now: datetime, note: str = "") -> None:
    """Sales returns the lead with a reason of the playbook, which says where it goes and when it is looked at again."""

    def think(change: Change) -> None:
        shot, offer = _offered(change, ref)
        declared = playbook.at(now).section(HandoverPolicy).return_reason(reason)
        if declared is None:
            raise Refusal("reason_needed")
        revisit = rules.revisit_at(declared, now)
        change.update(
            Offer,
            offer.id,
            state="returned",
            answered_at=now,
            answered_by_id=by.user_id,
            reason=reason,
            note=note,
        )
        delivery.drop(change, "answered", leads=[shot.id], sorts=("staff",))
        after = leads.move(change, [Move(shot, declared.to, reason=reason)])[0]
        change.announce(
            [Returned(lead=shot.id, snapshot=after, offer=offer.id, reason=reason, revisit_at=revisit)]
        )
        section, hours = agenda_queries.policy(now)
        if revisit is None:
            step = agenda_rules.returned(reason, section, hours, now)
        else:
            step = agenda_rules.revisit(revisit, section, hours, {"why": "returned", "reason": reason})
        agenda.set_next(change, [Plan(after, step)])

    journal.change(think, by=by, now=now)


def take_back(ref: LeadRef, *, by: Actor, now: datetime) -> None:
    """The lead manager withdraws an offer that sales has not answered; the lead is ready again."""

    def think(change: Change) -> None:
        shot, offer = _offered(change, ref)
        change.update(Offer, offer.id, state="withdrawn", answered_at=now, answered_by_id=by.user_id)
        delivery.drop(change, "answered", leads=[shot.id], sorts=("staff",))
        leads.move(change, [Move(shot, "ready", reason="withdrawn")])

    journal.change(think, by=by, now=now)


def report_won(ref: LeadRef, amount: int, *, by: Actor, now: datetime, note: str = "") -> None:
    """`amount` in minor units of the home's currency."""
    if not 0 <= amount <= LARGEST_AMOUNT:
        raise Refusal("amount_out_of_range")
    _report(ref, "won", {"amount": amount, "currency": _currency(now), "note": note}, by=by, now=now)


def report_lost(ref: LeadRef, reason: str, *, by: Actor, now: datetime, note: str = "") -> None:
    if playbook.at(now).section(HandoverPolicy).lost_reason(reason) is None:
        raise Refusal("reason_needed")
    _report(ref, "lost", {"reason": reason, "note": note}, by=by, now=now)


def _currency(now: datetime) -> str:
    return playbook.at(now).section(LeadsPolicy).first_offer.price.currency


def _report(ref: LeadRef, result: str, values: dict[str, Any], *, by: Actor, now: datetime) -> None:
    def think(change: Change) -> None:
        shot = leads.seen(change, ref)
        if shot.stage != "accepted":
            raise Refusal("not_accepted", stage=shot.stage)
        key = change.id(Outcome)
        change.insert(
            Outcome,
            id=key,
            lead_id=ref.id,
            kind=result,
            by_id=by.user_id,
            decided_at=now,
            undone_at=None,
            **values,
        )
        after = leads.move(change, [Move(shot, result, reason=values.get("reason", result))])[0]
        told = {name: values[name] for name in ("amount", "currency", "reason") if name in values}
        change.announce([OutcomeReported(lead=shot.id, snapshot=after, outcome=key, result=result, **told)])

    journal.change(think, by=by, now=now)


def undo_outcome(ref: LeadRef, *, by: Actor, now: datetime) -> None:
    """Won or lost is taken back; the opportunity is open again with sales."""

    def think(change: Change) -> None:
        shot = leads.seen(change, ref)
        outcome = Outcome.objects.filter(lead_id=ref.id, undone_at__isnull=True).first()
        if outcome is None:
            raise Refusal("nothing_to_undo")
        if lead_queries.has_open_twin(shot):
            raise Refusal("successor_open")
        change.update(Outcome, outcome.id, undone_at=now)
        after = leads.move(change, [Move(shot, "accepted", reason="undone", undoes=True)])[0]
        change.announce(
            [OutcomeUndone(lead=shot.id, snapshot=after, outcome=outcome.id, result=outcome.kind)]
        )
        _await_outcome(change, after)

    journal.change(think, by=by, now=now)
