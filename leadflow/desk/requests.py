"""What every view of the desk starts from: who asks, what they may, and the page around their answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from leadflow.accounts.models import User
from leadflow.accounts.rules import Right
from leadflow.desk import nav
from leadflow.kernel.actor import Actor, ActorKind
from leadflow.kernel.refusals import NotFound

P = ParamSpec("P")
NOBODY = Actor(ActorKind.USER)
SUDO_UNTIL = "sudo_until"
"""Session key: seconds since 1970 until which an admin sees what admins do not see."""
SEES_LEADS = (Right.SEE_ALL_LEADS, Right.SEE_TEAM_LEADS, Right.SEE_HANDED)


class DeskRequest(HttpRequest):
    """After the desk's middleware: `actor` and `theme` are there; `user` is somebody once a view is entered."""

    actor: Actor
    theme: str
    htmx: HtmxDetails
    user: User


Answer = Callable[Concatenate[DeskRequest, P], HttpResponseBase]


def needs(*rights: Right) -> Callable[[Answer[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """One of these rights, or the page does not exist; without a login, the login page first."""

    def guard(view: Answer[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_login(request)
            asked = cast("DeskRequest", request)
            if rights and not any(asked.actor.may(right) for right in rights):
                raise NotFound
            return view(asked, *args, **kwargs)

        return guarded

    return guard


def to_login(request: HttpRequest) -> HttpResponse:
    """Back to where one was afterwards; a part of a page sends the whole page there."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    if htmx:
        part = HttpResponse(status=401)
        part["HX-Redirect"] = _login_url(htmx.current_url_abs_path or "/")
        return part
    return HttpResponseRedirect(
        _login_url(request.get_full_path() if request.method == "GET" else came_from(request))
    )


def _login_url(back: str) -> str:
    login = reverse("desk:login")
    return login if back == "/" else f"{login}?{urlencode({'next': back})}"


def show(
    request: HttpRequest,
    template: str,
    values: Mapping[str, Any],
    *,
    status: int = 200,
    counts: Mapping[str, int] | None = None,
) -> HttpResponse:
    """A whole page: the values and the shell around them. `counts`: figures of the side bar that are known already."""
    asked = cast("DeskRequest", request)
    shell = nav.shell(asked.actor, request.path, counts or {}) if request.user.is_authenticated else {}
    return render(request, template, {"theme": asked.theme, **shell, **values}, status=status)


def part(
    request: HttpRequest, template: str, values: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A piece of a page, for htmx."""
    return render(request, template, {"theme": cast("DeskRequest", request).theme, **values}, status=status)


def came_from(request: HttpRequest) -> str:
    """The page of this house from which a form was sent."""
    return safe_path(
        request, urlsplit(request.META.get("HTTP_REFERER", ""))._replace(scheme="", netloc="").geturl()
    )


def safe_path(request: HttpRequest, path: str) -> str:
    """Only a place of this house; anything else leads home."""
    fits = url_has_allowed_host_and_scheme(path, allowed_hosts=None, require_https=request.is_secure())
    return path if fits and path.startswith("/") else "/"


def go(url: str) -> HttpResponse:
    """After a form: a fresh page, so that reloading sends nothing twice."""
    return HttpResponseRedirect(url, status=303)


def tell(request: HttpRequest, sentence: str, *, undo: str = "") -> None:
    """A toast on the next page; `undo` is the address that takes the step back."""
    messages.success(request, sentence, extra_tags=undo)
