"""Sales answers here: accept or return, won or lost. Parse, one service, the page again."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from leadflow.accounts.rules import Right
from leadflow.desk import refusal_words, words
from leadflow.desk.asking import asks
from leadflow.desk.handover import listing
from leadflow.desk.handover import offer as pages
from leadflow.desk.requests import DeskRequest, go, needs, show, tell
from leadflow.handover import dossier as dossiers
from leadflow.handover import services as handover
from leadflow.kernel.home import home
from leadflow.kernel.money import read_money
from leadflow.kernel.refusals import Refusal
from leadflow.leads import lists
from leadflow.leads import queries as leads
from leadflow.leads.queries import LeadRef


@require_GET
@needs(Right.ANSWER_OFFER, Right.HAND_OVER)
def listed(request: DeskRequest) -> HttpResponse:
    tab, before = request.GET.get("tab", ""), request.GET.get("before", "")
    values = listing.page(
        request.actor,
        tab if tab in listing.TABS else "offered",
        int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None,
        timezone.now(),
    )
    return show(request, "handover/list.html", {"handover": values})


@require_GET
@needs(Right.ANSWER_OFFER, Right.HAND_OVER)
def offer(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    if ref.public_id != lead_id:
        return go(reverse("desk:offer", args=[ref.public_id]))
    name = request.GET.get("ask", "")
    may = request.actor.may(Right.ANSWER_OFFER)
    return _shown(request, ref, now, pages.ask(name, lists.line(ref), now) if may else None)


@require_GET
@needs(Right.ANSWER_OFFER, Right.HAND_OVER)
def dossier(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    """One page, made to be printed."""
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    found = dossiers.of(ref, now, words.language()[:2])
    offered = found.offered if found.offered and found.offered.state == "offered" else None
    values = {
        "dossier": found,
        "back_url": reverse("desk:offer" if offered else "desk:lead", args=[ref.public_id]),
        "answer_by": words.moment(offered.answer_by, now) if offered else "",
    }
    return show(request, "handover/dossier.html", values)


def _shown(
    request: DeskRequest, ref: LeadRef, now: datetime, ask: asks.Ask | None = None, *, status: int = 200
) -> HttpResponse:
    return show(request, "handover/offer.html", {"offer": pages.page(ref, now, ask=ask)}, status=status)


def _again(request: DeskRequest, ref: LeadRef, name: str, now: datetime, mistake: str) -> HttpResponse:
    """The same question with what was typed and what is wrong with it."""
    asked = pages.ask(name, lists.line(ref), now, mistake=mistake)
    if asked is None:
        raise Refusal("not_offered")
    return _shown(
        request, ref, now, asks.typed(asked, request.POST.dict()), status=HTTPStatus.UNPROCESSABLE_ENTITY
    )


def _back(ref: LeadRef) -> HttpResponse:
    """To the offer, or to the list when it is no longer one's own."""
    seen = lists.lines([ref.id], seen_by=ref.seen_by)
    return go(reverse("desk:offer", args=[ref.public_id]) if seen else reverse("desk:handover"))


@require_POST
@needs(Right.ANSWER_OFFER)
def answer(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    """Accept, or return with a reason of the playbook."""
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    title, sent = lists.line(ref).title, request.POST
    if sent.get("answer") == "accept":
        handover.accept(ref, by=request.actor, now=now)
        tell(request, gettext("%(lead)s is yours now: an opportunity") % {"lead": title})
        return _back(ref)
    if sent.get("answer") != "return":
        raise Refusal("unknown_choice", value=sent.get("answer", ""))
    try:
        handover.give_back(
            ref, sent.get("reason", ""), by=request.actor, now=now, note=sent.get("note", "")[: pages.LONGEST]
        )
    except Refusal as refusal:
        return _refused(request, ref, "return", now, refusal)
    tell(request, gettext("%(lead)s went back to lead management") % {"lead": title})
    return go(reverse("desk:handover"))


def _refused(request: DeskRequest, ref: LeadRef, name: str, now: datetime, refusal: Refusal) -> HttpResponse:
    if refusal.code in ("not_offered", "not_accepted", "busy"):
        raise refusal
    said = refusal_words.said(refusal)
    return _again(request, ref, name, now, f"{said.text} {said.todo}")


@require_POST
@needs(Right.ANSWER_OFFER)
def outcome(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    """Won with an amount, or lost with a reason."""
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    name = request.POST.get("outcome", "")
    if name not in ("won", "lost"):
        raise Refusal("unknown_choice", value=name)
    try:
        _report(request, ref, name, now)
    except Refusal as refusal:
        return _refused(request, ref, name, now, refusal)
    undo = reverse("desk:undo_outcome", args=[ref.public_id])
    said = gettext("%(lead)s is won") if name == "won" else gettext("%(lead)s is lost")
    tell(request, said % {"lead": lists.line(ref).title}, undo=undo)
    return _back(ref)


def _report(request: DeskRequest, ref: LeadRef, name: str, now: datetime) -> None:
    sent, note = request.POST, request.POST.get("note", "")[: pages.LONGEST]
    if name == "lost":
        handover.report_lost(ref, sent.get("reason", ""), by=request.actor, now=now, note=note)
        return
    amount = read_money(sent.get("amount", ""), home().currency)
    if amount is None or amount.currency != home().currency:
        raise Refusal("amount_unreadable")
    handover.report_won(ref, amount.minor, by=request.actor, now=now, note=note)


@require_POST
@needs(Right.ANSWER_OFFER)
def undo_outcome(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    handover.undo_outcome(ref, by=request.actor, now=now)
    tell(request, gettext("%(lead)s is open again") % {"lead": lists.line(ref).title})
    return _back(ref)
