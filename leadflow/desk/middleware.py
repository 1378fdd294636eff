"""Around every page: who asks, in which language and light, what a browser may load, and refusals in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from leadflow.accounts import queries as accounts
from leadflow.accounts.models import User
from leadflow.accounts.rules import Right
from leadflow.desk import errors
from leadflow.desk.requests import NOBODY, SUDO_UNTIL, DeskRequest
from leadflow.kernel.actor import Actor
from leadflow.kernel.refusals import Refusal

OTHERS: Final = ("/api/", "/p/", "/healthz", "/readyz", "/metrics")
"""Machines and strangers bring their own actor and their own words for refusals."""
THEMES: Final = ("auto", "light", "dark")
THEME_COOKIE: Final = "leadflow_theme"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


class DeskMiddleware:
    """Only for the pages of the desk; what is for others passes with the same headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(OTHERS):
            _prepare(request)
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        if not request.path.startswith(OTHERS) and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal) and not request.path.startswith(OTHERS):
            return errors.refused(request, exception)
        return None


def _prepare(request: HttpRequest) -> None:
    desk, user = cast("DeskRequest", request), request.user
    theme = request.COOKIES.get(THEME_COOKIE, "")
    desk.actor = NOBODY
    if user.is_authenticated:
        desk.actor = _actor(request, user)
        theme = "auto" if user.theme == "system" else user.theme
        translation.activate(user.language)
        request.LANGUAGE_CODE = user.language
    desk.theme = theme if theme in THEMES else "auto"


def _actor(request: HttpRequest, user: User) -> Actor:
    actor = accounts.actor_of(user)
    until = request.session.get(SUDO_UNTIL, 0)
    if actor.may(Right.SUDO) and until > timezone.now().timestamp():
        return accounts.in_sudo(actor)
    return actor
