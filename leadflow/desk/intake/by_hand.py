"""A lead typed in one line: read while it is typed, likely known ones beside it, kept with enter."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from leadflow.accounts.rules import Right
from leadflow.desk import refusal_words
from leadflow.desk.intake import typed as lines
from leadflow.desk.intake import undoing_words
from leadflow.desk.requests import DeskRequest, came_from, go, needs, part, safe_path, show, tell
from leadflow.intake import capturing
from leadflow.intake.capturing import Kept
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import queries as leads
from leadflow.leads.queries import LeadRef


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.CAPTURE)
def page(request: DeskRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, "")
    now = timezone.now()
    values = lines.typed(request.POST, now)
    if not lines.names_somebody(values, now):
        return _page(
            request, gettext("Nobody is named yet: type a name, a company, a mail or a phone number.")
        )
    try:
        into = _into(request)
        token = request.POST.get("token", "")[:64] or lines.token()
        kept = capturing.by_hand(values, token=token, into=into, by=request.actor, now=now)
    except Refusal as refusal:
        said = refusal_words.said(refusal)
        return _page(request, f"{said.title}. {said.text} {said.todo}")
    _tell(request, kept, lines.name(values))
    return go(safe_path(request, request.POST.get("back", "")))


def _into(request: DeskRequest) -> LeadRef | None:
    """The lead that was chosen, where the actor sees it."""
    chosen = request.POST.get("into", "")
    if not chosen:
        return None
    try:
        return leads.open(UUID(chosen), seen_by=request.actor)
    except ValueError:
        raise NotFound("lead") from None


def _tell(request: DeskRequest, kept: Kept, name: str) -> None:
    if kept.repeated:
        return tell(request, gettext("%(name)s was kept already") % {"name": name})
    undo = reverse("desk:hand_undo", args=[kept.arrival])
    said = {
        "opened": gettext("%(name)s is a new lead"),
        "joined": gettext("%(name)s joined a known lead"),
    }.get(kept.state, gettext("%(name)s is kept and waits in the intake"))
    return tell(request, said % {"name": name}, undo=undo)


def _page(request: DeskRequest, mistake: str) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    values = lines.page(sent, request.actor, timezone.now(), mistake=mistake)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if mistake else HTTPStatus.OK
    return show(request, "hand/page.html", {"hand": values}, status=status)


@require_POST
@needs(Right.CAPTURE)
def read(request: DeskRequest) -> HttpResponse:
    """Asked between two keys: the line as fields, and who that may be. Nothing is kept."""
    return part(request, "hand/_read.html", {"hand": lines.page(request.POST, request.actor, timezone.now())})


@require_POST
@needs(Right.CAPTURE)
def undo(request: DeskRequest, arrival_id: UUID) -> HttpResponse:
    stays = capturing.take_back(arrival_id, by=request.actor, now=timezone.now())
    if stays is None:
        tell(request, gettext("Taken back, as if it had never been typed"))
    else:
        tell(request, gettext("The lead %(why)s") % {"why": undoing_words.why(stays)})
    return go(came_from(request))
