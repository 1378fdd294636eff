"""The own account: name, language, light, password; and the switch by which an admin sees people's data for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadflow.accounts import queries as accounts
from leadflow.accounts import second, services
from leadflow.accounts.rules import SHORTEST_PASSWORD, Right
from leadflow.desk.middleware import THEME_COOKIE
from leadflow.desk.requests import SUDO_UNTIL, DeskRequest, came_from, go, needs, tell
from leadflow.desk.settings import frame
from leadflow.kernel.refusals import Refusal

SUDO_FOR: Final = timedelta(minutes=15)
LANGUAGES: Final = (("de", "Deutsch"), ("en", "English"))


@require_GET
@needs()
def first(request: DeskRequest) -> HttpResponse:
    """The first tab this role may see."""
    return go(str(frame.tabs(request.actor, "")[0]["url"]))


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def own(request: DeskRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    sent = request.POST
    values = {key: sent[key] for key in ("name", "language", "theme") if key in sent}
    try:
        services.set_profile(request.user.id, values, by=request.actor, now=timezone.now())
    except Refusal as refusal:
        return _page(request, refusal)
    tell(request, gettext("Your account is changed"))
    answer = go(reverse("desk:own_account"))
    if values.get("theme"):
        shown = "auto" if values["theme"] == "system" else values["theme"]
        answer.set_cookie(THEME_COOKIE, shown, max_age=365 * 86_400, samesite="Lax", httponly=True)
    return answer


@sensitive_post_parameters("old", "new")
@require_POST
@needs()
def password(request: DeskRequest) -> HttpResponse:
    """The present one first, where there is one; other sessions end, this one stays."""
    user, sent = request.user, request.POST
    try:
        if user.has_usable_password() and not user.check_password(sent.get("old", "")):
            raise Refusal("password_wrong")
        services.set_password(user.id, sent.get("new", ""), by=request.actor, now=timezone.now())
    except Refusal as refusal:
        return _page(request, refusal)
    update_session_auth_hash(request, accounts.model(user.id))
    tell(request, gettext("Your password is changed. Other sessions have ended."))
    return go(reverse("desk:own_account"))


def _page(request: DeskRequest, refusal: Refusal | None = None) -> HttpResponse:
    view, sent = accounts.user(request.user.public_id), request.POST
    values = {
        "mail": view.email,
        "name": sent.get("name", view.name),
        "roles": ", ".join(str(frame.ROLES[role][0]) for role in view.roles if role in frame.ROLES),
        "language": sent.get("language", view.language),
        "languages": [{"value": key, "label": label} for key, label in LANGUAGES],
        "theme": sent.get("theme", view.theme),
        "themes": [
            {"value": "system", "label": gettext("Like the device")},
            {"value": "light", "label": gettext("Light")},
            {"value": "dark", "label": gettext("Dark")},
        ],
        "has_password": request.user.has_usable_password(),
        "shortest": SHORTEST_PASSWORD,
        "post_url": reverse("desk:own_account"),
        "password_url": reverse("desk:own_password"),
        "second_url": reverse("desk:second"),
        "second_begin_url": reverse("desk:second_begin"),
        "second_on": second.is_on(request.user.id),
    }
    return frame.page(request, "own_account", "settings/account.html", {"own": values}, refusal)


@require_POST
@needs(Right.SUDO)
def sudo(request: DeskRequest) -> HttpResponse:
    """On record each time; ends by itself after a quarter of an hour."""
    now = timezone.now()
    if request.POST.get("on") == "no":
        request.session.pop(SUDO_UNTIL, None)
        tell(request, gettext("People's data are hidden again"))
    else:
        services.enter_sudo(by=request.actor, now=now)
        request.session[SUDO_UNTIL] = (now + SUDO_FOR).timestamp()
        tell(request, gettext("You see people's data for 15 minutes. It stands in the journal."))
    return go(came_from(request))
