"""What is kept with a lead: facts, contacts, notes, tags, files, consents, and what is the same as what."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from leadflow.accounts.rules import Right
from leadflow.desk import refusal_words, words
from leadflow.desk.asking import answers
from leadflow.desk.asking import asks as shared
from leadflow.desk.leads import asks, belonging, likeness
from leadflow.desk.leads.acts import again, back, refused
from leadflow.desk.leads.forms import contact as read_contact
from leadflow.desk.leads.views import shown
from leadflow.desk.requests import DeskRequest, needs, tell
from leadflow.desk.telling import known
from leadflow.files import services as files
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import keeping as kept
from leadflow.leads import lists, merging, placing, twice
from leadflow.leads import queries as leads
from leadflow.leads import services as leads_services
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactsPolicy
from leadflow.privacy import services as privacy


@require_POST
@needs(Right.QUALIFY)
def fact(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    """One fact, as a human states it on the page."""
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    key = request.POST.get("fact", "")
    declared = {
        one.key: one for one in known.visible(playbook.at(now).section(FactsPolicy), request.actor)
    }.get(key)
    if declared is None:
        raise Refusal("unknown_choice", value=key)
    try:
        value = answers.parse(
            declared, request.POST.get("answer", ""), german=words.language().startswith("de")
        )
        leads_services.answer(ref, {key: value}, by=request.actor, now=now, source="desk")
    except answers.NotAnAnswer as wrong:
        return again(request, ref, f"fact:{key}", now, str(shared.MISTAKES[wrong.code]))
    except Refusal as refusal:
        return refused(request, ref, f"fact:{key}", now, refusal)
    return back(ref)


def _in_words(refusal: Refusal) -> str:
    said = refusal_words.said(refusal)
    return f"{said.text} {said.todo}"


@require_POST
@needs(Right.QUALIFY)
def contact(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    role = playbook.at(now).section(FactsPolicy).get("person.role")
    facts, wrong = read_contact(request.POST, {choice.key for choice in role.choices} if role else set())
    if wrong:
        asked = shared.typed(asks.ask(ref, "contact", now) or {}, request.POST.dict())
        for field in asked["fields"]:
            field["error"] = wrong.get(field["name"], "")
        return shown(request, ref, now, ask=asked, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    leads_services.add_contact(ref, facts, by=request.actor, now=now)
    tell(request, gettext("Contact added"))
    return back(ref)


@require_POST
@needs(Right.QUALIFY)
def note(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    text = request.POST.get("note", "")
    try:
        kept.write_note(ref, text, by=request.actor, now=now)
    except Refusal as refusal:
        said = _in_words(refusal)
        return shown(
            request, ref, now, status=HTTPStatus.UNPROCESSABLE_ENTITY, note_typed=text, note_mistake=said
        )
    return back(ref)


@require_POST
@needs(Right.QUALIFY)
def remove_note(request: DeskRequest, lead_id: UUID, note_id: int) -> HttpResponse:
    """Taken off the page; the toast brings it back."""
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    restore = "restore" in request.GET
    kept.remove_note(ref, note_id, by=request.actor, now=now, restore=restore)
    undo = "" if restore else reverse("desk:remove_note", args=[ref.public_id, note_id]) + "?restore"
    tell(request, gettext("The note is back") if restore else gettext("Note removed"), undo=undo)
    return back(ref)


@require_POST
@needs(Right.QUALIFY)
def tag(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    """`add` and `remove`: what is to come and what is to go."""
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    gone, new = request.POST.get("remove", ""), request.POST.get("add", "")
    tags = [one for one in lists.line(ref).tags if one != gone]
    kept.set_tags(ref, [*tags, new], by=request.actor, now=now)
    return back(ref)


@require_POST
@needs(Right.QUALIFY)
def attach(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    sent = request.FILES.get("file")
    if sent is None or isinstance(sent, list):
        raise Refusal("file_empty", name="")
    try:
        taken = files.take(sent, sent.name or "file")
    except Refusal as refusal:
        said = _in_words(refusal)
        return shown(request, ref, now, status=HTTPStatus.UNPROCESSABLE_ENTITY, file_mistake=said)
    kept.attach_file(ref, taken, by=request.actor, now=now)
    tell(request, gettext("%(file)s is attached") % {"file": taken.name})
    return back(ref)


@require_POST
@needs(Right.QUALIFY)
def detach(request: DeskRequest, lead_id: UUID, attachment_id: int) -> HttpResponse:
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    restore = "restore" in request.GET
    kept.detach(ref, attachment_id, by=request.actor, now=now, restore=restore)
    undo = "" if restore else reverse("desk:detach", args=[ref.public_id, attachment_id]) + "?restore"
    tell(request, gettext("The file is back") if restore else gettext("File removed"), undo=undo)
    return back(ref)


@require_POST
@needs(Right.QUALIFY)
def consent(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    """What a contact of this lead said about being called or written to."""
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    person = request.POST.get("person", "")
    purpose, _dot, stand = request.POST.get("said", "").partition(".")
    if not person.isdecimal() or len(person) > 18 or int(person) not in leads.snapshot(ref).contacts:
        raise NotFound("person")
    said = privacy.Said(int(person), purpose, stand, "desk", now)
    try:
        privacy.record_consent(said, by=request.actor, now=now)
    except Refusal as refusal:
        return refused(request, ref, f"consent:{person}", now, refusal)
    tell(request, gettext("Noted, and it holds everywhere"))
    return back(ref)


@require_POST
@needs(Right.QUALIFY)
def decide(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    """The same, or not the same. Where both sides have an open lead for this offer, these become one too."""
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    shot = leads.snapshot(ref)
    wanted = request.POST.get("proposal", "")
    one = next((one for one in likeness.likenesses(shot) if str(one.id) == wanted), None)
    if one is None:
        raise Refusal("proposal_decided")
    same = request.POST.get("same") == "yes"
    twice.decide(one.id, same=same, by=request.actor, now=now)
    tell(request, gettext("Now they are one") if same else gettext("They stay apart"))
    return back(ref)


@require_POST
@needs(Right.QUALIFY)
def part_again(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    """A pointer is taken back: a merged lead, or a joined person or company."""
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    merge, join, placed = (request.POST.get(name, "") for name in ("merge", "join", "placed"))
    shot = leads.snapshot(ref)
    there = [*likeness.pointers(ref, shot, now), *belonging.pointers(ref, shot)]
    mine = {(one["name"], str(one["value"])) for one in there}
    if ("merge", merge) in mine:
        merging.undo_merge(ref, int(merge), by=request.actor, now=now)
    elif ("join", join) in mine:
        twice.part(int(join), by=request.actor, now=now)
    elif ("placed", placed) in mine:
        placing.displace(ref, int(placed), by=request.actor, now=now)
    else:
        raise NotFound("merge")
    tell(request, gettext("They stand apart again"))
    return back(ref)
