"""The library and its matrix: what there is to read at each phase for each reader, and where leads wait for nothing."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadflow.accounts.rules import Right
from leadflow.content import queries, rules, services
from leadflow.content.policy import ContentPolicy
from leadflow.content.queries import PieceLine
from leadflow.content.rules import PHASES, Tags
from leadflow.content.services import Wanted
from leadflow.desk import refusal_words, words
from leadflow.desk.requests import DeskRequest, go, needs, show, tell
from leadflow.files import queries as files
from leadflow.files import services as storing
from leadflow.files.services import Taken
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import lists
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactsPolicy

Values = dict[str, Any]
LARGEST: Final = 50 * 1024 * 1024
LANGUAGES: Final = (
    {"value": "", "label": _("any")},
    {"value": "de", "label": "Deutsch"},
    {"value": "en", "label": "English"},
)
NEEDS: Final = (1, 5, 20)
"""From so many leads that wait for nothing a cell is shown darker."""


@require_GET
@needs(Right.QUALIFY, Right.MANAGE_CONTENT)
def library(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    retired = request.GET.get("show") == "retired"
    pieces, uses = queries.library(retired=retired), queries.uses()
    may = request.actor.may(Right.MANAGE_CONTENT)
    values = {
        "rows": [_row(piece, uses, now) for piece in pieces],
        "matrix": _matrix(queries.library() if retired else pieces, now),
        "new_url": reverse("desk:piece_new") if may else "",
        "retired": retired,
        "filters": [
            {"label": gettext("in use"), "url": "?", "on": not retired},
            {"label": gettext("taken out"), "url": "?show=retired", "on": retired},
        ],
    }
    return show(request, "content/library.html", {"content": values})


def _row(piece: PieceLine, uses: dict[int, queries.Use], now: Any) -> Values:
    use = uses.get(piece.id)
    return {
        "title": piece.title,
        "about": piece.about,
        "url": reverse("desk:piece", args=[piece.public_id]),
        "icon": "external-link" if piece.url else "file-text",
        "kind": _kind(piece, now),
        "phases": list(piece.tags.phases),
        "readers": ", ".join(_labels("person.role", piece.tags.roles, now)) or gettext("everybody"),
        "offered": words.number(use.offered) if use else "",
        "taken": words.number(use.taken) if use else "",
        "key": piece.key,
    }


def _kind(piece: PieceLine, now: Any) -> str:
    kind = playbook.at(now).section(ContentPolicy).kind(piece.sort)
    return kind.label.in_(words.language()) if kind else piece.sort


def _labels(fact: str, keys: Any, now: Any) -> list[str]:
    declared = playbook.at(now).section(FactsPolicy).get(fact)
    chosen = [(key, declared.choice(key) if declared else None) for key in keys]
    return [choice.label.in_(words.language()) if choice else key for key, choice in chosen]


def _matrix(pieces: list[PieceLine], now: Any) -> Values:
    """Rows are readers, columns the phases; a cell says how many pieces there are and how many leads wait."""
    readers = playbook.at(now).section(ContentPolicy).readers
    waiting = lists.waiting(readers)
    covered = rules.coverage([piece.tags for piece in pieces], readers, waiting)
    phases = playbook.at(now).section(LeadsPolicy).phases
    language = words.language()
    gaps = sum(1 for there, leads in covered.values() if not there and leads)
    return {
        "phases": [{"key": key, "label": phases.of(key).label.in_(language)} for key in PHASES],
        "rows": [
            {
                "label": label,
                "cells": [_cell(*covered[phase, role]) for phase in PHASES],
            }
            for role, label in zip(readers, _labels("person.role", readers, now), strict=True)
        ],
        "gaps": gaps,
    }


def _cell(there: int, leads: int) -> Values:
    need = sum(leads >= border for border in NEEDS) if not there else 0
    return {"there": there, "leads": words.number(leads) if leads else "", "need": need}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MANAGE_CONTENT)
def new(request: DeskRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request, None)
    try:
        wanted = _wanted(request)
        services.add(wanted, by=request.actor, now=timezone.now())
    except Refusal as refusal:
        return _form(request, None, refusal)
    tell(request, gettext("%(title)s is in the library") % {"title": wanted.title})
    return go(reverse("desk:content"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MANAGE_CONTENT)
def piece(request: DeskRequest, piece_id: UUID) -> HttpResponse:
    found = queries.piece(piece_id)
    if request.method != "POST":
        return _form(request, found)
    try:
        services.change_piece(piece_id, _wanted(request), by=request.actor, now=timezone.now())
    except Refusal as refusal:
        return _form(request, found, refusal)
    tell(request, gettext("Kept"))
    return go(reverse("desk:piece", args=[piece_id]))


def _wanted(request: DeskRequest) -> Wanted:
    sent = request.POST
    tags = Tags(
        tuple(sent.getlist("phases")),
        tuple(sent.getlist("roles")),
        tuple(sent.getlist("industries")),
        tuple(sent.getlist("argues")),
        sent.get("language", ""),
    )
    return Wanted(
        sent.get("title", ""),
        sent.get("sort", ""),
        tags,
        sent.get("about", ""),
        sent.get("key", ""),
        sent.get("url", ""),
        _file(request),
    )


def _file(request: DeskRequest) -> Taken | None:
    upload = request.FILES.get("file")
    if upload is None or not upload.name:
        return None
    return storing.take(upload, upload.name, largest=LARGEST)


def _form(request: DeskRequest, found: PieceLine | None, refusal: Refusal | None = None) -> HttpResponse:
    sent, now = request.POST if refusal else None, timezone.now()
    said = refusal_words.said(refusal) if refusal else None
    tags = found.tags if found else Tags()
    book, language = playbook.at(now), words.language()
    phases = book.section(LeadsPolicy).phases

    def ticks(name: str, pairs: list[tuple[str, str]], on: Any) -> list[Values]:
        chosen = set(sent.getlist(name)) if sent else set(on)
        return [{"value": key, "label": label, "on": key in chosen} for key, label in pairs]

    def choices(fact: str) -> list[tuple[str, str]]:
        declared = book.section(FactsPolicy).get(fact)
        return [(c.key, c.label.in_(language)) for c in declared.choices] if declared else []

    stored = files.files([found.file]).get(found.file) if found and found.file else None
    values = {
        "title": found.title if found else gettext("A new piece"),
        "mistake": f"{said.title}. {said.text} {said.todo}" if said else "",
        "typed_title": sent.get("title", "") if sent else (found.title if found else ""),
        "about": sent.get("about", "") if sent else (found.about if found else ""),
        "key": sent.get("key", "") if sent else (found.key if found else ""),
        "url": sent.get("url", "") if sent else (found.url if found else ""),
        "sort": sent.get("sort", "") if sent else (found.sort if found else ""),
        "sorts": [
            {"value": kind.key, "label": kind.label.in_(language)}
            for kind in book.section(ContentPolicy).kinds
        ],
        "language": sent.get("language", "") if sent else tags.language,
        "languages": LANGUAGES,
        "phases": ticks("phases", [(p, phases.of(p).label.in_(language)) for p in PHASES], tags.phases),
        "roles": ticks("roles", choices("person.role"), tags.roles),
        "industries": ticks("industries", choices("company.industry"), tags.industries),
        "argues": ticks("argues", choices("lead.solution_kind"), tags.argues),
        "there": found is not None,
        "file": stored.name if stored else "",
        "file_url": reverse("desk:piece_file", args=[found.public_id]) if found and stored else "",
        "retire_url": reverse("desk:piece_retire", args=[found.public_id])
        if found and not found.retired
        else "",
        "restore_url": reverse("desk:piece_back", args=[found.public_id]) if found and found.retired else "",
        "back_url": reverse("desk:content"),
    }
    return show(request, "content/piece.html", {"piece": values}, status=422 if refusal else 200)


@require_GET
@needs(Right.QUALIFY, Right.MANAGE_CONTENT)
def file(request: DeskRequest, piece_id: UUID) -> HttpResponseBase:
    """Always a download."""
    found = queries.piece(piece_id)
    stored = files.files([found.file]).get(found.file) if found.file else None
    if stored is None:
        raise NotFound("file")
    source = files.open_bytes(stored.id)
    return FileResponse(
        source, as_attachment=True, filename=stored.name, content_type="application/octet-stream"
    )


@require_POST
@needs(Right.MANAGE_CONTENT)
def retire(request: DeskRequest, piece_id: UUID) -> HttpResponse:
    services.retire(piece_id, by=request.actor, now=timezone.now())
    undo = reverse("desk:piece_back", args=[piece_id])
    tell(request, gettext("%(title)s is taken out") % {"title": queries.piece(piece_id).title}, undo=undo)
    return go(reverse("desk:content"))


@require_POST
@needs(Right.MANAGE_CONTENT)
def back(request: DeskRequest, piece_id: UUID) -> HttpResponse:
    services.retire(piece_id, by=request.actor, now=timezone.now(), back=True)
    tell(request, gettext("%(title)s is in the library again") % {"title": queries.piece(piece_id).title})
    return go(reverse("desk:content"))
