"""Mails on their way: what waits, what is in doubt, what went out; each can be looked at, stopped or sent again."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from leadflow.accounts.rules import Right
from leadflow.delivery import queries, services
from leadflow.delivery.queries import MailLine, Whole
from leadflow.desk import words
from leadflow.desk.mail_words import CODES, SORTS, STATES
from leadflow.desk.nurture import frame
from leadflow.desk.requests import DeskRequest, go, needs, show, tell
from leadflow.kernel.actor import Actor
from leadflow.kernel.refusals import NotFound
from leadflow.leads import lists

Values = dict[str, Any]
PER_PAGE: Final = 40
FILTERS: Final = (
    ("", _("all"), ()),
    ("stuck", _("to be decided"), ("uncertain", "failed", "held", "bounced")),
    ("waiting", _("about to go out"), ("waiting", "sending")),
    ("gone", _("gone out"), ("sent",)),
    ("captured", _("captured"), ("captured",)),
    ("dropped", _("not sent"), ("dropped",)),
)
STOPPABLE: Final = ("waiting", "uncertain", "held", "failed", "bounced")
AGAIN: Final = ("uncertain", "held", "failed", "captured", "bounced")


@require_GET
@needs(Right.QUALIFY, Right.SEE_ALL_LEADS)
def listed(request: DeskRequest) -> HttpResponse:
    asked, now = request.GET.get("show", ""), timezone.now()
    name, states = next(((n, s) for n, _label, s in FILTERS if n == asked), ("", ()))
    typed = request.GET.get("before", "")
    before = int(typed) if typed.isdecimal() and len(typed) < 16 else None
    found = queries.mails(states=states, before=before, limit=PER_PAGE)
    known = lists.lines({mail.lead for mail in found if mail.lead}, seen_by=request.actor)
    rows = [
        _row(mail, known[mail.lead].title if mail.lead in known else "", now)
        for mail in found
        if _may_see(request.actor, mail, set(known))
    ]
    values = {
        "tabs": frame.tabs("mails"),
        "filters": [
            {"label": str(label), "url": f"?show={key}" if key else "?", "on": key == name}
            for key, label, _states in FILTERS
        ],
        "rows": rows,
        "more_url": f"?show={name}&before={found[-1].id}" if len(found) == PER_PAGE else "",
        "live": queries.is_live(),
        "settings_url": reverse("desk:outward") if request.actor.may(Right.MANAGE_DOORS) else "",
    }
    return show(request, "nurture/mails.html", {"nurture": values})


def _may_see(actor: Actor, mail: MailLine, leads: set[int]) -> bool:
    """By its lead; what belongs to no lead yet only who sees all."""
    return mail.lead in leads if mail.lead else actor.may(Right.SEE_ALL_LEADS)


def _row(mail: MailLine, lead: str, now: Any) -> Values:
    return {
        "url": reverse("desk:mail", args=[mail.public_id]),
        "subject": mail.subject or gettext("erased"),
        "to": mail.to_name or mail.to,
        "lead": lead,
        "sort": str(SORTS[mail.sort]),
        "state": str(STATES[mail.state]),
        "why": str(CODES.get(mail.code, "")),
        "stuck": mail.state in ("uncertain", "failed", "held", "bounced"),
        "broken": mail.state in ("failed", "bounced"),
        "when": words.moment(mail.settled_at or mail.due_at, now),
    }


def _open(request: DeskRequest, mail_id: UUID) -> Whole:
    found = queries.whole(mail_id)
    if found is None:
        raise NotFound("mail")
    leads = {found.line.lead} if found.line.lead else set()
    known = lists.lines(leads, seen_by=request.actor)
    if not _may_see(request.actor, found.line, set(known)):
        raise NotFound("mail")
    return found


@require_GET
@needs(Right.QUALIFY, Right.SEE_ALL_LEADS)
def one(request: DeskRequest, mail_id: UUID) -> HttpResponse:
    """The mail as text: pictures and links of its HTML part are the same words."""
    mail, now = _open(request, mail_id), timezone.now()
    line = mail.line
    known = lists.lines({line.lead}, seen_by=request.actor) if line.lead else {}
    lead = known.get(line.lead) if line.lead else None
    may = request.actor.may(Right.QUALIFY)
    values = {
        **_row(line, lead.title if lead else "", now),
        "lead_url": reverse("desk:lead", args=[lead.public_id]) if lead else "",
        "address": line.to,
        "from": mail.from_name,
        "reply_to": mail.reply_to,
        "text": mail.text,
        "told": line.told,
        "attempts": line.attempts,
        "back_url": reverse("desk:mails"),
        "again_url": reverse("desk:mail_again", args=[mail_id]) if may and _may_go_again(line) else "",
        "stop_url": reverse("desk:mail_stop", args=[mail_id]) if may and line.state in STOPPABLE else "",
    }
    return show(request, "nurture/mail.html", {"mail": values})


def _may_go_again(line: MailLine) -> bool:
    return line.state in AGAIN and not line.erased


@require_POST
@needs(Right.QUALIFY)
def again(request: DeskRequest, mail_id: UUID) -> HttpResponse:
    mail = _open(request, mail_id)
    services.send_again(mail.line.id, by=request.actor, now=timezone.now())
    tell(request, gettext("It is sent once more"))
    return go(reverse("desk:mail", args=[mail_id]))


@require_POST
@needs(Right.QUALIFY)
def stop(request: DeskRequest, mail_id: UUID) -> HttpResponse:
    mail = _open(request, mail_id)
    services.stop(mail.line.id, by=request.actor, now=timezone.now())
    tell(request, gettext("It is not sent"))
    return go(reverse("desk:mail", args=[mail_id]))
