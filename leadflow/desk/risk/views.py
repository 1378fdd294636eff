"""One list of what could be forgotten: nothing planned, overdue, mails that came back. Empty means nothing is."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from leadflow.accounts.rules import Right
from leadflow.agenda import queries as agenda
from leadflow.agenda import risk as risks
from leadflow.agenda.queries import Due
from leadflow.delivery import queries as mails
from leadflow.desk import words
from leadflow.desk.mail_words import CODES
from leadflow.desk.requests import DeskRequest, needs, show
from leadflow.desk.telling import heads
from leadflow.desk.telling.why import why
from leadflow.leads import lists
from leadflow.leads.lists import Line
from leadflow.playbook import queries as playbook

PER_KIND: Final = 50
Values = dict[str, Any]


@require_GET
@needs(Right.QUALIFY, Right.SEE_ALL_LEADS)
def risk(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    late, unplanned = risks.overdue(now, limit=PER_KIND), risks.unplanned(limit=PER_KIND)
    returned = {
        mail.lead: str(CODES.get(mail.code, mail.code))
        for mail in mails.mails(states=["failed", "bounced"], limit=PER_KIND)
        if mail.lead
    }
    wanted = {due.lead for due in (*late, *unplanned)} | set(returned)
    known = lists.lines(wanted, seen_by=request.actor)
    counted = risks.counted(now)
    parts = [
        _part(
            gettext("Overdue"), [_due(due, known, now) for due in late if due.lead in known], counted.overdue
        ),
        _part(
            gettext("Nobody planned what is next"),
            [_due(due, known, now) for due in unplanned if due.lead in known],
            counted.unplanned,
        ),
        _part(
            gettext("Mails that came back"),
            [_row(known[lead], said, "", broken=False) for lead, said in returned.items() if lead in known],
            len(returned),
        ),
    ]
    shown = [part for part in parts if part["rows"]]
    return show(request, "risk/risk.html", {"risk": {"parts": shown, "whole": _whole(shown)}})


def _whole(parts: list[Values]) -> str:
    return words.number(sum(part["whole"] for part in parts)) if parts else ""


def _part(title: str, rows: list[Values], whole: int) -> Values:
    """`whole` counts the house; what one may not see is not listed."""
    whole = max(whole, len(rows)) if len(rows) == PER_KIND else len(rows)
    return {"title": title, "rows": rows, "whole": whole, "more": whole - len(rows)}


def _due(due: Due, known: dict[int, Line], now: datetime) -> Values:
    _policy, hours = agenda.policy(now)
    reason = why(due, playbook.at(now), hours, now)
    return _row(known[due.lead], reason.text, reason.when, broken=reason.broken)


def _row(line: Line, said: str, when: str, *, broken: bool) -> Values:
    return {
        "name": line.title,
        "url": reverse("desk:lead", args=[line.public_id]),
        "why": said,
        "when": when,
        "broken": broken,
        "stage": str(words.STAGES[line.stage]),
        "owner": heads.owners([line]).get(line.id, ""),
    }
