"""Writing to a lead: what is known, who is responsible, what was done, how it went. Each write is one service."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Header, Router

from leadflow.accounts import machines
from leadflow.accounts import queries as accounts
from leadflow.accounts.rules import Scope
from leadflow.api import stating
from leadflow.api.looking import owner_of
from leadflow.api.schemas import WRITING
from leadflow.api.security import client_of
from leadflow.api.working_schemas import (
    AnswerIn,
    FactsIn,
    HandoverIn,
    How,
    NoteIn,
    OutcomeIn,
    OwnerIn,
    TagsIn,
    TouchIn,
    VerdictIn,
    Written,
)
from leadflow.handover import services as handover
from leadflow.intake.policy import IntakePolicy
from leadflow.journal import services as journal
from leadflow.kernel.actor import Actor
from leadflow.kernel.refusals import Refusal
from leadflow.leads import editions, keeping
from leadflow.leads import queries as leads
from leadflow.leads import services as work
from leadflow.leads.policy import LeadsPolicy
from leadflow.leads.queries import LeadRef
from leadflow.leads.services import TouchMade, Voice
from leadflow.playbook import queries as playbook
from leadflow.qualification import services as qualification
from leadflow.qualification.services import Call, Verdict

router = Router()
Act = Callable[[LeadRef, Actor, datetime], Any]
Headers = Annotated[How, Header()]
SOURCE = "api"


def write(request: HttpRequest, response: HttpResponse, lead: UUID, how: How, act: Act) -> Written:
    """Once for each key, and only on the edition that was read."""
    client, now = client_of(request, Scope.WRITE_LEADS), timezone.now()
    ref = leads.open(lead, seen_by=client.actor)
    guarded = replace(ref, edition="" if how.if_match.strip() == "*" else how.if_match.strip().strip('"'))
    asked = b"%s %s %s" % ((request.method or "").encode(), request.path.encode(), request.body)
    once = journal.alongside(machines.once(client.key, how.idempotency_key, asked))
    try:
        with once if how.idempotency_key else nullcontext():
            act(guarded, client.actor, now)
        repeated = False
    except machines.AlreadyDone:
        repeated = True
    shot = leads.snapshot(ref)
    edition = editions.edition(shot)
    response["ETag"] = f'"{edition}"'
    return Written(lead=ref.public_id, edition=edition, stage=shot.stage, repeated=repeated)


def _voice(now: datetime) -> Voice:
    """A machine speaks with the trust the playbook gives to its door."""
    return Voice(playbook.at(now).section(IntakePolicy).trust.of(SOURCE), human=False)


@router.patch("/leads/{lead}/facts", response={200: Written, **WRITING}, operation_id="state_facts")
def state_facts(
    request: HttpRequest, response: HttpResponse, lead: UUID, body: FactsIn, how: Headers
) -> Written:
    """State facts. They are kept with their source; what a human or a more trusted source said still stands."""

    def act(ref: LeadRef, by: Actor, now: datetime) -> None:
        values = stating.read(body.facts, now)
        work.answer(ref, values, by=by, now=now, source=SOURCE, voice=_voice(now))

    return write(request, response, lead, how, act)


@router.put("/leads/{lead}/owner", response={200: Written, **WRITING}, operation_id="set_owner")
def set_owner(
    request: HttpRequest, response: HttpResponse, lead: UUID, body: OwnerIn, how: Headers
) -> Written:
    """Say who is responsible, and in whose queue the lead stands."""

    def act(ref: LeadRef, by: Actor, now: datetime) -> None:
        team = accounts.team_by_key(body.team) if body.team else None
        work.set_owner(ref, owner_of(body.owner) if body.owner else None, by=by, now=now, team=team)

    return write(request, response, lead, how, act)


@router.put("/leads/{lead}/tags", response={200: Written, **WRITING}, operation_id="set_tags")
def set_tags(request: HttpRequest, response: HttpResponse, lead: UUID, body: TagsIn, how: Headers) -> Written:
    """Replace the tags."""
    return write(
        request, response, lead, how, lambda ref, by, now: keeping.set_tags(ref, body.tags, by=by, now=now)
    )


@router.post("/leads/{lead}/notes", response={200: Written, **WRITING}, operation_id="write_note")
def write_note(
    request: HttpRequest, response: HttpResponse, lead: UUID, body: NoteIn, how: Headers
) -> Written:
    """Write a note that everybody who sees the lead can read."""
    return write(
        request, response, lead, how, lambda ref, by, now: keeping.write_note(ref, body.text, by=by, now=now)
    )


@router.post("/leads/{lead}/touches", response={200: Written, **WRITING}, operation_id="log_touch")
def log_touch(
    request: HttpRequest, response: HttpResponse, lead: UUID, body: TouchIn, how: Headers
) -> Written:
    """Log a call with its result and what follows from it, or another contact."""

    def act(ref: LeadRef, by: Actor, now: datetime) -> None:
        if body.kind == "call":
            qualification.log_call(_call(ref, body, now), by=by, now=now)
        else:
            work.log_touch(ref, _touch(body, now), by=by, now=now)

    return write(request, response, lead, how, act)


def _call(ref: LeadRef, body: TouchIn, now: datetime) -> Call:
    if body.inbound:
        raise Refusal("unknown_choice", value="inbound")
    return Call(
        ref,
        body.result,
        stating.read(body.answers, now),
        body.note,
        body.seconds,
        body.call_again_at,
        body.reason,
        happened_at=body.happened_at,
        voice=_voice(now),
    )


def _touch(body: TouchIn, now: datetime) -> TouchMade:
    kinds = {kind.key for kind in playbook.at(now).section(LeadsPolicy).touches}
    for value, fits in ((body.kind, body.kind in kinds), (body.result, not body.result)):
        if not fits:
            raise Refusal("unknown_choice", value=value)
    return TouchMade(
        body.kind,
        seconds=body.seconds,
        note=body.note.strip(),
        inbound=body.inbound,
        happened_at=body.happened_at,
    )


@router.post("/leads/{lead}/verdict", response={200: Written, **WRITING}, operation_id="give_verdict")
def give_verdict(
    request: HttpRequest, response: HttpResponse, lead: UUID, body: VerdictIn, how: Headers
) -> Written:
    """Ready, not yet, or out with a reason. The former verdict stays readable."""

    def act(ref: LeadRef, by: Actor, now: datetime) -> None:
        verdict = Verdict(ref, body.verdict, body.reason, body.note, body.revisit_at)
        qualification.give_verdicts([verdict], by=by, now=now)

    return write(request, response, lead, how, act)


@router.delete("/leads/{lead}/verdict", response={200: Written, **WRITING}, operation_id="undo_verdict")
def undo_verdict(request: HttpRequest, response: HttpResponse, lead: UUID, how: Headers) -> Written:
    """Take the last verdict back; the lead stands where it stood before."""
    return write(
        request, response, lead, how, lambda ref, by, now: qualification.undo_verdict(ref, by=by, now=now)
    )


@router.post("/leads/{lead}/handover", response={200: Written, **WRITING}, operation_id="hand_over")
def hand_over(
    request: HttpRequest, response: HttpResponse, lead: UUID, body: HandoverIn, how: Headers
) -> Written:
    """Offer a ready lead to sales."""

    def act(ref: LeadRef, by: Actor, now: datetime) -> None:
        team = accounts.team_by_key(body.team) if body.team else None
        to = owner_of(body.to) if body.to else None
        handover.hand_over(ref, by=by, now=now, team=team, to=to, message=body.message)

    return write(request, response, lead, how, act)


@router.post("/leads/{lead}/answer", response={200: Written, **WRITING}, operation_id="answer_offer")
def answer_offer(
    request: HttpRequest, response: HttpResponse, lead: UUID, body: AnswerIn, how: Headers
) -> Written:
    """Accept an offered lead for sales, or return it with a reason."""

    def act(ref: LeadRef, by: Actor, now: datetime) -> None:
        if body.answer == "accepted":
            handover.accept(ref, by=by, now=now)
        else:
            handover.give_back(ref, body.reason, by=by, now=now, note=body.note)

    return write(request, response, lead, how, act)


@router.post("/leads/{lead}/outcome", response={200: Written, **WRITING}, operation_id="report_outcome")
def report_outcome(
    request: HttpRequest, response: HttpResponse, lead: UUID, body: OutcomeIn, how: Headers
) -> Written:
    """Won with its amount, or lost with a reason."""

    def act(ref: LeadRef, by: Actor, now: datetime) -> None:
        if body.result == "lost":
            handover.report_lost(ref, body.reason, by=by, now=now, note=body.note)
        elif body.amount is None:
            raise Refusal("amount_needed")
        else:
            handover.report_won(ref, body.amount, by=by, now=now, note=body.note)

    return write(request, response, lead, how, act)


@router.delete("/leads/{lead}/outcome", response={200: Written, **WRITING}, operation_id="undo_outcome")
def undo_outcome(request: HttpRequest, response: HttpResponse, lead: UUID, how: Headers) -> Written:
    """Take won or lost back; the opportunity is open again with sales."""
    return write(
        request, response, lead, how, lambda ref, by, now: handover.undo_outcome(ref, by=by, now=now)
    )
