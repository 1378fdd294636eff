"""The dossier by link: sales accepts or returns on the phone, without a login. Nothing changes on GET."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from leadflow.accounts import queries as accounts
from leadflow.accounts.rules import Right
from leadflow.delivery import links
from leadflow.handover import dossier, queries, services
from leadflow.handover.policy import HandoverPolicy
from leadflow.handover.queries import OfferLine
from leadflow.kernel.actor import Actor
from leadflow.kernel.home import base_url
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import lists
from leadflow.leads import queries as leads
from leadflow.leads.queries import LeadRef
from leadflow.playbook import queries as playbook
from leadflow.public.pages import page, show

LONGEST = 2_000


@page
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever was told, and may still answer. In their own language, whatever the browser says."""
    found, actor, language = _opened(token)
    with translation.override(language):
        try:
            ref = leads.open(lists.public_id(found.lead), seen_by=actor)
        except NotFound:
            return _settled(request, found)
        if request.method == "POST":
            return _answer(request, found, ref, actor)
        if found.state == "offered" or (found.state == "accepted" and found.answered_by == actor.id):
            return _dossier(request, found, ref)
        return _settled(request, found)


def _opened(token: str) -> tuple[OfferLine, Actor, str]:
    """The offer, who was told of it, and their language. NotFound for who may not answer any more."""
    values = links.opened("offer", token)
    found = queries.by_id(values[0]) if len(values) == 2 else None
    if found is None:
        raise NotFound("offer")
    user = accounts.model(values[1])
    actor = accounts.actor_of(user)
    if not actor.may(Right.ANSWER_OFFER):
        raise NotFound("offer")
    return found, actor, user.language


def _answer(request: HttpRequest, found: OfferLine, ref: LeadRef, actor: Actor) -> HttpResponse:
    sent, now = request.POST, timezone.now()
    if found.state != "offered":
        return _dossier(
            request, found, ref, mistake=gettext("It was answered meanwhile. Nothing was changed.")
        )
    try:
        if sent.get("answer") == "accept":
            services.accept(ref, by=actor, now=now)
        elif sent.get("answer") == "return":
            note = sent.get("note", "")[:LONGEST]
            services.give_back(ref, sent.get("reason", ""), by=actor, now=now, note=note)
        else:
            raise NotFound("offer")
    except Refusal as refusal:
        if refusal.code == "reason_needed":
            return _dossier(request, found, ref, mistake=gettext("Say why it goes back: choose a reason."))
        if refusal.code in ("not_offered", "stage_not_reachable"):
            words = gettext("It was answered meanwhile. Nothing was changed.")
            return _dossier(request, found, ref, mistake=words)
        raise
    return _thanked(request, ref, accepted=sent.get("answer") == "accept")


def _thanked(request: HttpRequest, ref: LeadRef, *, accepted: bool) -> HttpResponse:
    title = lists.line(ref).title
    values: dict[str, Any] = {
        "icon": "check" if accepted else "arrow-back-up",
        "title": gettext("%(lead)s is yours now") % {"lead": title}
        if accepted
        else gettext("%(lead)s went back to lead management") % {"lead": title},
        "text": gettext("It counts as an opportunity from now on. Report won or lost once it is decided.")
        if accepted
        else gettext("They see your reason and take it from there."),
        "link": {"label": gettext("To Leadflow"), "url": f"{base_url()}/handover/{ref.public_id}"},
    }
    return show(request, "public/word.html", values)


def _settled(request: HttpRequest, found: OfferLine) -> HttpResponse:
    """It was answered, taken back or lapsed: no data any more, only that."""
    said = {
        "accepted": gettext("Somebody else has accepted it."),
        "returned": gettext("It was returned to lead management."),
        "withdrawn": gettext("Lead management took it back."),
        "lapsed": gettext("Nobody answered in time, so it went back to lead management."),
    }
    text = said.get(found.state, gettext("It is not yours any more."))
    return show(request, "public/word.html", {"title": gettext("This offer is settled"), "text": text})


def _dossier(request: HttpRequest, found: OfferLine, ref: LeadRef, *, mistake: str = "") -> HttpResponse:
    now, language = timezone.now(), (get_language() or "de")[:2]
    policy = playbook.at(now).section(HandoverPolicy)
    values = {
        "dossier": dossier.of(ref, now, language),
        "open": found.state == "offered",
        "answer_by": _moment(found.answer_by),
        "late": now > found.answer_by,
        "reasons": [{"key": r.key, "label": r.label.in_(language)} for r in policy.return_reasons],
        "mistake": mistake,
        "desk_url": f"{base_url()}/handover/{ref.public_id}",
        "one_language": True,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if mistake else HTTPStatus.OK
    return show(request, "public/offer.html", values, status=status)


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    day = date_format(local, gettext("l, F j"))
    return gettext("%(day)s, %(time)s") % {"day": day, "time": time_format(local, "TIME_FORMAT")}
