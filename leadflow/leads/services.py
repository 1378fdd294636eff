"""Working on leads: stage, owner, claim, heat, facts, touches. Filing, merging and keeping have their own modules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.kernel.facts import Facts, Said, current
from leadflow.kernel.refusals import Refusal
from leadflow.leads import editions, queries, rules
from leadflow.leads.events import (
    ClaimEnded,
    ContactAdded,
    HeatSet,
    LeadClaimed,
    LeadLearned,
    LeadMoved,
    OwnerSet,
    Touched,
)
from leadflow.leads.models import Campaign, Contact, Lead, Statement, Touch
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import Signal, Snapshot
from leadflow.people import learning as people
from leadflow.people.learning import Learned
from leadflow.people.rules import Of, display_name, text

HUMAN_TRUST = 100
LONGEST_NOTE = 10_000


@dataclass(frozen=True, slots=True)
class Move:
    """To another stage, with the reasons of the decision. `values` are further columns set with it."""

    shot: Snapshot
    to: str
    reason: str = ""
    reasons: tuple[Any, ...] = ()
    undoes: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)


def move(change: Change, moves: Sequence[Move]) -> list[Snapshot]:
    """Refuses a way the stages do not have; a move to the stage one is in already changes nothing."""
    after = []
    for one in moves:
        if one.to == one.shot.stage:
            after.append(one.shot)
            continue
        if not rules.may_move(one.shot.stage, one.to):
            raise Refusal("stage_not_reachable", before=one.shot.stage, after=one.to)
        after.append(_moved(change, one))
    return after


def _moved(change: Change, one: Move) -> Snapshot:
    owners = {name[:-3]: value for name, value in one.values.items() if name.endswith("_id")}
    shot = replace(one.shot, stage=one.to, **owners)
    change.expect(Lead, {shot.id: shot.version})
    change.update(Lead, shot.id, stage=one.to, stage_at=change.now, **one.values)
    change.announce(
        [
            LeadMoved(
                lead=shot.id,
                snapshot=shot,
                before=one.shot.stage,
                after=one.to,
                reason=one.reason,
                reasons=list(one.reasons) or None,
                undoes=one.undoes,
            )
        ]
    )
    if owners:
        change.announce([_owner_set(shot)])
    return shot


def _owner_set(shot: Snapshot) -> OwnerSet:
    return OwnerSet(
        lead=shot.id,
        snapshot=shot,
        owner=shot.owner,
        team=shot.team,
        sales_owner=shot.sales_owner,
        sales_team=shot.sales_team,
    )


def seen(change: Change, ref: LeadRef) -> Snapshot:
    """The lead as it stands; the change is thought again if it moves before it is written.

    Refusal("moved_on") when whoever asks has read an older edition.
    """
    shot = queries.snapshot(ref)
    if ref.edition and ref.edition != editions.edition(shot):
        raise Refusal("moved_on")
    change.expect(Lead, {shot.id: shot.version})
    return shot


def claim(ref: LeadRef, *, by: Actor, now: datetime, idle_minutes: float) -> Snapshot:
    """One lead, one person at work. Taken by somebody else within the idle time: Refusal("claimed")."""

    def think(change: Change) -> Snapshot:
        shot = seen(change, ref)
        if not shot.is_open:
            raise Refusal("lead_not_open")
        _refuse_if_claimed(ref.id, by, now, idle_minutes)
        change.update(Lead, shot.id, claimed_by_id=by.user_id, claimed_at=now)
        if shot.claimed_by == by.user_id:
            return shot
        shot = replace(shot, claimed_by=by.user_id)
        change.announce([LeadClaimed(lead=shot.id, snapshot=shot, user=by.user_id or 0)])
        return begin_work(change, shot)

    return journal.change(think, by=by, now=now)


def _refuse_if_claimed(lead: int, by: Actor, now: datetime, idle_minutes: float) -> None:
    user, at = Lead.objects.filter(id=lead).values_list("claimed_by_id", "claimed_at").get()
    if user not in (None, by.user_id) and not rules.claim_has_ended(at, now, idle_minutes):
        raise Refusal("claimed", user=user)


def begin_work(change: Change, shot: Snapshot) -> Snapshot:
    """The first claim or touch takes a new lead into qualifying; a due nurtured one too."""
    if shot.stage != "new":
        return shot
    return move(change, [Move(shot, "qualifying", reason="work_began")])[0]


def end_claim(ref: LeadRef, *, by: Actor, now: datetime) -> None:
    """Put the lead back; somebody else's claim stays."""

    def think(change: Change) -> None:
        shot = seen(change, ref)
        if shot.claimed_by is not None and shot.claimed_by == by.user_id:
            release(change, shot)

    journal.change(think, by=by, now=now)


def release(change: Change, shot: Snapshot) -> Snapshot:
    """As part of another change: whoever was at work is done with it."""
    if shot.claimed_by is None:
        return shot
    change.update(Lead, shot.id, claimed_by_id=None, claimed_at=None)
    after = replace(shot, claimed_by=None)
    change.announce([ClaimEnded(lead=shot.id, snapshot=after, user=shot.claimed_by)])
    return after


def set_heat(ref: LeadRef, heat: str, *, by: Actor, now: datetime) -> None:
    """First sight, set once and before the grade is shown; a second time is refused."""

    def think(change: Change) -> None:
        shot = seen(change, ref)
        if heat not in rules.HEATS:
            raise Refusal("unknown_choice", value=heat)
        if shot.heat is not None:
            raise Refusal("heat_already_set")
        change.update(Lead, shot.id, heat=heat)
        change.announce([HeatSet(lead=shot.id, snapshot=replace(shot, heat=heat), heat=heat)])

    journal.change(think, by=by, now=now)


def set_owner(ref: LeadRef, user: int | None, *, by: Actor, now: datetime, team: int | None = None) -> None:
    """Responsible for days; None gives it back to the team queue, that of `team` where one is named."""

    def think(change: Change) -> None:
        shot = seen(change, ref)
        queue = shot.team if team is None else team
        if user is None and queue is None:
            raise Refusal("owner_needed")
        change.update(Lead, shot.id, owner_id=user, team_id=queue)
        change.announce([_owner_set(replace(shot, owner=user, team=queue))])

    journal.change(think, by=by, now=now)


@dataclass(frozen=True, slots=True)
class Voice:
    """Who states a fact: a human is believed before every machine, and among machines the more trusted one."""

    trust: int
    human: bool


HUMAN = Voice(HUMAN_TRUST, human=True)


def learn(
    change: Change, shot: Snapshot, values: Mapping[str, Any], *, source: str, voice: Voice = HUMAN
) -> Snapshot:
    """Facts somebody states, each to where it belongs: the lead, its company, its first contact.

    The lead afterwards: what was said with more weight before still stands.
    """
    interest = {k: v for k, v in values.items() if not k.startswith(("person.", "company."))}
    stands = _learn_about_people(change, shot, values, source, voice)
    statement = None
    if interest:
        statement, known = _state(change, shot, interest, source, voice)
        stands |= known
    after = replace(
        shot,
        facts={**shot.facts, **{key: stands[key] for key in values}},
        roles=shot.roles | ({text(stands, "person.role")} - {""}),
    )
    change.expect(Lead, {shot.id: shot.version})
    change.announce([LeadLearned(lead=shot.id, snapshot=after, statement=statement, keys=tuple(values))])
    return after


def _state(
    change: Change, shot: Snapshot, interest: Mapping[str, Any], source: str, voice: Voice
) -> tuple[int, Facts]:
    key = change.id(Statement)
    fresh = Said(interest, change.now, voice.trust, human=voice.human)
    stands = current([*queries.said([shot.id]).get(shot.id, ()), fresh])
    change.update(Lead, shot.id, facts=stands)
    change.insert(
        Statement,
        id=key,
        lead_id=shot.id,
        kind="answer",
        source=source,
        arrival_id=None,
        channel=None,
        campaign_id=None,
        by_id=change.by.user_id,
        happened_at=change.now,
        recorded_at=change.now,
        trust=voice.trust,
        human=voice.human,
        values=dict(interest),
        erased_at=None,
    )
    return key, stands


def _learn_about_people(
    change: Change, shot: Snapshot, values: Mapping[str, Any], source: str, voice: Voice
) -> Facts:
    stands: Facts = {}
    for of, subject in ((Of.PERSON, _first_contact(shot.id)), (Of.COMPANY, shot.company)):
        own = {key: value for key, value in values.items() if key.startswith(of.value + ".")}
        if own and subject is None:
            raise Refusal("no_contact" if of is Of.PERSON else "no_company")
        if own and subject is not None:
            learned = Learned(of, subject, own, source, voice.trust, human=voice.human)
            for facts in people.learn(change, [learned]):
                stands |= facts
    return stands


def _first_contact(lead: int) -> int | None:
    return Contact.objects.filter(lead_id=lead).order_by("id").values_list("person_id", flat=True).first()


def answer(
    ref: LeadRef,
    values: Mapping[str, Any],
    *,
    by: Actor,
    now: datetime,
    source: str = "call",
    voice: Voice = HUMAN,
) -> None:
    """Answers of a call, an edit on the page, or what a machine found out."""

    def think(change: Change) -> None:
        learn(change, seen(change, ref), values, source=source, voice=voice)

    journal.change(think, by=by, now=now)


def add_contact(ref: LeadRef, values: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    """A further person on the buyer's side, named by a human. Facts by their `person.*` keys."""

    def think(change: Change) -> None:
        shot = seen(change, ref)
        if not display_name(dict(values)):
            raise Refusal("name_missing")
        person = people.make_person(change, dict(values), company=shot.company, source="desk")
        join_contact(change, shot, person, text(dict(values), "person.role"))

    journal.change(think, by=by, now=now)


def join_contact(change: Change, shot: Snapshot, person: int, role: str = "") -> Snapshot:
    """Somebody who is known takes part in the lead from now on."""
    change.insert(Contact, id=change.id(Contact), lead_id=shot.id, person_id=person, company_id=shot.company)
    after = replace(shot, contacts=shot.contacts | {person}, roles=shot.roles | ({role} - {""}))
    change.announce([ContactAdded(lead=shot.id, snapshot=after, person=person)])
    return after


@dataclass(frozen=True, slots=True)
class TouchMade:
    """One contact, either way. `seconds` is the working time, `call_again_at` what was promised in it."""

    kind: str
    result: str = ""
    seconds: int = 0
    note: str = ""
    inbound: bool = False
    person: int | None = None
    happened_at: datetime | None = None
    call_again_at: datetime | None = None


def touch(change: Change, shot: Snapshot, made: TouchMade) -> Snapshot:
    """Take a touch down; the first one by somebody of ours takes a new lead into qualifying."""
    key, at = change.id(Touch), made.happened_at or change.now
    if at > change.now:
        raise Refusal("in_the_future")
    if len(made.note) > LONGEST_NOTE:
        raise Refusal("too_long", limit=LONGEST_NOTE)
    change.expect(Lead, {shot.id: shot.version})
    change.update(Lead, shot.id, touched_at=at)
    change.insert(
        Touch,
        id=key,
        lead_id=shot.id,
        person_id=made.person,
        kind=made.kind,
        inbound=made.inbound,
        result=made.result,
        seconds=max(made.seconds, 0),
        note=made.note,
        by_id=change.by.user_id,
        happened_at=at,
        recorded_at=change.now,
        erased_at=None,
    )
    signal = Signal(f"{made.kind}.{made.result}" if made.result else made.kind, at)
    after = replace(shot, touched=True, signals=(*shot.signals, signal))
    if change.by.is_human:
        after = begin_work(change, after)
    change.announce(
        [
            Touched(
                lead=shot.id,
                happened_at=at,
                snapshot=after,
                touch=key,
                touch_kind=made.kind,
                inbound=made.inbound,
                result=made.result,
                seconds=made.seconds,
                call_again_at=made.call_again_at,
            )
        ]
    )
    return after


def log_touch(ref: LeadRef, made: TouchMade, *, by: Actor, now: datetime) -> None:
    """A mail, a letter, a visit: taken down by hand. Calls have results and are logged by `qualification`."""

    def think(change: Change) -> None:
        shot = seen(change, ref)
        if not shot.is_open:
            raise Refusal("lead_not_open")
        touch(change, shot, made)

    journal.change(think, by=by, now=now)


def campaigns(change: Change, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """(channel, name) -> id; those that do not exist yet are made."""
    known = queries.campaigns(pairs)
    missing = sorted(set(pairs) - known.keys())
    rows = []
    for key, (channel, name) in zip(
        change.ids(Campaign, len(missing)) if missing else (), missing, strict=False
    ):
        known[channel, name] = key
        rows.append({"id": key, "channel": channel, "name": name, "created_at": change.now})
    if rows:
        change.claim(Campaign, "id", rows)
    return known
