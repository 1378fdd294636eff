"""Saved mappings: how lists with certain headings are read, under a name; renamed, changed, dropped."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadflow.accounts.rules import Right
from leadflow.desk import refusal_words, words
from leadflow.desk.intake import told
from leadflow.desk.requests import DeskRequest, go, needs, show, tell
from leadflow.intake import remembering
from leadflow.intake.doors.csv.mapping import IMPORT, slugs
from leadflow.intake.remembering import Saved
from leadflow.kernel.refusals import Refusal
from leadflow.playbook import queries as playbook
from leadflow.playbook.rules import Playbook

Values = dict[str, Any]


@require_GET
@needs(Right.SEE_INTAKE)
def listed(request: DeskRequest) -> HttpResponse:
    now, imports = timezone.now(), request.actor.may(Right.IMPORT)
    values = {
        "back_url": reverse("desk:receipts"),
        "import_url": reverse("desk:import") if imports else "",
        "rows": [_row(one, now, imports=imports) for one in remembering.all_saved()],
    }
    return show(request, "intake/mappings.html", {"intake": values})


def _row(one: Saved, now: datetime, *, imports: bool) -> Values:
    """Who may see the intake sees which there are; only who imports opens or forgets one."""
    return {
        "name": one.name,
        "url": reverse("desk:mapping", args=[one.public_id]) if imports else "",
        "columns": ", ".join(one.headings)[:160],
        "used": ngettext("%(n)s time", "%(n)s times", one.uses) % {"n": words.number(one.uses)},
        "when": words.moment(one.used_at, now) if one.used_at else "",
        "drop_url": reverse("desk:mapping_drop", args=[one.public_id]) if imports else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.IMPORT)
def one(request: DeskRequest, mapping_id: UUID) -> HttpResponse:
    known, now = remembering.saved(mapping_id), timezone.now()
    book = playbook.at(now)
    if request.method != "POST":
        return _page(request, known, book)
    allowed = {key for key, _ in told.targets(book)} | {IMPORT, *known.targets.values()}
    sent = {slug: request.POST.get(f"column_{at}", "") for at, slug in enumerate(slugs(known.headings))}
    if wrong := next((target for target in sent.values() if target and target not in allowed), ""):
        return _page(
            request, known, book, gettext("“%(target)s” is not among the choices.") % {"target": wrong}
        )
    try:
        remembering.rename(mapping_id, request.POST.get("name", ""), by=request.actor, now=now)
    except Refusal as refusal:
        said = refusal_words.said(refusal)
        return _page(request, known, book, f"{said.title}. {said.text} {said.todo}")
    chosen = {slug: target for slug, target in sent.items() if target}
    remembering.change_targets(mapping_id, chosen, by=request.actor, now=now)
    tell(request, gettext("Kept. The next list of this shape is read like this."))
    return go(reverse("desk:mappings"))


def _page(request: DeskRequest, known: Saved, book: Playbook, error: str = "") -> HttpResponse:
    values = {
        "name": request.POST.get("name", known.name),
        "title": known.name,
        "post_url": reverse("desk:mapping", args=[known.public_id]),
        "back_url": reverse("desk:mappings"),
        "columns": _columns(known, book),
        "error": error,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return show(request, "intake/mapping.html", {"mapping": values}, status=status)


def _columns(known: Saved, book: Playbook) -> list[Values]:
    options = [*told.targets(book), (IMPORT, gettext("only kept and shown"))]
    found = []
    for at, (heading, slug) in enumerate(zip(known.headings, slugs(known.headings), strict=True)):
        target = known.targets.get(slug, IMPORT)
        more = [] if target in dict(options) else [(target, told.target(target, book))]
        found.append(
            {
                "name": heading,
                "value": target,
                "field": f"column_{at}",
                "options": [{"value": value, "label": label} for value, label in [*options, *more]],
            }
        )
    return found


@require_POST
@needs(Right.IMPORT)
def drop(request: DeskRequest, mapping_id: UUID) -> HttpResponse:
    gone = remembering.forget(mapping_id, by=request.actor, now=timezone.now())
    tell(
        request,
        gettext("“%(name)s” is forgotten") % {"name": gone.name},
        undo=reverse("desk:mapping_back", args=[mapping_id]),
    )
    return go(reverse("desk:mappings"))


@require_POST
@needs(Right.IMPORT)
def back(request: DeskRequest, mapping_id: UUID) -> HttpResponse:
    remembering.bring_back(mapping_id, by=request.actor, now=timezone.now())
    return go(reverse("desk:mappings"))
