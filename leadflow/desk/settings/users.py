"""Who works here: added, given roles and teams, let in by a link shown once, deactivated and brought back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from leadflow.accounts import entering, second, services
from leadflow.accounts import queries as accounts
from leadflow.accounts.queries import UserView
from leadflow.accounts.rules import Right
from leadflow.accounts.services import NewUser
from leadflow.desk import words
from leadflow.desk.requests import DeskRequest, go, needs, tell
from leadflow.desk.settings import frame
from leadflow.desk.settings.frame import Values
from leadflow.kernel.home import home
from leadflow.kernel.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MANAGE_USERS)
def listed(request: DeskRequest) -> HttpResponse:
    if request.method != "POST":
        return _list_page(request)
    sent, now = request.POST, timezone.now()
    new = NewUser(
        sent.get("email", ""),
        sent.get("name", ""),
        sent.getlist("roles"),
        _teams(sent.getlist("teams")),
        sent.get("language", home().language),
    )
    try:
        key = services.add_users([new], by=request.actor, now=now)[0]
    except Refusal as refusal:
        return _list_page(request, refusal)
    view = next(user for user in accounts.users() if user.id == key)
    return _user_page(request, view, link=_login_link(request, key))


def _teams(sent: list[str]) -> list[int]:
    """Only teams there are; anything else is left out."""
    known = {str(team.id): team.id for team in accounts.teams()}
    return [known[key] for key in sent if key in known]


def _list_page(request: DeskRequest, refusal: Refusal | None = None) -> HttpResponse:
    sent, now = request.POST, timezone.now()
    teams = {team.id: team.name(words.language()) for team in accounts.teams()}
    rows = [
        {
            "name": user.name,
            "mail": user.email,
            "url": reverse("desk:user", args=[user.public_id]),
            "roles": _roles(user),
            "teams": ", ".join(teams[team] for team in user.teams if team in teams),
            "seen": words.moment(user.last_login, now) if user.last_login else gettext("never"),
            "active": user.is_active,
        }
        for user in accounts.users(everybody=True)
    ]
    values = {
        "rows": sorted(rows, key=lambda row: not row["active"]),
        "name": sent.get("name", ""),
        "mail": sent.get("email", ""),
        "roles": _role_choices(sent.getlist("roles")),
        "teams": _team_choices(_teams(sent.getlist("teams"))),
        "post_url": reverse("desk:users"),
    }
    return frame.page(request, "users", "settings/users.html", {"users": values}, refusal)


def _roles(user: UserView) -> str:
    return ", ".join(str(frame.ROLES[role][0]) for role in user.roles if role in frame.ROLES)


def _role_choices(held: list[str]) -> list[Values]:
    return [
        {"value": role, "label": str(label), "hint": str(hint), "on": role in held}
        for role, (label, hint) in frame.ROLES.items()
    ]


def _team_choices(held: list[int]) -> list[Values]:
    return [
        {"value": team.id, "label": team.name(words.language()), "on": team.id in held}
        for team in accounts.teams()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MANAGE_USERS)
def one(request: DeskRequest, user_id: UUID) -> HttpResponse:
    view, now = accounts.user(user_id), timezone.now()
    if request.method != "POST":
        return _user_page(request, view)
    try:
        services.set_roles(view.id, request.POST.getlist("roles"), by=request.actor, now=now)
        services.set_teams(view.id, _teams(request.POST.getlist("teams")), by=request.actor, now=now)
    except Refusal as refusal:
        return _user_page(request, view, refusal=refusal)
    tell(request, gettext("%(name)s is changed") % {"name": view.name})
    return go(reverse("desk:user", args=[user_id]))


def _user_page(
    request: DeskRequest, view: UserView, *, link: str = "", refusal: Refusal | None = None
) -> HttpResponse:
    now, here, typed = timezone.now(), [view.public_id], request.POST if refusal else None
    values = {
        "name": view.name,
        "mail": view.email,
        "active": view.is_active,
        "seen": words.moment(view.last_login, now) if view.last_login else gettext("never"),
        "roles": _role_choices(typed.getlist("roles") if typed is not None else list(view.roles)),
        "teams": _team_choices(_teams(typed.getlist("teams")) if typed is not None else list(view.teams)),
        "link": link,
        "post_url": reverse("desk:user", args=here),
        "link_url": reverse("desk:user_link", args=here),
        "deactivate_url": reverse("desk:user_deactivate", args=here),
        "reactivate_url": reverse("desk:user_reactivate", args=here),
        "back_url": reverse("desk:users"),
        "second_off_url": reverse("desk:user_second_off", args=here) if second.is_on(view.id) else "",
    }
    return frame.page(request, "users", "settings/user.html", {"person": values}, refusal)


@require_POST
@needs(Right.MANAGE_USERS)
def link(request: DeskRequest, user_id: UUID) -> HttpResponse:
    """Shown once and never again; an older one opens no more."""
    view = accounts.user(user_id)
    return _user_page(request, view, link=_login_link(request, view.id))


def _login_link(request: DeskRequest, user: int) -> str:
    token = entering.make_login_link(user, by=request.actor, now=timezone.now())
    return _outside(request, reverse("desk:login_link", args=[token]))


def _outside(request: HttpRequest, path: str) -> str:
    """As others see this house."""
    return f"{home().public_url.rstrip('/')}{path}" if home().public_url else request.build_absolute_uri(path)


@require_POST
@needs(Right.MANAGE_USERS)
def deactivate(request: DeskRequest, user_id: UUID) -> HttpResponse:
    view = accounts.user(user_id)
    try:
        services.deactivate(view.id, by=request.actor, now=timezone.now())
    except Refusal as refusal:
        return _user_page(request, view, refusal=refusal)
    tell(
        request,
        gettext("%(name)s may not come in any more") % {"name": view.name},
        undo=reverse("desk:user_reactivate", args=[user_id]),
    )
    return go(reverse("desk:users"))


@require_POST
@needs(Right.MANAGE_USERS)
def reactivate(request: DeskRequest, user_id: UUID) -> HttpResponse:
    view = accounts.user(user_id)
    services.reactivate(view.id, by=request.actor, now=timezone.now())
    tell(request, gettext("%(name)s may come in again") % {"name": view.name})
    return go(reverse("desk:user", args=[user_id]))
