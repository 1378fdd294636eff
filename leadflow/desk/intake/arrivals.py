"""One arrival: as it came, what is wrong with it, mended and tried again, or set aside."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from leadflow.accounts.rules import Right
from leadflow.desk import letter_words, words
from leadflow.desk.intake import ledger, told
from leadflow.desk.requests import DeskRequest, go, needs, show, tell
from leadflow.files import queries as files
from leadflow.intake import letterbox, queries, raws, services
from leadflow.intake.doors.csv.mapping import IMPORT
from leadflow.intake.queries import Raw
from leadflow.kernel.refusals import NotFound
from leadflow.leads import lists
from leadflow.playbook import queries as playbook
from leadflow.playbook.rules import Playbook

ALWAYS: Final = ("company.name", "person.name", "mail", "phone", "note")
"""What one can always fill in, whatever came."""
OWN_WORDS: Final = frozenset({"form", "hand", "mailbox"})
OPEN: Final = frozenset({"unclear", "noise"})
LONGEST: Final = 2_000
Values = dict[str, Any]


@require_GET
@needs(Right.SEE_INTAKE)
def arrival(request: DeskRequest, arrival_id: UUID) -> HttpResponse:
    return _shown(request, arrival_id, timezone.now())


@require_POST
@needs(Right.MEND)
def mend(request: DeskRequest, arrival_id: UUID) -> HttpResponse:
    """Corrected values are tried at once; what still cannot be understood stays with what was typed."""
    now = timezone.now()
    raw = queries.raw(arrival_id, now)
    values = {
        key.removeprefix("t:"): text[:LONGEST]
        for key, text in request.POST.items()
        if key.startswith("t:") and isinstance(text, str)
    }
    done = services.mend(raw.line.id, values, by=request.actor, now=now)
    if not done.leads:
        return _shown(request, arrival_id, now, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    tell(
        request,
        gettext("Understood: it opened a lead") if done.opened else gettext("Understood: it joined a lead"),
    )
    return go(_next(raw))


def _next(raw: Raw) -> str:
    """The next unclear one of the same receipt, so that one can go on mending."""
    further = queries.arrivals(state="unclear", receipt=raw.line.receipt, limit=1)
    if further:
        return reverse("desk:arrival", args=[further[0].public_id])
    return reverse("desk:arrival", args=[raw.line.public_id])


@require_POST
@needs(Right.MEND)
def set_aside(request: DeskRequest, arrival_id: UUID) -> HttpResponse:
    now = timezone.now()
    raw = queries.raw(arrival_id, now)
    services.set_aside(raw.line.id, by=request.actor, now=now)
    tell(request, gettext("Set aside. It is kept and can still be mended."))
    return go(_next(raw))


@require_GET
@needs(Right.MEND)
def mail(request: DeskRequest, arrival_id: UUID) -> HttpResponseBase:
    """The whole mail as it came, always as a download."""
    raw = queries.raw(arrival_id, timezone.now())
    letter = letterbox.of_arrival(raw.line.id)
    if letter is None or letter.file is None or raw.line.state == "erased":
        raise NotFound("file")
    source = files.open_bytes(letter.file)
    name = f"{raw.line.number}.eml"
    return FileResponse(source, as_attachment=True, filename=name, content_type="application/octet-stream")


def _shown(request: DeskRequest, arrival_id: UUID, now: datetime, *, status: int = 200) -> HttpResponse:
    raw = queries.raw(arrival_id, now)
    return show(request, "intake/arrival.html", {"arrival": _page(request, raw, now)}, status=status)


def _page(request: DeskRequest, raw: Raw, now: datetime) -> Values:
    line, book = raw.line, playbook.at(now)
    may_mend = request.actor.may(Right.MEND)
    lead = lists.lines([line.lead], seen_by=request.actor).get(line.lead) if line.lead is not None else None
    headings = {at: heading for at, (heading, _) in enumerate(raw.values)}
    icon, became = told.BECAME[line.state]
    here = [line.public_id]
    may_read = may_mend or lead is not None
    return {
        "title": gettext("Arrival %(number)s") % {"number": line.number},
        "sub": _sub(line, now),
        "icon": icon,
        "became": str(became),
        "look": told.LOOKS.get(line.state, line.state),
        "fault": told.fault(line.fault, headings=headings),
        "lead": {"title": lead.title, "url": reverse("desk:lead", args=[lead.public_id])} if lead else None,
        "hidden": not may_read,
        "raw": _raw(raw, book) if may_read else [],
        "mended": bool(raw.mended),
        "fields": _fields(line.id, book) if may_mend and line.state in OPEN else [],
        "mend_url": reverse("desk:mend", args=here),
        "aside_url": reverse("desk:set_aside", args=here) if may_mend and line.state == "unclear" else "",
        "back_url": f"{reverse('desk:intake')}?state={line.state}",
        "letter": _letter(line, may_mend=may_mend),
        "receipt_url": reverse("desk:receipt", args=[queries.receipt_of(line.receipt).public_id]),
    }


def _raw(raw: Raw, book: Playbook) -> list[tuple[str, str]]:
    """Headings of a file stand as they are; what a door of our own read stands under its label."""
    own = raw.line.door in OWN_WORDS
    return [
        (told.target(heading, book) if own else heading, text) for heading, text in raw.values if text.strip()
    ]


def _letter(line: queries.ArrivalLine, *, may_mend: bool) -> Values | None:
    """What else is known of an arrival that came by mail."""
    letter = letterbox.of_arrival(line.id)
    if letter is None or line.state == "erased":
        return None
    left_out = [
        {"name": one.get("name", ""), "why": str(letter_words.LEFT_OUT.get(str(one.get("code")), ""))}
        for one in letter.left_out
    ]
    return {
        "sort": str(letter_words.SORTS.get(letter.sort, letter.sort)),
        "private": letter.sort == "private",
        "left_out": left_out if may_mend else [],
        "url": reverse("desk:arrival_mail", args=[line.public_id]) if may_mend and letter.file else "",
    }


def _sub(line: queries.ArrivalLine, now: datetime) -> str:
    door = str(told.DOORS.get(line.door, line.door))
    return " · ".join((door, ledger.source(line, now), words.moment(line.received_at, now)))


def _fields(arrival: int, book: Playbook) -> list[Values]:
    """One field per target: those that always help first, then whatever else came."""
    said = dict(reversed(raws.pairs(arrival)))
    further = sorted((key for key in said if key not in ALWAYS), key=lambda key: key.startswith(IMPORT))
    return [
        {
            "name": f"t:{key}",
            "label": told.target(key, book) if not key.startswith(IMPORT) else key.removeprefix(IMPORT),
            "value": said.get(key, ""),
            "rows": 2 if key == "note" else None,
            "kept": key.startswith(IMPORT),
        }
        for key in [*ALWAYS, *further]
    ]
