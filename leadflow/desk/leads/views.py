"""The page of a lead, its journal, its questions, its files."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from leadflow.accounts.rules import Right
from leadflow.desk.asking.asks import Ask
from leadflow.desk.leads import asks, filters
from leadflow.desk.leads import page as pages
from leadflow.desk.requests import SEES_LEADS, DeskRequest, go, needs, part, show
from leadflow.files import queries as files
from leadflow.kernel.refusals import NotFound
from leadflow.leads import lists
from leadflow.leads import queries as leads
from leadflow.leads.queries import LeadRef


@require_GET
@needs(*SEES_LEADS)
def lead(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    if ref.public_id != lead_id:
        return go(reverse("desk:lead", args=[ref.public_id]))
    name = request.GET.get("ask", "")
    asked = asks.ask(ref, name, now) if name and request.actor.may(Right.QUALIFY) else None
    return shown(request, ref, now, ask=asked)


def shown(
    request: DeskRequest,
    ref: LeadRef,
    now: datetime,
    *,
    ask: Ask | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The whole page, with the question that is open."""
    only = request.GET.get("journal", "")
    values = pages.page(ref, now, ask=ask, only=only, before=_number(request.GET.get("before")))
    return show(request, "leads/lead.html", values | more, status=status)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


@require_GET
@needs(*SEES_LEADS)
def journal(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    """Older entries, appended where one reads; a partner has no journal."""
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    if pages.is_outside(request.actor):
        raise NotFound("lead")
    if not request.htmx:
        return shown(request, ref, now)
    only, before = request.GET.get("journal", ""), _number(request.GET.get("before"))
    return part(request, "components/journal.html", pages.journal(ref, lists.line(ref), now, only, before))


@require_GET
@needs(Right.QUALIFY)
def ask(request: DeskRequest, lead_id: UUID, name: str) -> HttpResponse:
    """One question, for the place below the head; without htmx on the whole page."""
    ref, now = leads.open(lead_id, seen_by=request.actor), timezone.now()
    asked = asks.ask(ref, name, now)
    if asked is None:
        raise NotFound
    if not request.htmx:
        return shown(request, ref, now, ask=asked)
    url = reverse("desk:lead", args=[ref.public_id])
    return part(request, "leads/_ask.html", {"ask": asked, "cancel_url": url})


@require_GET
@needs(*SEES_LEADS)
def file(request: DeskRequest, lead_id: UUID, attachment_id: int) -> HttpResponseBase:
    """Always a download: what somebody attached never runs in this house."""
    ref = leads.open(lead_id, seen_by=request.actor)
    attached = None if pages.is_outside(request.actor) else lists.attachment(ref, attachment_id)
    if attached is None:
        raise NotFound("file")
    source = files.open_bytes(attached.file)
    return FileResponse(
        source, as_attachment=True, filename=attached.name, content_type="application/octet-stream"
    )


@require_GET
@needs(*SEES_LEADS)
def listed(request: DeskRequest) -> HttpResponse:
    """The list; its filters stand in the address, so that a view is a link."""
    values = filters.listed(request.actor, request.GET, timezone.now())
    return show(request, "leads/list.html", {"leads": values})
