"""How one contact of a lead is reached, and its role: said by hand, each time with a way back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from leadflow.accounts.rules import Right
from leadflow.desk.leads.acts import again, back, refused
from leadflow.desk.requests import DeskRequest, needs, tell
from leadflow.kernel.home import home
from leadflow.kernel.mail import normal_mail
from leadflow.kernel.phone import normal_phone
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import contacting, placing
from leadflow.leads import queries as leads
from leadflow.leads.contacting import Says
from leadflow.leads.queries import LeadRef
from leadflow.people import correcting
from leadflow.people.points import MAIL, PHONE, USES
from leadflow.people.queries import Card
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactsPolicy

LONGEST: Final = 254


def _contact(request: DeskRequest, lead_id: UUID) -> tuple[LeadRef, int]:
    person = request.POST.get("person", "")
    if not person.isdecimal() or len(person) > 18:
        raise NotFound("person")
    return leads.open(lead_id, seen_by=request.actor), int(person)


def _say(request: DeskRequest, ref: LeadRef, person: int, says: Says, sentence: str) -> HttpResponse:
    statement = contacting.correct(ref, person, says, by=request.actor, now=timezone.now())
    undo = reverse("desk:unsay", args=[ref.public_id, person, statement])
    tell(request, sentence, undo=undo)
    return back(ref)


@require_POST
@needs(Right.QUALIFY)
def add(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    """An address or a number: which of the two it is can be seen."""
    (ref, person), typed = _contact(request, lead_id), request.POST.get("point", "").strip()[:LONGEST]
    use = request.POST.get("use", "")
    kind, value = _read(typed)
    if value is None:
        mistake = gettext("This is neither a mail address nor a phone number. What you typed is kept.")
        return again(request, ref, f"point:{person}", timezone.now(), mistake)
    says = partial(correcting.added, kind=kind, value=value, use=use if use in USES else "")
    try:
        return _say(request, ref, person, says, gettext("Added: %(point)s") % {"point": typed})
    except Refusal as refusal:
        return refused(request, ref, f"point:{person}", timezone.now(), refusal)


def _read(typed: str) -> tuple[str, str | None]:
    return (MAIL, normal_mail(typed)) if "@" in typed else (PHONE, normal_phone(typed, home().phone_country))


@require_POST
@needs(Right.QUALIFY)
def prefer(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    (ref, person), value = _contact(request, lead_id), request.POST.get("point", "")[:LONGEST]
    sentence = gettext("From now on this one is used: %(point)s") % {"point": value}
    return _say(request, ref, person, partial(correcting.preferred, value=value), sentence)


@require_POST
@needs(Right.QUALIFY)
def mark_wrong(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    (ref, person), value = _contact(request, lead_id), request.POST.get("point", "")[:LONGEST]
    sentence = gettext("No longer used: %(point)s") % {"point": value}
    return _say(request, ref, person, partial(correcting.wrong, value=value), sentence)


@require_POST
@needs(Right.QUALIFY)
def role(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    """What the person has to say in the purchase."""
    (ref, person), chosen = _contact(request, lead_id), request.POST.get("role", "")
    declared = playbook.at(timezone.now()).section(FactsPolicy).get("person.role")
    if declared is None or declared.choice(chosen) is None:
        raise Refusal("unknown_choice", value=chosen)

    def says(_card: Card) -> Mapping[str, Any]:
        return {"person.role": chosen}

    return _say(request, ref, person, says, gettext("The role is noted"))


@require_POST
@needs(Right.QUALIFY)
def belongs(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    """To which company a contact belongs who named none."""
    (ref, person), chosen = _contact(request, lead_id), request.POST.get("company", "")
    if not chosen.isdecimal() or len(chosen) > 18:
        raise Refusal("unknown_choice", value=chosen)
    placing.place(ref, person, int(chosen), by=request.actor, now=timezone.now())
    tell(request, gettext("Belongs to this company now; above it can be taken apart again"))
    return back(ref)


@require_POST
@needs(Right.QUALIFY)
def unsay(request: DeskRequest, lead_id: UUID, person: int, statement: int) -> HttpResponse:
    """The way back of the toast."""
    ref = leads.open(lead_id, seen_by=request.actor)
    contacting.take_back(ref, person, statement, by=request.actor, now=timezone.now())
    tell(request, gettext("As it was before"))
    return back(ref)
