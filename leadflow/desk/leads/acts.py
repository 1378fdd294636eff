"""What somebody does on a lead's page: verdicts, touches, plans, owner, phase. Parse, one service, the page again."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from leadflow.accounts import queries as accounts
from leadflow.accounts.rules import Right
from leadflow.agenda import queries as agenda_queries
from leadflow.agenda import rules as agenda_rules
from leadflow.agenda import services as agenda
from leadflow.desk import refusal_words, words
from leadflow.desk.asking import asks as shared
from leadflow.desk.asking import handing
from leadflow.desk.asking.forms import OutcomeForm
from leadflow.desk.leads import asks
from leadflow.desk.leads.forms import MomentForm, TouchForm
from leadflow.desk.leads.views import shown
from leadflow.desk.requests import DeskRequest, came_from, go, needs, tell
from leadflow.handover import services as handover
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import lists, phases
from leadflow.leads import queries as leads
from leadflow.leads import services as leads_services
from leadflow.leads.policy import LeadsPolicy
from leadflow.leads.queries import LeadRef
from leadflow.playbook import queries as playbook
from leadflow.qualification import services as qualification
from leadflow.qualification.services import Verdict


def _open(request: DeskRequest, lead_id: UUID) -> tuple[LeadRef, datetime]:
    return leads.open(lead_id, seen_by=request.actor), timezone.now()


def back(ref: LeadRef) -> HttpResponse:
    return go(reverse("desk:lead", args=[ref.public_id]))


def _where(request: DeskRequest, ref: LeadRef) -> HttpResponse:
    """An undo on Today brings the lead back there, elsewhere its page."""
    on_today = urlsplit(came_from(request)).path == reverse("desk:today")
    return go(f"{reverse('desk:today')}?{urlencode({'lead': ref.public_id})}") if on_today else back(ref)


def again(request: DeskRequest, ref: LeadRef, name: str, now: datetime, mistake: str) -> HttpResponse:
    """The same question with what was typed and what is wrong with it."""
    asked = asks.ask(ref, name, now, mistake=mistake)
    if asked is None:
        raise NotFound
    typed = shared.typed(asked, request.POST.dict())
    return shown(request, ref, now, ask=typed, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def refused(request: DeskRequest, ref: LeadRef, name: str, now: datetime, refusal: Refusal) -> HttpResponse:
    said = refusal_words.said(refusal)
    return again(request, ref, name, now, f"{said.text} {said.todo}")


@require_POST
@needs(Right.QUALIFY)
def verdict(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    """Ready (and to whom), not yet (and until when), or out (and why)."""
    ref, now = _open(request, lead_id)
    name = request.POST.get("outcome", "")
    if name not in asks.VERDICTS:
        raise Refusal("unknown_choice", value=name)
    form = OutcomeForm(request.POST, follow=name, now=now)
    if not form.is_valid() or not form.chosen:
        return again(request, ref, name, now, form.mistake())
    given = form.given()
    try:
        judged = Verdict(ref, name, reason=given.reason, revisit_at=given.at)
        qualification.give_verdicts([judged], by=request.actor, now=now)
    except Refusal as refusal:
        return refused(request, ref, name, now, refusal)
    undo = reverse("desk:undo_verdict", args=[ref.public_id])
    tell(request, _said(name, lists.line(ref).title), undo=undo)
    if name == "ready" and given.to not in ("", shared.LATER):
        return _hand(request, ref, given.to, given.message, now)
    return back(ref)


def _said(name: str, title: str) -> str:
    said = {
        "ready": gettext("%(lead)s is ready"),
        "not_yet": gettext("%(lead)s is looked at again later"),
        "disqualify": gettext("%(lead)s disqualified"),
    }
    return said[name] % {"lead": title}


@require_POST
@needs(Right.QUALIFY)
def undo_verdict(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    ref, now = _open(request, lead_id)
    qualification.undo_verdict(ref, by=request.actor, now=now)
    tell(request, gettext("%(lead)s stands where it stood before") % {"lead": lists.line(ref).title})
    return _where(request, ref)


@require_POST
@needs(Right.HAND_OVER)
def hand_over(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    ref, now = _open(request, lead_id)
    return _hand(request, ref, request.POST.get("to", ""), request.POST.get("message", ""), now)


def _hand(request: DeskRequest, ref: LeadRef, to: str, message: str, now: datetime) -> HttpResponse:
    try:
        handing.hand_over(ref, to, message, by=request.actor, now=now)
    except Refusal as refusal:
        return refused(request, ref, "hand_over", now, refusal)
    undo = reverse("desk:take_back", args=[ref.public_id])
    tell(request, gettext("%(lead)s is with sales now") % {"lead": lists.line(ref).title}, undo=undo)
    return back(ref)


@require_POST
@needs(Right.HAND_OVER)
def take_back(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    """An offer nobody answered yet is withdrawn."""
    ref, now = _open(request, lead_id)
    handover.take_back(ref, by=request.actor, now=now)
    tell(request, gettext("%(lead)s is ready again") % {"lead": lists.line(ref).title})
    return _where(request, ref)


@require_POST
@needs(Right.QUALIFY)
def touch(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    ref, now = _open(request, lead_id)
    kinds = {kind.key for kind in playbook.at(now).section(LeadsPolicy).touches} - {"call"}
    form = TouchForm(request.POST, kinds=kinds)
    if not form.is_valid():
        return again(
            request, ref, "touch", now, next(str(e) for errors in form.errors.values() for e in errors)
        )
    leads_services.log_touch(ref, form.touch(), by=request.actor, now=now)
    tell(request, gettext("Touch noted"))
    return back(ref)


@require_POST
@needs(Right.QUALIFY)
def promise(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    ref, now = _open(request, lead_id)
    form = MomentForm(request.POST)
    if not form.is_valid():
        return again(request, ref, "promise", now, str(form.non_field_errors()[0]))
    try:
        agenda.promise(ref, form.moment, by=request.actor, now=now)
    except Refusal as refusal:
        return refused(request, ref, "promise", now, refusal)
    tell(request, gettext("Promised for %(moment)s") % {"moment": words.moment(form.moment, now)})
    return back(ref)


@require_POST
@needs(Right.QUALIFY)
def revisit(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    ref, now = _open(request, lead_id)
    form = MomentForm(request.POST)
    if not form.is_valid():
        return again(request, ref, "revisit", now, str(form.non_field_errors()[0]))
    if form.moment <= now:
        return refused(request, ref, "revisit", now, Refusal("in_the_past"))
    policy, hours = agenda_queries.policy(now)
    step = agenda_rules.revisit(form.moment, policy, hours, {"why": "by_hand"})
    agenda.plan(ref, step, by=request.actor, now=now)
    tell(request, gettext("Planned for %(day)s") % {"day": words.day(step.due_at)})
    return back(ref)


@require_POST
@needs(Right.QUALIFY)
def owner(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    """A person who may qualify, or back to the team queue."""
    ref, now = _open(request, lead_id)
    wanted = request.POST.get("owner", "")
    people = {str(user.id): user.id for user in accounts.with_right(Right.QUALIFY)}
    if wanted not in people and wanted != "nobody":
        return again(request, ref, "owner", now, gettext("Choose somebody from the list."))
    leads_services.set_owner(ref, people.get(wanted), by=request.actor, now=now)
    tell(request, gettext("The owner is changed"))
    return back(ref) if lists.lines([ref.id], seen_by=request.actor) else go(reverse("desk:leads"))


@require_POST
@needs(Right.QUALIFY)
def put_back(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    ref, now = _open(request, lead_id)
    leads_services.end_claim(ref, by=request.actor, now=now)
    tell(request, gettext("%(lead)s is free for others again") % {"lead": lists.line(ref).title})
    return back(ref)


@require_POST
@needs(Right.QUALIFY)
def phase(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    ref, now = _open(request, lead_id)
    phases.set_phase(ref, request.POST.get("phase", ""), by=request.actor, now=now)
    tell(request, gettext("The phase is set by hand"))
    return back(ref)
