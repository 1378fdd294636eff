"""Sleeping leads: whom the playbook says to ask again, and waking one with a click."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from leadflow.accounts.rules import Right
from leadflow.desk import words
from leadflow.desk.nurture import frame
from leadflow.desk.requests import DeskRequest, go, needs, show, tell
from leadflow.handover.policy import HandoverPolicy
from leadflow.insight import sleeping
from leadflow.insight.policy import SleepingPolicy
from leadflow.intake import waking
from leadflow.leads import lists
from leadflow.leads import queries as leads
from leadflow.playbook import queries as playbook
from leadflow.playbook.rules import Playbook
from leadflow.qualification.policy import QualificationPolicy


@require_GET
@needs(Right.QUALIFY, Right.SEE_ALL_LEADS)
def listed(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    book = playbook.at(now)
    found = sleeping.sleepers(book, now)
    known = lists.lines({one.lead for one in found}, seen_by=request.actor)
    rules = {rule.key: rule.label.in_(words.language()) for rule in book.section(SleepingPolicy).rules}
    reasons, base = _reasons(book), sleeping.worked()
    rows: list[dict[str, Any]] = [
        {
            "name": known[one.lead].title,
            "url": reverse("desk:lead", args=[known[one.lead].public_id]),
            "wake_url": reverse("desk:wake", args=[known[one.lead].public_id])
            if request.actor.may(Right.QUALIFY)
            else "",
            "rule": rules[one.rule],
            "reason": reasons.get(one.reason, one.reason),
            "ended": words.day(one.ended_at),
        }
        for one in found
        if one.lead in known
    ]
    share = f"{words.number(round(100 * base.touched / base.leads))} %" if base.leads else ""
    return show(
        request,
        "nurture/sleeping.html",
        {"nurture": {"tabs": frame.tabs("sleeping"), "rows": rows, "count": len(rows), "worked": share}},
    )


def _reasons(book: Playbook) -> dict[str, str]:
    declared = (
        *book.section(QualificationPolicy).disqualification_reasons,
        *book.section(HandoverPolicy).lost_reasons,
    )
    return {reason.key: reason.label.in_(words.language()) for reason in declared}


@require_POST
@needs(Right.QUALIFY)
def wake(request: DeskRequest, lead_id: UUID) -> HttpResponse:
    """A new lead with all that is known of the people; the old one stays as it ended."""
    ref = leads.open(lead_id, seen_by=request.actor)
    fresh = waking.wake(ref, by=request.actor, now=timezone.now())
    line = lists.lines([fresh], seen_by=request.actor).get(fresh)
    tell(
        request,
        gettext("%(lead)s is awake again: a new lead, to be called") % {"lead": line.title if line else ""},
    )
    return go(reverse("desk:lead", args=[line.public_id]) if line else reverse("desk:sleeping"))
