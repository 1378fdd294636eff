"""A person asks what we hold, or to be forgotten: found by mail, phone or id, exported, erased everywhere."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import orjson
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from leadflow.accounts.rules import Right
from leadflow.desk import words
from leadflow.desk.requests import DeskRequest, go, needs, tell
from leadflow.desk.settings import frame
from leadflow.desk.settings.frame import Values
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.people import queries as people
from leadflow.privacy import queries
from leadflow.privacy import services as privacy

LONGEST = 200
ROOMS = {
    "people": _("names, mails, phones and what was said about the person"),
    "privacy": _("consents and objections"),
    "leads": _("enquiries, touches, notes and files"),
    "scoring": _("scores"),
    "agenda": _("what is next"),
    "qualification": _("verdicts"),
    "intake": _("arrivals as they came"),
    "handover": _("offers and outcomes"),
}
STANDS = {
    "given": _("agreed"),
    "withdrawn": _("withdrew"),
    "objected": _("objected"),
    "lifted": _("lifted the objection"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MANAGE_PRIVACY)
def find(request: DeskRequest) -> HttpResponse:
    """By POST: a mail address has no place in addresses and logs."""
    if request.method != "POST":
        return _page(request)
    who = request.POST.get("who", "").strip()[:LONGEST]
    try:
        found = privacy.find(who) if who else []
    except NotFound:
        found = []
    if not found:
        return _page(request, who=who, refusal=Refusal("nobody_found"))
    return _page(request, who=who, found=found)


def _page(
    request: DeskRequest, *, who: str = "", found: list[int] | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    now = timezone.now()
    values = {
        "who": who,
        "people": [_person(request, key, who, now) for key in found or ()],
        "post_url": reverse("desk:privacy"),
    }
    return frame.page(request, "privacy", "settings/privacy.html", {"privacy": values}, refusal)


def _person(request: DeskRequest, key: int, who: str, now: datetime) -> Values:
    held = privacy.export(key)
    card = people.cards([key])[key]
    stands = queries.of_persons([key]).get(key, [])
    purposes = [
        f"{stand.purpose}: {STANDS.get(stand.stand, stand.stand)}, {words.moment(stand.happened_at, now)}"
        for stand in stands
    ]
    return {
        "id": key,
        "name": card.name or gettext("Name not known"),
        "points": ", ".join([*card.mails, *card.phones]),
        "stands": purposes,
        "held": [
            {"what": str(ROOMS.get(room, room)), "count": len(rows)} for room, rows in held.items() if rows
        ],
        "who": who,
        "export_url": reverse("desk:privacy_export", args=[key]),
        "erase_url": reverse("desk:privacy_erase", args=[key]) if request.actor.may(Right.ERASE) else "",
    }


@require_POST
@needs(Right.MANAGE_PRIVACY)
def export(request: DeskRequest, person_id: int) -> HttpResponse:
    """All the house holds of the person, one file per room, in a ZIP."""
    held = privacy.export(person_id)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for room, rows in held.items():
            archive.writestr(f"{room}.json", orjson.dumps(rows, option=orjson.OPT_INDENT_2, default=str))
    answer = HttpResponse(packed.getvalue(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="person-{person_id}.zip"'
    return answer


@require_POST
@needs(Right.ERASE)
def erase(request: DeskRequest, person_id: int) -> HttpResponse:
    """Only after the tick that says one knows what stays."""
    queries.subject(person_id)
    if request.POST.get("sure") != "yes":
        return _page(
            request,
            who=request.POST.get("who", ""),
            found=[person_id],
            refusal=Refusal("erasure_not_confirmed"),
        )
    counts = privacy.erase(person_id, by=request.actor, now=timezone.now())
    rows = sum(counts.values())
    said = ngettext("Erased: %(n)s row is blank now", "Erased: %(n)s rows are blank now", rows)
    tell(request, said % {"n": words.number(rows)})
    return go(reverse("desk:privacy"))
