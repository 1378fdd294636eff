"""Today: the ordered list, the lead in work, and the two keys that finish it."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from leadflow.accounts.rules import Right
from leadflow.agenda import queries as agenda
from leadflow.desk import refusal_words, words
from leadflow.desk.account.views import first_page
from leadflow.desk.asking import answers, asks, handing
from leadflow.desk.asking.forms import Given, OutcomeForm
from leadflow.desk.intake import typed
from leadflow.desk.requests import DeskRequest, came_from, go, needs, part, show, tell
from leadflow.desk.telling import heads
from leadflow.desk.today import cockpit, guide, queue
from leadflow.desk.today.cockpit import Draft
from leadflow.kernel.actor import Actor
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import keeping as kept
from leadflow.leads import lists
from leadflow.leads import queries as leads
from leadflow.leads import services as leads_services
from leadflow.leads.queries import LeadRef
from leadflow.playbook import queries as playbook
from leadflow.qualification import services as qualification
from leadflow.qualification.policy import CallResult, QualificationPolicy


@require_GET
@needs()
def today(request: DeskRequest) -> HttpResponseBase:
    """The home of who qualifies; everybody else is led to their own first page."""
    if not request.actor.may(Right.QUALIFY):
        return first_page(request)
    return _page(request, timezone.now())


def _page(
    request: DeskRequest,
    now: datetime,
    *,
    ref: LeadRef | None = None,
    draft: Draft | None = None,
    status: int = 200,
) -> HttpResponse:
    waiting = queue.waiting(request.actor, now, queue.place_of(request.GET.get("after", "")))
    picked = ref or _picked(request)
    here = picked or _first(request, waiting)
    following = waiting.first_free(but=here.id) if here else None
    done, due = _progress(request, now)
    values = {
        "date": date_format(timezone.localtime(now), "l, j. F" if words.language() == "de" else "l, j F"),
        "done": done,
        "total": done + due,
        "groups": queue.groups(waiting, here.id if here else None, now),
        "more_url": f"?{urlencode({'after': waiting.later})}" if waiting.later else "",
        "cockpit": cockpit.cockpit(here, now, following, draft) if here else None,
        "first": None if here else _first_run(request.actor),
        "picked": picked is not None,
        "done_lead": request.GET.get("done", ""),
        "hand": typed.begun(reverse("desk:today")) if request.actor.may(Right.CAPTURE) else None,
    }
    return show(
        request,
        "today/page.html",
        {"today": values, "keys": _keys(now)},
        status=status,
        counts={"today": due},
    )


def _first_run(actor: Actor) -> dict[str, Any] | None:
    """In a house without any lead the page says how the first one comes in."""
    if leads.balance().opened:
        return None
    brings = actor.may(Right.IMPORT)
    return {
        "title": gettext("No lead is here yet"),
        "text": gettext(
            "Type the first one into the line above, or bring a list along."
            " What is to be done then stands here, the most urgent first."
        ),
        "action_label": gettext("Import the first list") if brings else gettext("How leads come in"),
        "action_url": reverse("desk:import") if brings else reverse("desk:doors"),
        "aside": gettext("Forms, mailboxes and others:") if brings else "",
        "aside_label": gettext("How leads come in"),
        "aside_url": reverse("desk:doors"),
    }


def _picked(request: DeskRequest) -> LeadRef | None:
    wanted = request.GET.get("lead", "")
    try:
        return leads.open(UUID(wanted), seen_by=request.actor) if wanted else None
    except ValueError:
        raise NotFound("lead") from None


def _first(request: DeskRequest, waiting: queue.Queue) -> LeadRef | None:
    first = waiting.first_free()
    return LeadRef(first.line.id, first.line.public_id, request.actor) if first else None


def _progress(request: DeskRequest, now: datetime) -> tuple[int, int]:
    """Worked on today, and still due until tonight."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    done = lists.worked_on(request.actor.user_id or 0, midnight)
    return done, agenda.count_today(request.actor, now)


def _keys(now: datetime) -> list[dict[str, Any]]:
    language = words.language()
    results = playbook.at(now).section(QualificationPolicy).call_results
    outcomes = [{"name": r.label.in_(language), "caps": [r.letter.in_(language)]} for r in results]
    return [
        *outcomes,
        {"name": gettext("Write a note"), "caps": ["I"]},
        {"name": gettext("Open lead"), "caps": ["O"]},
        {"name": gettext("A new lead in one line"), "caps": ["+"]},
    ]


@require_POST
@needs(Right.QUALIFY)
def claim(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    """Asked for by the page itself when it shows a lead: from now on the others see who is at work."""
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    idle = heads.idle_minutes(playbook.at(now))
    leads_services.claim(ref, by=request.actor, now=now, idle_minutes=idle)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_POST
@needs(Right.QUALIFY)
def set_heat(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    ref = leads.open(lead_id, seen_by=request.actor)
    leads_services.set_heat(ref, request.POST.get("heat", ""), by=request.actor, now=timezone.now())
    back = came_from(request)
    return go(back if back.startswith("/lead/") else _pick(ref))


def _pick(ref: LeadRef) -> str:
    return f"{reverse('desk:today')}?{urlencode({'lead': ref.public_id})}"


@require_GET
@needs(Right.QUALIFY)
def show_guide(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    """Asks another question now; without htmx the whole page does."""
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    present = request.GET.get("ask", "")
    if not request.htmx:
        return _page(request, now, ref=ref, draft=Draft(present=present))
    return _guide(request, ref, now, present=present)


def _guide(
    request: DeskRequest,
    ref: LeadRef,
    now: datetime,
    *,
    status: int = 200,
    present: str = "",
    typed: str = "",
    mistake: str = "",
) -> HttpResponse:
    shot, line = leads.snapshot(ref), lists.line(ref)
    found = guide.guide(ref, shot, line, now, present=present, typed=typed, mistake=mistake)
    return part(request, "today/_guide.html", {"guide": found}, status=status)


@require_POST
@needs(Right.QUALIFY)
def answer(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    """One answer, kept at once; then the next question."""
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    fact = guide.asked_fact(request.POST.get("fact", ""), request.actor, now)
    if fact is None:
        raise Refusal("unknown_choice", value=request.POST.get("fact", ""))
    typed = request.POST.get("answer", "")
    try:
        value = answers.parse(fact, typed, german=words.language().startswith("de"))
    except answers.NotAnAnswer as wrong:
        return _again(request, ref, now, fact.key, typed, wrong.code)
    leads_services.answer(ref, {fact.key: value}, by=request.actor, now=now)
    return _guide(request, ref, now) if request.htmx else go(_pick(ref))


def _again(
    request: DeskRequest, ref: LeadRef, now: datetime, fact: str, typed: str, code: str
) -> HttpResponse:
    """The same question with what was typed and what is wrong with it."""
    mistake = str(asks.MISTAKES[code])
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if request.htmx:
        return _guide(request, ref, now, status=status, present=fact, typed=typed, mistake=mistake)
    tell(request, mistake)
    return _page(request, now, ref=ref, draft=Draft(present=fact), status=status)


@require_GET
@needs(Right.QUALIFY)
def ask(request: DeskRequest, lead_id: UUID, result: str) -> HttpResponse:
    """What an outcome still needs, for the place above the buttons."""
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    found = _ask(_result(result, now), ref, now)
    if not request.htmx:
        return _page(request, now, ref=ref, draft=Draft(ask=found))
    return part(request, "asking/ask.html", {"ask": found, "cancel_url": _pick(ref)})


def _ask(result: CallResult, ref: LeadRef, now: datetime, mistake: str = "") -> asks.Ask:
    return asks.ask(result.follow, result.key, leads.snapshot(ref), now, mistake=mistake)


def _result(key: str, now: datetime) -> CallResult:
    found = playbook.at(now).section(QualificationPolicy).result(key)
    if found is None:
        raise NotFound
    return found


@require_POST
@needs(Right.QUALIFY)
def outcome(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    """The call is over: answers stand already, now touch, note and what follows in one change. Then the next lead."""
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    result = _result(request.POST.get("outcome", ""), now)
    form = OutcomeForm(request.POST, follow=result.follow, now=now)
    if not form.is_valid():
        return _unfinished(request, ref, result, now, form.mistake())
    if not form.chosen:
        return _unfinished(request, ref, result, now, "")
    given = form.given()
    try:
        idle = heads.idle_minutes(playbook.at(now))
        leads_services.claim(ref, by=request.actor, now=now, idle_minutes=idle)
        qualification.log_call(_call(ref, result, given), by=request.actor, now=now)
        _keep_promise(ref, result, request.actor, now)
    except Refusal as refusal:
        said = refusal_words.said(refusal)
        return _unfinished(request, ref, result, now, f"{said.text} {said.todo}")
    return _finished(request, ref, result, given, now)


def _call(ref: LeadRef, result: CallResult, given: Given) -> qualification.Call:
    person = next(iter(lists.contacts(ref)), None)
    return qualification.Call(
        ref,
        result.key,
        note=given.note,
        seconds=given.seconds,
        call_again_at=given.at,
        reason=given.reason,
        person=person,
    )


def _keep_promise(ref: LeadRef, result: CallResult, by: Actor, now: datetime) -> None:
    """Who promises a call is responsible for it, unless somebody is already."""
    if result.follow == "promise" and lists.line(ref).owner is None:
        leads_services.set_owner(ref, by.user_id, by=by, now=now)


def _unfinished(
    request: DeskRequest, ref: LeadRef, result: CallResult, now: datetime, mistake: str
) -> HttpResponse:
    """The same page with everything that was typed, and the question that is still open."""
    typed = request.POST
    draft = Draft(
        note=typed.get("note", ""),
        worked=typed.get("worked", ""),
        opened=typed.get("opened", ""),
        ask=asks.typed(_ask(result, ref, now, mistake), typed),
    )
    return _page(request, now, ref=ref, draft=draft, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _finished(
    request: DeskRequest, ref: LeadRef, result: CallResult, given: Given, now: datetime
) -> HttpResponse:
    undo = (
        reverse("desk:undo_verdict", args=[ref.public_id]) if result.follow in qualification.STAGE_OF else ""
    )
    sentence = _finished_words(ref, result, given, now)
    if result.follow == "ready" and given.to not in ("", asks.LATER):
        sentence, undo = _handed(request, ref, given, now, sentence, undo)
    tell(request, sentence, undo=undo)
    return go(f"{reverse('desk:today')}?{urlencode({'done': ref.public_id})}")


def _finished_words(ref: LeadRef, result: CallResult, given: Given, now: datetime) -> str:
    """What was done and what follows from it, as the toast says it."""
    due = agenda.item(ref.id)
    facts = {"lead": lists.line(ref).title, "moment": words.moment(due.due_at, now) if due else ""}
    said = {
        "ready": gettext("%(lead)s is ready"),
        "not_yet": gettext("%(lead)s: again %(moment)s"),
        "promise": gettext("%(lead)s: call promised, %(moment)s"),
        "retry": gettext("%(lead)s not reached, again %(moment)s"),
        "disqualify": gettext("%(lead)s disqualified"),
        "none": gettext("%(lead)s: call noted"),
    }
    return said[result.follow] % facts


def _handed(
    request: DeskRequest, ref: LeadRef, given: Given, now: datetime, sentence: str, undo: str
) -> tuple[str, str]:
    """Ready stands even when the handover is refused; the toast says which of the two it is."""
    try:
        handing.hand_over(ref, given.to, given.message, by=request.actor, now=now)
    except Refusal as refusal:
        return f"{sentence}. {refusal_words.said(refusal).text}", undo
    return gettext("%(lead)s is with sales now") % {"lead": lists.line(ref).title}, reverse(
        "desk:take_back", args=[ref.public_id]
    )


@require_POST
@needs(Right.HAND_OVER)
def hand_over_now(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    """A ready lead goes to sales from the cockpit."""
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    note = request.POST.get("note", "").strip()
    to, message = request.POST.get("to", ""), request.POST.get("message", "")
    handing.hand_over(ref, to, message, by=request.actor, now=now)
    if note:
        kept.write_note(ref, note, by=request.actor, now=now)
    sentence = gettext("%(lead)s is with sales now") % {"lead": lists.line(ref).title}
    tell(request, sentence, undo=reverse("desk:take_back", args=[ref.public_id]))
    return go(f"{reverse('desk:today')}?{urlencode({'done': ref.public_id})}")
