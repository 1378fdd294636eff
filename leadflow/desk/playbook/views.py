"""The playbook: read as a document, downloaded as it was written, checked and published by who may."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_GET, require_http_methods

from leadflow.accounts import queries as accounts
from leadflow.accounts.rules import Right
from leadflow.desk import refusal_words, words
from leadflow.desk.playbook import document
from leadflow.desk.requests import DeskRequest, go, needs, show, tell
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.playbook import queries
from leadflow.playbook import services as playbooks
from leadflow.playbook import words as fault_words
from leadflow.playbook.document import Fault, decoded
from leadflow.playbook.policy import ProcessPolicy
from leadflow.playbook.services import PlaybookFaulty

LARGEST: Final = 1_000_000
SUPPLIED: Final = _("First version, as it comes with the house. Make it yours.")
"""The note of the playbook that every home begins with: the one note that we wrote."""
Values = dict[str, Any]


@require_GET
@needs(Right.SEE_PLAYBOOK)
def playbook(request: DeskRequest, number: int | None = None) -> HttpResponse:
    now = timezone.now()
    book = queries.at(now) if number is None else queries.version(_known(number))
    teams = {team.key: team.name(words.language()) for team in accounts.teams()}
    found = document.sections(book, teams)
    process = book.section(ProcessPolicy)
    values = {
        "title": gettext("Playbook %(number)s") % {"number": book.number},
        "name": process.name.in_(words.language()),
        "state": gettext("in force") if book.number == queries.at(now).number else gettext("past"),
        "sub": _since(book.number),
        "note": gettext(SUPPLIED) if process.note == SUPPLIED else process.note,
        "source_url": reverse("desk:playbook_yaml", args=[book.number]),
        "draft_url": reverse("desk:playbook_publish") if request.actor.may(Right.PUBLISH_PLAYBOOK) else "",
        "chapters": document.chapters(found),
        "sections": found,
        "versions": _versions(book.number, now),
        "notes": [
            gettext(
                "A published playbook never changes. What was decided under a version explains itself with it for ever."
            )
        ],
    }
    return show(request, "playbook/read.html", {"playbook": values})


def _known(number: int) -> int:
    if number not in {found.number for found in queries.versions()}:
        raise NotFound("playbook")
    return number


def _since(number: int) -> str:
    found = next((one for one in queries.versions() if one.number == number), None)
    return gettext("since %(day)s") % {"day": words.day(found.valid_from)} if found else ""


def _versions(shown: int, now: datetime) -> list[Values]:
    found, present = queries.versions(), queries.at(now).number
    names = accounts.names(one.published_by for one in found)
    return [
        {
            "name": gettext("Playbook %(number)s") % {"number": one.number},
            "by": names.get(one.published_by or 0, gettext("came with the house")),
            "when": words.day(one.valid_from),
            "current": one.number == present,
            "url": reverse("desk:playbook_version", args=[one.number]) if one.number != shown else "",
        }
        for one in found
    ]


@require_GET
@needs(Right.SEE_PLAYBOOK)
def source(request: DeskRequest, number: int) -> HttpResponse:
    """As it was published, with its comments."""
    answer = HttpResponse(queries.text(_known(number)), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="playbook-{number}.yaml"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PUBLISH_PLAYBOOK)
def publish(request: DeskRequest) -> HttpResponse:
    """Pasted or uploaded; checked first, each fault with its line; published only when there is none."""
    now = timezone.now()
    if request.method != "POST":
        return _draft_page(request, queries.text(queries.at(now).number), None)
    text = _sent(request)
    if isinstance(text, Fault):
        return _draft_page(request, request.POST.get("text", ""), [text])
    if request.POST.get("act") != "publish":
        return _draft_page(request, text, playbooks.check(text))
    try:
        before = queries.at(now).number
        number = playbooks.publish(text, by=request.actor, now=now)
    except PlaybookFaulty as faulty:
        return _draft_page(request, text, faulty.faults)
    except Refusal as refusal:
        said = refusal_words.said(refusal)
        return _draft_page(request, text, None, mistake=f"{said.text} {said.todo}")
    same = number == before
    told = (
        gettext("Playbook %(number)s is in force already")
        if same
        else gettext("Playbook %(number)s is in force")
    )
    tell(request, told % {"number": number})
    return go(reverse("desk:playbook"))


def _sent(request: DeskRequest) -> str | Fault:
    """A file wins over what stands in the field."""
    file = request.FILES.get("file")
    if file is None:
        return request.POST.get("text", "").replace("\r\n", "\n")
    if (file.size or 0) > LARGEST:
        return Fault(1, 1, "", "too_long", {"limit": LARGEST, "length": file.size})
    return decoded(file.read())


def _draft_page(request: DeskRequest, text: str, faults: Any, *, mistake: str = "") -> HttpResponse:
    """`faults` None: not checked yet."""
    language = words.language()
    found = [
        {
            "line": fault.line,
            "column": fault.column,
            "path": fault.path,
            "text": fault_words.tell(fault, language),
        }
        for fault in faults or ()
    ]
    values = {
        "text": text,
        "checked": faults is not None,
        "faults": found,
        "mistake": mistake,
        "title": _draft_title(faults is not None, len(found)),
        "back_url": reverse("desk:playbook"),
        "post_url": reverse("desk:playbook_publish"),
    }
    wrong = bool(found or mistake)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return show(request, "playbook/publish.html", {"draft": values}, status=status)


def _draft_title(checked: bool, faults: int) -> str:
    if faults:
        return ngettext("%(n)s fault, nothing published", "%(n)s faults, nothing published", faults) % {
            "n": faults
        }
    return gettext("No fault found: ready to publish") if checked else gettext("Check and publish a playbook")
