"""Forms are built here, published as a new version of the playbook, and taken back by the former one."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from leadflow.accounts.rules import Right
from leadflow.desk import refusal_words, words
from leadflow.desk.intake import builder_page, drafting
from leadflow.desk.intake.drafting import Draft
from leadflow.desk.requests import DeskRequest, go, needs, part, show, tell
from leadflow.intake import showing
from leadflow.kernel.home import home
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.playbook import queries as playbook
from leadflow.playbook import services as playbooks
from leadflow.playbook import words as fault_words
from leadflow.playbook.document import Fault

MAY: Final = (Right.MANAGE_CONTENT, Right.PUBLISH_PLAYBOOK)
OWN: Final = {
    "key": _("Small letters, digits and _ only, beginning with a letter."),
    "taken": _("Another form has this address already."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*MAY)
def build(request: DeskRequest, key: str = "") -> HttpResponse:
    number = playbook.at(timezone.now()).number
    if request.method != "POST":
        return _page(request, drafting.begun(key, number))
    draft, act = drafting.typed(request.POST, key, number), request.POST.get("act", "")
    if act == "add":
        act = f"add:{request.POST.get('new_asks', '')}"
    if act.partition(":")[0] in ("add", "up", "down", "drop"):
        return _page(request, drafting.rearranged(draft, act))
    return _publish(request, draft, number, really=act == "publish")


def _publish(request: DeskRequest, draft: Draft, number: int, *, really: bool) -> HttpResponse:
    """Checked first; only who may publish the playbook publishes a form."""
    told = drafting.own_faults(draft, number, {name: str(text) for name, text in OWN.items()})
    try:
        found = drafting.checked(draft, number, told, _tell)
        if found.is_faulty:
            return _page(request, found)
        if not draft.is_new and drafting.standing(draft.key, draft.base) != drafting.standing(
            draft.key, number
        ):
            raise Refusal("form_changed_meanwhile")
        text = drafting.text_with(draft, number)
        if not (really and request.actor.may(Right.PUBLISH_PLAYBOOK)):
            return _page(request, found, sound=True, text=text)
        published = playbooks.publish(text, by=request.actor, now=timezone.now())
    except Refusal as refusal:
        said = refusal_words.said(refusal)
        return _page(request, draft, mistake=f"{said.text} {said.todo}")
    return _published(request, published, number)


def _published(request: DeskRequest, number: int, before: int) -> HttpResponse:
    if number == before:
        tell(request, gettext("Nothing was different, nothing was published"))
    else:
        sentence = gettext("The form is live: playbook %(number)s") % {"number": number}
        tell(request, sentence, undo=reverse("desk:form_undo", args=[number]))
    return go(reverse("desk:forms"))


def _tell(fault: Fault) -> str:
    return fault_words.tell(fault, words.language())


def _page(request: DeskRequest, draft: Draft, **more: Any) -> HttpResponse:
    values = builder_page.page(draft, timezone.now(), may=request.actor.may(Right.PUBLISH_PLAYBOOK), **more)
    values["preview"] = _preview(request, draft)
    wrong = draft.is_faulty or more.get("mistake")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return show(request, "intake/builder.html", {"builder": values, **values["preview"]}, status=status)


def _preview(request: DeskRequest, draft: Draft) -> dict[str, Any]:
    asked = request.POST.get("preview", words.language()[:2])
    language = asked if asked in drafting.LANGUAGES else "de"
    form = drafting.preview(draft.entry)
    found = showing.shown(form, language, timezone.now()) if form else None
    return {"form": found, "company": home().company or "Leadflow", "language": language}


@require_POST
@needs(*MAY)
def preview(request: DeskRequest) -> HttpResponse:
    """The hosted page as it would be, while one types."""
    draft = drafting.typed(request.POST, request.POST.get("key", ""), 0)
    return part(request, "intake/_form_preview.html", _preview(request, draft))


@require_POST
@needs(Right.PUBLISH_PLAYBOOK)
def take_off(request: DeskRequest, key: str) -> HttpResponse:
    """The form is gone from the net; what came by it stays."""
    now = timezone.now()
    number = playbook.at(now).number
    if drafting.standing(key, number) is None:
        raise NotFound("form")
    text = drafting.text_without(key, number)
    published = playbooks.publish(text, by=request.actor, now=now)
    sentence = gettext("The form is taken off: playbook %(number)s") % {"number": published}
    tell(request, sentence, undo=reverse("desk:form_undo", args=[published]))
    return go(reverse("desk:forms"))


@require_POST
@needs(Right.PUBLISH_PLAYBOOK)
def undo(request: DeskRequest, number: int) -> HttpResponse:
    """The former version is published again, unless somebody published another one since."""
    now = timezone.now()
    if playbook.at(now).number != number or number < 2:
        raise Refusal("form_changed_meanwhile")
    back = playbooks.publish(playbook.text(number - 1), by=request.actor, now=now)
    tell(request, gettext("Taken back: playbook %(number)s says what it said before") % {"number": back})
    return go(reverse("desk:forms"))
