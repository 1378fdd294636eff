"""When something cannot be done: a calm page, or a toast on the page one is on. Never a stack trace."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from leadflow.desk import refusal_words
from leadflow.desk.refusal_words import Said
from leadflow.kernel.refusals import Refusal

STATUS: Final = {
    "not_found": HTTPStatus.NOT_FOUND,
    "not_allowed": HTTPStatus.FORBIDDEN,
    "too_many_tries": HTTPStatus.TOO_MANY_REQUESTS,
    "busy": HTTPStatus.SERVICE_UNAVAILABLE,
    "no_playbook": HTTPStatus.SERVICE_UNAVAILABLE,
    "claimed": HTTPStatus.CONFLICT,
}


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """htmx: a toast beside what stands on the page. Else a page of its own."""
    said = refusal_words.said(refusal)
    status = STATUS.get(refusal.code, HTTPStatus.UNPROCESSABLE_ENTITY)
    if getattr(request, "htmx", None):
        return _toast(request, said)
    return _page(request, said, status, code=refusal.code)


def _toast(request: HttpRequest, said: Said) -> HttpResponse:
    words = {"text": f"{said.text} {said.todo}".strip(), "level": "error"}
    answer = render(request, "components/toast.html", words, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#toasts", "beforeend"
    return answer


def _page(request: HttpRequest, said: Said, status: int, *, code: str = "") -> HttpResponse:
    error = {"title": said.title, "text": said.text, "todo": said.todo, "code": code, "home_url": "/"}
    theme = getattr(request, "theme", "auto")
    return render(request, "errors/page.html", {"error": error, "theme": theme}, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refused(request, Refusal("not_found"))


def not_taken(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """More or other than a form of ours ever sends."""
    said = Said(
        gettext("This could not be taken"),
        gettext("It is larger than a form may be, or not what a page of ours sends. Nothing was changed."),
        gettext("Go back, what you typed still stands there. Shorten it and send it again."),
    )
    return _page(request, said, HTTPStatus.BAD_REQUEST, code="not_taken")


def forbidden(request: HttpRequest, reason: str = "", exception: Exception | None = None) -> HttpResponse:
    """Also what Django's CSRF check answers: the form is from an older login."""
    said = Said(
        gettext("This form has grown old"),
        gettext("It belongs to an earlier login, so nothing was changed."),
        gettext("Go back, reload the page and send it again. What you typed is kept."),
    )
    return _page(request, said, HTTPStatus.FORBIDDEN, code="form_expired")


def failed(request: HttpRequest) -> HttpResponse:
    """Something of ours broke; nothing was half written."""
    said = Said(
        gettext("Something broke here"),
        gettext("It is our fault. Nothing was half written, and what is kept stays as it was."),
        gettext("Go back and try again. When it happens twice, tell whoever looks after Leadflow."),
    )
    return _page(request, said, HTTPStatus.INTERNAL_SERVER_ERROR, code="failed")
