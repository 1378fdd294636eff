"""The second step of a login. Until it is done the session knows who waits at the door, and nobody is logged in."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from leadflow.accounts import second
from leadflow.desk import errors, refusal_words
from leadflow.desk.requests import go, safe_path, show
from leadflow.kernel.home import home
from leadflow.kernel.refusals import Refusal

BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
WAITS: Final = "waits_for_second"
PATIENCE: Final = timedelta(minutes=5)


def wait(request: HttpRequest, user: int, wanted: str) -> HttpResponse:
    """The first step is done: a new session keeps who it was, for five minutes."""
    request.session.flush()
    until = (timezone.now() + PATIENCE).timestamp()
    request.session[WAITS] = {"user": user, "until": until, "next": wanted}
    return go(reverse("desk:login_second"))


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    waits, now = request.session.get(WAITS), timezone.now()
    if not isinstance(waits, dict):
        return go(reverse("desk:login"))
    if request.method != "POST":
        return _page(request)
    try:
        user = second.check(_still(waits, now), request.POST.get("code", ""), now=now)
    except Refusal as refusal:
        if refusal.code == "login_half_open":
            request.session.flush()
        return _page(request, refusal)
    login(request, user, backend=BACKEND)
    request.session.pop(WAITS, None)
    return go(safe_path(request, str(waits.get("next", "/"))))


def _still(waits: dict[str, Any], now: datetime) -> int:
    if now.timestamp() > float(waits["until"]):
        raise Refusal("login_half_open")
    return int(waits["user"])


def _page(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    said = refusal_words.said(refusal) if refusal else None
    status = errors.STATUS.get(refusal.code, HTTPStatus.UNPROCESSABLE_ENTITY) if refusal else HTTPStatus.OK
    values = {
        "home": home().company,
        "post_url": reverse("desk:login_second"),
        "login_url": reverse("desk:login"),
        "error": f"{said.text} {said.todo}" if said else "",
    }
    return show(request, "account/second.html", {"second": values}, status=status)
