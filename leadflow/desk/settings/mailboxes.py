"""The mailboxes the house reads: set up, tried with clear words for each fault, put to rest."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from leadflow.accounts.rules import Right
from leadflow.delivery.outward import KEPT
from leadflow.desk import letter_words, words
from leadflow.desk.requests import DeskRequest, go, needs, tell
from leadflow.desk.settings import frame, leave_form
from leadflow.desk.settings.frame import Values
from leadflow.desk.settings.mailbox_list import rows
from leadflow.intake import mailboxes
from leadflow.intake.mailboxes import Box, Tried, Wanted
from leadflow.kernel.refusals import Refusal
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook

SECURITIES: Final = (
    ("tls", _("TLS (993)")),
    ("starttls", _("STARTTLS (143)")),
    ("none", _("none, only in the own network")),
)
AFTERWARDS: Final = (
    ("leave", _("nothing: the mailbox stays as it is")),
    ("seen", _("it is marked as read")),
    ("move", _("it is moved to another folder")),
)
EMPTY: Final = {"port": "993", "security": "tls", "folder": "INBOX", "afterwards": "leave"}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MANAGE_DOORS)
def new(request: DeskRequest) -> HttpResponse:
    return _form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MANAGE_DOORS)
def one(request: DeskRequest, mailbox_id: UUID) -> HttpResponse:
    return _form(request, mailboxes.box(mailbox_id))


def _form(request: DeskRequest, box: Box | None) -> HttpResponse:
    if request.method != "POST":
        return _page(request, box)
    try:
        public = box.public_id if box else None
        kept = mailboxes.set_up(_wanted(request), by=request.actor, now=timezone.now(), public=public)
    except Refusal as refusal:
        return _page(request, box, refusal=refusal)
    tell(request, gettext("Kept. Now try whether it can be read."))
    return go(reverse("desk:mailbox", args=[kept]))


def _wanted(request: DeskRequest) -> Wanted:
    sent = request.POST
    port = sent.get("port", "").strip()
    return Wanted(
        sent.get("address", ""),
        sent.get("host", ""),
        int(port) if port.isdecimal() and len(port) < 6 else 0,
        sent.get("security", ""),
        sent.get("user", ""),
        sent.get("password", ""),
        leave_form.key_of(sent.get("grant", "")),
        sent.get("folder", ""),
        sent.get("afterwards", ""),
        sent.get("moved_to", ""),
        sent.get("offer", ""),
        sent.get("channel", ""),
        sent.get("private", ""),
        "yes" in sent.getlist("answers"),
        "plus" in sent.getlist("answers"),
        _day(sent.get("since", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


@require_POST
@needs(Right.MANAGE_DOORS)
def try_out(request: DeskRequest, mailbox_id: UUID) -> HttpResponse:
    box = mailboxes.box(mailbox_id)
    return _page(request, box, tried=mailboxes.try_out(box.public_id, now=timezone.now()))


@require_POST
@needs(Right.MANAGE_DOORS)
def rest(request: DeskRequest, mailbox_id: UUID) -> HttpResponse:
    box = mailboxes.box(mailbox_id)
    mailboxes.read_or_rest(box.public_id, is_read=not box.is_read, by=request.actor, now=timezone.now())
    said = gettext("%(mail)s is no longer read") if box.is_read else gettext("%(mail)s is read again")
    tell(request, said % {"mail": box.address}, undo=reverse("desk:mailbox_rest", args=[mailbox_id]))
    return go(reverse("desk:mailboxes"))


def _page(
    request: DeskRequest, box: Box | None, *, refusal: Refusal | None = None, tried: Tried | None = None
) -> HttpResponse:
    known = _known(box) if box else {**EMPTY, "since": timezone.localdate().isoformat()}
    typed = dict(request.POST.items()) if refusal else {}
    typed.pop("password", None)
    ticked = request.POST.getlist("answers") if refusal else _ticked(box)
    values = {
        **known,
        **typed,
        **_choices(),
        "password": KEPT if box and box.has_password else "",
        "answers": [
            {
                "value": "yes",
                "label": gettext("Answers to our mails come here"),
                "hint": gettext("Else they go to whoever is responsible for the lead."),
                "on": "yes" in ticked,
            },
            {
                "value": "plus",
                "label": gettext("The server also takes name+anything@"),
                "hint": gettext(
                    "Then an answer finds its lead even where the mail program forgets what it answers."
                ),
                "on": "plus" in ticked,
            },
        ],
        "there": box is not None,
        "reads": box is not None and box.is_read,
        "status": rows([box], timezone.now())[0] if box else None,
        "told": box.told if box else "",
        "todo": _todo(box.fault) if box else "",
        "tried": _said(tried) if tried else None,
        "post_url": reverse("desk:mailbox", args=[box.public_id]) if box else reverse("desk:mailbox_new"),
        "try_url": reverse("desk:mailbox_try", args=[box.public_id]) if box else "",
        "rest_url": reverse("desk:mailbox_rest", args=[box.public_id]) if box else "",
        "back_url": reverse("desk:mailboxes"),
    }
    return frame.page(request, "mailboxes", "settings/mailbox.html", {"mailbox": values}, refusal)


def _known(box: Box) -> Values:
    names = (
        "address",
        "host",
        "security",
        "user",
        "folder",
        "afterwards",
        "moved_to",
        "offer",
        "channel",
        "private",
    )
    return {
        **{name: getattr(box, name) for name in names},
        "port": str(box.port),
        "since": box.since.isoformat(),
        "grant": leave_form.public_of(box.grant),
    }


def _ticked(box: Box | None) -> list[str]:
    if box is None:
        return []
    return [name for name, on in (("yes", box.takes_answers), ("plus", box.takes_plus)) if on]


def _choices() -> Values:
    language, policy = words.language(), playbook.at(timezone.now()).section(LeadsPolicy)
    return {
        "securities": [{"value": key, "label": str(label)} for key, label in SECURITIES],
        "afterwards_all": [{"value": key, "label": str(label)} for key, label in AFTERWARDS],
        "channels": [{"value": one.key, "label": one.label.in_(language)} for one in policy.channels],
        "offers": [{"value": one.key, "label": one.label.in_(language)} for one in policy.offers],
        "grants": leave_form.logins(),
    }


def _todo(code: str) -> str:
    found = letter_words.FAULTS.get(code)
    return str(found[1]) if found else ""


def _said(tried: Tried) -> Values:
    fault = letter_words.FAULTS.get(tried.code)
    return {
        "fault": str(fault[0]) if fault else tried.code,
        "todo": str(fault[1]) if fault else "",
        "told": tried.told,
        "waiting": tried.waiting,
        "folders": ", ".join(tried.folders) if tried.code == "folder_missing" else "",
    }
