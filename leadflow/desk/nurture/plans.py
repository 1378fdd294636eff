"""Running plans and what one does with the plan of a lead: begin, stop, leave out, move, add."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from leadflow.accounts.rules import Right
from leadflow.content import queries as library
from leadflow.desk import words
from leadflow.desk.mail_words import STEPS
from leadflow.desk.nurture import frame, telling
from leadflow.desk.requests import DeskRequest, go, needs, show, tell
from leadflow.kernel.refusals import Refusal
from leadflow.leads import lists
from leadflow.leads import queries as leads
from leadflow.leads.queries import LeadRef
from leadflow.nurture import queries, services
from leadflow.nurture.policy import NurturePolicy
from leadflow.playbook import queries as playbook

PER_PAGE = 40


@require_GET
@needs(Right.QUALIFY, Right.SEE_ALL_LEADS)
def listed(request: DeskRequest) -> HttpResponse:
    """What runs, the nearest end first where somebody should say what comes after it."""
    now = timezone.now()
    policy = playbook.at(now).section(NurturePolicy)
    ending = queries.running_out(now + policy.warn_before)
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 16 else None
    found = queries.running(after=before, limit=PER_PAGE)
    known = lists.lines({plan.lead for plan in (*ending, *found)}, seen_by=request.actor)
    rows = [telling.row(plan, known[plan.lead], policy, now) for plan in found if plan.lead in known]
    values = {
        "tabs": frame.tabs("plans"),
        "ending": [telling.row(plan, known[plan.lead], policy, now) for plan in ending if plan.lead in known],
        "rows": rows,
        "more_url": f"?before={found[-1].id}" if len(found) == PER_PAGE else "",
        "count": queries.count_running(),
        "has_content": bool(library.library()),
    }
    return show(request, "nurture/plans.html", {"nurture": values})


def _act(
    request: DeskRequest, lead_id: UUID, act: Callable[[LeadRef, datetime], None], said: str, undo: str = ""
) -> HttpResponse:
    ref = leads.open(lead_id, seen_by=request.actor)
    act(ref, timezone.now())
    tell(request, said, undo=undo)
    return go(f"{reverse('desk:lead', args=[ref.public_id])}#plan")


@require_POST
@needs(Right.QUALIFY)
def begin(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    template = request.POST.get("template", "")
    return _act(
        request,
        lead_id,
        lambda ref, now: services.begin(ref, template, by=request.actor, now=now),
        gettext("The plan runs"),
        reverse("desk:plan_stop", args=[lead_id]),
    )


@require_POST
@needs(Right.QUALIFY)
def stop(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    return _act(
        request,
        lead_id,
        lambda ref, now: services.stop(ref, by=request.actor, now=now),
        gettext("The plan is stopped; what was agreed stays agreed"),
    )


@require_POST
@needs(Right.QUALIFY)
def skip(request: DeskRequest, lead_id: UUID, step_id: int) -> HttpResponse:
    return _act(
        request,
        lead_id,
        lambda ref, now: services.skip(ref, step_id, by=request.actor, now=now),
        gettext("The step is left out"),
        reverse("desk:step_back", args=[lead_id, step_id]),
    )


@require_POST
@needs(Right.QUALIFY)
def back(request: DeskRequest, lead_id: UUID, step_id: int) -> HttpResponse:
    return _act(
        request,
        lead_id,
        lambda ref, now: services.skip(ref, step_id, by=request.actor, now=now, back=True),
        gettext("The step is in the plan again"),
    )


@require_POST
@needs(Right.QUALIFY)
def move(request: DeskRequest, lead_id: UUID, step_id: int) -> HttpResponse:
    at = _day(request.POST.get("day", ""))
    return _act(
        request,
        lead_id,
        lambda ref, now: services.move(ref, step_id, at, by=request.actor, now=now),
        gettext("The step is moved to %(day)s") % {"day": words.day(at)},
    )


@require_POST
@needs(Right.QUALIFY)
def add(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    sent = request.POST
    what, _, choice = sent.get("what", "").partition(":")
    at = _day(sent.get("day", ""))
    values: dict[str, Any] = {"note": sent.get("note", "")[:300]}
    if what == "mail":
        values["mail"] = choice
    elif what == "content" and choice.isdecimal() and len(choice) < 19:
        values["piece"] = int(choice)
    if what not in STEPS:
        raise Refusal("unknown_choice", value=what)
    return _act(
        request,
        lead_id,
        lambda ref, now: services.add(ref, what, at, by=request.actor, now=now, **values),
        gettext("The step is in the plan"),
    )


def _day(text: str) -> datetime:
    """A day of the home, at the hour at which most people read."""
    try:
        day = datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 - the home's zone is set below
    except ValueError:
        raise Refusal("moment_needed") from None
    return timezone.make_aware(datetime.combine(day, time(9)))
