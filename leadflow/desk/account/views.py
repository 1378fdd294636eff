"""Coming in, going out, language and light."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final, cast

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadflow.accounts import entering
from leadflow.accounts import second as second_factor
from leadflow.accounts import services as accounts
from leadflow.accounts.models import User
from leadflow.desk import errors, nav, refusal_words
from leadflow.desk.account import second
from leadflow.desk.middleware import THEME_COOKIE, THEMES
from leadflow.desk.requests import DeskRequest, came_from, go, needs, safe_path, show
from leadflow.kernel.home import home
from leadflow.kernel.refusals import NotFound, Refusal

YEAR: Final = 365 * 24 * 3600


@needs()
def first_page(request: DeskRequest) -> HttpResponse:
    """Where this role works; somebody without any place is told so."""
    place = nav.first_place(request.actor)
    if place is None:
        raise NotFound
    return go(place)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    wanted = safe_path(request, request.POST.get("next") or request.GET.get("next") or "/")
    if request.method != "POST":
        return go(wanted) if request.user.is_authenticated else _login_page(request, wanted)
    mail, password = request.POST.get("username", ""), request.POST.get("password", "")
    try:
        user = entering.log_in(mail, password, address=_address(request), now=timezone.now())
    except Refusal as refusal:
        return _login_page(request, wanted, mail=mail, refusal=refusal)
    return _come_in(request, user, wanted)


def _login_page(
    request: HttpRequest, wanted: str, *, mail: str = "", refusal: Refusal | None = None
) -> HttpResponse:
    said = refusal_words.said(refusal) if refusal else None
    status = errors.STATUS.get(refusal.code, HTTPStatus.UNPROCESSABLE_ENTITY) if refusal else HTTPStatus.OK
    values = {
        "greeting": _greeting(),
        "home": home().company,
        "post_url": reverse("desk:login"),
        "next": "" if wanted == "/" else wanted,
        "mail": mail,
        "error": f"{said.text} {said.todo}" if said else "",
        "version": "Leadflow",
    }
    return show(request, "account/login.html", {"login": values}, status=status)


def _greeting() -> str:
    hour = timezone.localtime().hour
    return (
        gettext("Good morning")
        if hour < 11
        else gettext("Good afternoon")
        if hour < 18
        else gettext("Good evening")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def enter_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET only shows a button: mail scanners open every address, and the link opens once."""
    if request.method != "POST":
        return show(request, "account/link.html", {"link": {"home": home().company, "greeting": _greeting()}})
    try:
        user = entering.redeem_login_link(token, address=_address(request), now=timezone.now())
    except Refusal as refusal:
        said = refusal_words.said(refusal)
        status = errors.STATUS.get(refusal.code, HTTPStatus.UNPROCESSABLE_ENTITY)
        link = {"home": home().company, "refused": said, "login_url": reverse("desk:login")}
        return show(request, "account/link.html", {"link": link}, status=status)
    return _come_in(request, user, "/")


def _come_in(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    """Where a second step was agreed, the door is only half open yet."""
    if second_factor.is_on(user.id):
        return second.wait(request, user.id, wanted)
    login(request, user, backend=second.BACKEND)
    return go(wanted)


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    logout(request)
    return go(reverse("desk:login"))


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("language", "")
    if wanted not in dict(settings.LANGUAGES):
        raise Refusal("unknown_choice", value=wanted)
    _keep(request, language=wanted)
    answer = go(_back(request))
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=YEAR, samesite="Lax", httponly=True)
    return answer


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("theme", "")
    if wanted not in THEMES:
        raise Refusal("unknown_choice", value=wanted)
    _keep(request, theme="system" if wanted == "auto" else wanted)
    answer = go(_back(request))
    answer.set_cookie(THEME_COOKIE, wanted, max_age=YEAR, samesite="Lax", httponly=True)
    return answer


def _keep(request: HttpRequest, **values: str) -> None:
    """With the user where there is one; the cookie alone serves the login page."""
    if request.user.is_authenticated:
        by = cast("DeskRequest", request).actor
        accounts.set_profile(request.user.id, values, by=by, now=timezone.now())


def _back(request: HttpRequest) -> str:
    return safe_path(request, request.POST.get("next") or came_from(request))


@require_GET
def robots(_request: HttpRequest) -> HttpResponse:
    """Nothing of the desk is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")
