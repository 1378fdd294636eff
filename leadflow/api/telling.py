"""From leads as the rooms know them to leads as machines read them; however many, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from leadflow.accounts import queries as accounts
from leadflow.agenda import queries as agenda
from leadflow.api.lead_schemas import (
    ContactOut,
    KnownOut,
    LeadLine,
    LeadOut,
    NextOut,
    NoteOut,
    OfferedOut,
    OutcomeOut,
    OwnerOut,
    PointOut,
    ReasonOut,
    StepOut,
    TouchOut,
)
from leadflow.handover import queries as handover
from leadflow.kernel.actor import Actor
from leadflow.leads import editions, lists
from leadflow.leads import queries as leads
from leadflow.leads.lists import Line
from leadflow.leads.queries import LeadRef
from leadflow.nurture import queries as nurture
from leadflow.people import queries as people
from leadflow.people.points import Point
from leadflow.people.rules import text
from leadflow.scoring import queries as scoring


class Staff:
    """Names and addresses of the house, read once."""

    def __init__(self) -> None:
        self._users = {
            user.id: OwnerOut(name=user.name, mail=user.email) for user in accounts.users(everybody=True)
        }
        self._teams = {team.id: team.key for team in accounts.teams()}

    def owner(self, user: int | None) -> OwnerOut | None:
        return self._users.get(user) if user is not None else None

    def name(self, user: int | None) -> str:
        found = self.owner(user)
        return found.name if found else ""

    def team(self, team: int | None) -> str:
        return self._teams.get(team, "") if team is not None else ""


def lines(found: Sequence[Line], now: datetime, staff: Staff | None = None) -> list[LeadLine]:
    staff = staff or Staff()
    grades = scoring.grades([line.id for line in found], now)
    campaigns = leads.campaign_names(line.campaign for line in found)
    return [
        LeadLine(
            lead=line.public_id,
            title=line.title,
            offer=line.offer,
            channel=line.channel,
            campaign=campaigns.get(line.campaign or 0, ""),
            stage=line.stage,
            stage_at=line.stage_at,
            phase=line.phase,
            grade=f"{grades[line.id].letter}{grades[line.id].digit}",
            fit=grades[line.id].fit,
            interest=grades[line.id].interest,
            owner=staff.owner(line.owner),
            team=staff.team(line.team),
            tags=line.tags,
            opened_at=line.opened_at,
        )
        for line in found
    ]


def whole(ref: LeadRef, now: datetime, *, reasons: bool) -> LeadOut:
    """A lead with all that is known of it, and how."""
    staff, shot = Staff(), leads.snapshot(ref)
    (line,) = lines([lists.line(ref)], now, staff)
    known = leads.provenance(ref, shot)
    return LeadOut(
        **line.model_dump(),
        edition=editions.edition(shot),
        facts=shot.facts,
        known=[
            KnownOut(key=k.key, value=k.value, source=k.source, happened_at=k.happened_at, human=k.human)
            for k in known.values()
        ],
        contacts=_contacts(ref),
        touches=[
            TouchOut(
                kind=t.kind,
                result=t.result,
                inbound=t.inbound,
                seconds=t.seconds,
                note=t.note,
                by=staff.name(t.by),
                happened_at=t.happened_at,
            )
            for t in leads.touches(ref)
        ],
        notes=[NoteOut(text=n.text, by=staff.name(n.by), written_at=n.written_at) for n in leads.notes(ref)],
        offered=_offered(ref, staff),
        outcome=_outcome(ref),
        next=_next(ref),
        plan=_plan(ref),
        reasons=_reasons(ref, now) if reasons else None,
    )


def _contacts(ref: LeadRef) -> list[ContactOut]:
    asked = lists.contacts(ref)
    cards = people.cards(asked)
    standing = dict.fromkeys(cards[person].id for person in asked)
    by_id = {card.id: card for card in cards.values()}
    return [
        ContactOut(
            name=card.name,
            title=text(card.facts, "person.title"),
            given=text(card.facts, "person.given"),
            surname=text(card.facts, "person.surname"),
            function=text(card.facts, "person.function"),
            role=text(card.facts, "person.role"),
            mails=list(card.mails),
            phones=list(card.phones),
            points=[_point(point) for point in card.points],
        )
        for card in (by_id[person] for person in standing)
    ]


def _point(point: Point) -> PointOut:
    return PointOut(
        kind=point.kind,
        value=point.value,
        use=point.use,
        main=point.main,
        unreachable=point.dead,
        wrong=point.wrong,
        source=point.source,
        happened_at=point.happened_at,
        human=point.human,
    )


def _offered(ref: LeadRef, staff: Staff) -> OfferedOut | None:
    last = next(iter(handover.of_lead(ref)), None)
    if last is None:
        return None
    return OfferedOut(
        state=last.state,
        team=staff.team(last.team),
        to=staff.owner(last.to),
        offered_at=last.offered_at,
        answer_by=last.answer_by,
        answered_at=last.answered_at,
        reason=last.reason,
    )


def _outcome(ref: LeadRef) -> OutcomeOut | None:
    found = handover.outcome(ref)
    if found is None:
        return None
    return OutcomeOut(
        result=found.kind,
        amount=found.amount,
        currency=found.currency,
        reason=found.reason,
        decided_at=found.decided_at,
    )


def _next(ref: LeadRef) -> NextOut | None:
    item = agenda.item(ref.id)
    if item is None:
        return None
    return NextOut(
        kind=item.kind,
        why=item.reason,
        due_at=item.due_at,
        deadline_at=item.deadline_at,
        fallback=item.fallback,
    )


def _plan(ref: LeadRef) -> StepOut | None:
    plan = nurture.of_lead(ref)
    if plan is None or plan.state != "running" or plan.next is None:
        return None
    return StepOut(template=plan.template, kind=plan.next.kind, due_at=plan.next.due_at, until=plan.until)


def _reasons(ref: LeadRef, now: datetime) -> list[ReasonOut]:
    return [
        ReasonOut(key=r.key, axis=r.axis, points=r.points, full=r.full)
        for r in scoring.explained(ref, now).reasons
    ]


def standing(ids: Iterable[int], seen_by: Actor, now: datetime) -> list[LeadLine]:
    """The leads of these that stand and may be seen."""
    found = lists.lines(ids, seen_by=seen_by)
    return lines([found[key] for key in sorted(found)], now)
