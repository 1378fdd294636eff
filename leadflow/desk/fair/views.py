"""The page for the booth. It is shown, kept by the browser, and asked for again only when there is a network."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, Final, ParamSpec, cast

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from leadflow import __version__
from leadflow.accounts.rules import Right
from leadflow.desk import refusal_words
from leadflow.desk.errors import STATUS
from leadflow.desk.fair import asked
from leadflow.desk.requests import DeskRequest, go, needs, tell
from leadflow.intake import capturing
from leadflow.intake.doors.cards import reading
from leadflow.kernel.refusals import Refusal

P = ParamSpec("P")
LARGEST: Final = 300_000
SHELL: Final = (
    "desk/css/tokens.css", "desk/css/base.css", "desk/css/layout.css", "desk/css/components.css", "desk/css/pages.css",
    "desk/fonts/hanken-grotesk-latin.woff2", "desk/fonts/hanken-grotesk-latin-ext.woff2", "desk/favicon.svg",
    "desk/icons.svg", "desk/js/fair/page.js",
)  # fmt: skip
IMPORTED: Final = ("store.js", "send.js", "scan.js", "list.js")
"""Modules the page's script asks for by their plain names."""


@require_GET
@needs(Right.CAPTURE)
def page(request: DeskRequest) -> HttpResponse:
    values = {"theme": request.theme, "fair": asked.page(request.user, timezone.now())}
    return render(request, "fair/page.html", values)


@require_GET
@needs(Right.CAPTURE)
def worker(request: DeskRequest) -> HttpResponse:
    """A worker of the browser: keeps the page and what it needs, and answers where the network does not."""
    shell = [static(name) for name in SHELL]
    folder = static("desk/js/fair/page.js").rpartition("/")[0]
    shell += [f"{folder}/{name}" for name in IMPORTED]
    version = hashlib.sha256(f"{__version__} {shell}".encode()).hexdigest()[:12]
    values = {"shell": orjson.dumps(shell).decode(), "page": reverse("desk:fair"), "version": version}
    answer = render(request, "fair/worker.js", values, content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = reverse("desk:fair")
    answer["Cache-Control"] = "no-cache"
    return answer


def answers(
    view: Callable[Concatenate[DeskRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """For the script of the page: a login that ended is told as such, and nothing is redirected."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        asked_ = cast("DeskRequest", request)
        if not request.user.is_authenticated:
            return JsonResponse({"code": "login_needed"}, status=HTTPStatus.UNAUTHORIZED)
        if not asked_.actor.may(Right.CAPTURE):
            return JsonResponse({"code": "not_allowed"}, status=HTTPStatus.FORBIDDEN)
        try:
            return view(asked_, *args, **kwargs)
        except Refusal as refusal:
            return _refused(refusal)

    return answered


def _refused(refusal: Refusal) -> HttpResponse:
    said = refusal_words.said(refusal)
    status = STATUS.get(refusal.code, HTTPStatus.UNPROCESSABLE_ENTITY)
    told = {"code": refusal.code, "message": f"{said.title}. {said.text} {said.todo}"}
    return JsonResponse(told, status=status)


@require_GET
@answers
def state(request: DeskRequest) -> HttpResponse:
    """Who is logged in, and the token without which nothing is taken: asked for anew before each sending."""
    found = {"csrf": get_token(request), "user": request.user.name, "fairs": asked.fairs(timezone.now())}
    answer = JsonResponse(found)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@answers
def card(request: DeskRequest) -> HttpResponse:
    """What a scanned code or a file says, for the fields of the page; nothing is kept."""
    text = str(_sent(request).get("text", ""))[: capturing.LONGEST_CARD]
    cards = [asked.for_fields(pairs) for pairs in reading.read(text)[:1]]
    return JsonResponse({"fields": cards[0] if cards else {}})


def _sent(request: HttpRequest) -> dict[str, Any]:
    """Refusal("message_too_large" | "message_unreadable")."""
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise Refusal("message_too_large")
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise Refusal("message_unreadable")
    return found


@require_POST
def notes(request: HttpRequest) -> HttpResponseBase:
    """One note: as JSON from the queue of the browser, or as a plain form where no script runs."""
    if request.content_type == "application/json":
        return _from_queue(request)
    return _from_form(request)


@answers
def _from_queue(request: DeskRequest) -> HttpResponse:
    kept = capturing.at_fair(asked.noted(_sent(request)), by=request.actor, now=timezone.now())
    return JsonResponse({"state": kept.state, "repeated": kept.repeated})


@needs(Right.CAPTURE)
def _from_form(request: DeskRequest) -> HttpResponse:
    sent = request.POST
    values = {name.removeprefix("f:"): text for name, text in sent.items() if name.startswith("f:")}
    told = {name: sent.get(name, "") for name in ("id", "fair", "offer", "language", "book")}
    noted = asked.noted({**told, "values": values, "consents": sent.getlist("consent")})
    capturing.at_fair(noted, by=request.actor, now=timezone.now())
    tell(request, gettext("Kept"))
    return go(reverse("desk:fair"))
