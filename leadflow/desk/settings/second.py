"""Turning the second step of a login on and off: for oneself, and by an admin for somebody who lost the phone."""

from __future__ import annotations

import io
from uuid import UUID

import segno
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadflow.accounts import queries as accounts
from leadflow.accounts import second
from leadflow.accounts.rules import Right
from leadflow.desk.requests import DeskRequest, go, needs, tell
from leadflow.desk.settings import frame
from leadflow.desk.settings.frame import Values
from leadflow.kernel.refusals import Refusal


@require_POST
@needs()
def begin(request: DeskRequest) -> HttpResponse:
    """Who comes back before proving it finds the same secret: the app may have it already."""
    second.begin(request.user.id, by=request.actor, now=timezone.now())
    return go(reverse("desk:second"))


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def page(request: DeskRequest) -> HttpResponse:
    """Off: a secret for the app, and a code that proves it. On: a code to turn it off."""
    user, now = request.user.id, timezone.now()
    was_on = second.is_on(user)
    if not was_on and not second.is_begun(user):
        return go(reverse("desk:own_account"))
    if request.method != "POST":
        return _page(request)
    typed = request.POST.get("code", "")
    try:
        if was_on:
            second.check(user, typed, now=now)
            second.turn_off(user, by=request.actor, now=now)
        else:
            codes = second.prove(user, typed, by=request.actor, now=now)
    except Refusal as refusal:
        return _page(request, refusal=refusal)
    if not was_on:
        return _page(request, codes=codes)
    tell(request, gettext("The second step is off"))
    return go(reverse("desk:own_account"))


def _page(
    request: DeskRequest, *, codes: list[str] | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    on = second.is_on(request.user.id)
    values: Values = {
        "on": on,
        "codes": codes or [],
        "secret": "" if on else _secret(request),
        "qr_url": reverse("desk:second_qr"),
        "post_url": reverse("desk:second"),
        "back_url": reverse("desk:own_account"),
    }
    return frame.page(request, "own_account", "settings/second.html", {"second": values}, refusal)


def _secret(request: DeskRequest) -> str:
    """In fours, as one types it."""
    made = second.begun(request.user.id).secret
    return " ".join(made[at : at + 4] for at in range(0, len(made), 4))


@require_GET
@needs()
def qr(request: DeskRequest) -> HttpResponse:
    picture = io.BytesIO()
    made = segno.make(second.begun(request.user.id).address, error="m", micro=False)
    made.save(
        picture, kind="svg", scale=5, border=4, light="#fff", svgclass=None, lineclass=None, xmldecl=False
    )
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@require_POST
@needs(Right.MANAGE_USERS)
def turn_off(request: DeskRequest, user_id: UUID) -> HttpResponse:
    view = accounts.user(user_id)
    second.turn_off(view.id, by=request.actor, now=timezone.now())
    tell(request, gettext("%(name)s comes in without a second step again") % {"name": view.name})
    return go(reverse("desk:user", args=[user_id]))
