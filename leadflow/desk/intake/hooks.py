"""Hooks: made with a secret that is shown once, aimed, and their paths chosen beside a message that really came."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadflow.accounts.rules import Right
from leadflow.desk import refusal_words
from leadflow.desk.intake import hook_page
from leadflow.desk.requests import DeskRequest, go, needs, part, show, tell
from leadflow.desk.settings import frame
from leadflow.intake import hook_lines, hooks
from leadflow.intake.hooks import Aim
from leadflow.kernel.refusals import Refusal

Values = dict[str, Any]
MANAGES: Final = (Right.MANAGE_DOORS, Right.IMPORT)
LONGEST_SAMPLE: Final = 200_000


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SEE_INTAKE)
def listed(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    if request.method != "POST" or not hook_page.may_manage(request.actor):
        return _list(request)
    try:
        typed = request.POST.get("secret", "")
        made = hooks.make(request.POST.get("kind", ""), _aim(request), typed=typed, by=request.actor, now=now)
    except Refusal as refusal:
        return _list(request, refusal)
    if not made.secret:
        return go(reverse("desk:hook", args=[made.hook]))
    return _one(request, made.hook, secret=made.secret)


def _aim(request: DeskRequest) -> Aim:
    sent = request.POST
    return Aim(sent.get("name", ""), sent.get("offer", ""), sent.get("channel", ""), sent.get("campaign", ""))


def _list(request: DeskRequest, refusal: Refusal | None = None) -> HttpResponse:
    values = hook_page.listed(request.actor, request.POST if refusal else {}, timezone.now())
    values |= {"back_url": reverse("desk:doors"), "mistake": _mistake(refusal)}
    values["wrong"] = frame.wrong(refusal, request.POST, values["mistake"])
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK
    return show(request, "intake/hooks.html", {"intake": values}, status=status)


def _mistake(refusal: Refusal | None) -> str:
    if refusal is None:
        return ""
    said = refusal_words.said(refusal)
    return f"{said.title}. {said.text} {said.todo}"


@require_GET
@needs(Right.SEE_INTAKE)
def one(request: DeskRequest, hook_id: UUID) -> HttpResponse:
    return _one(request, hook_id)


def _one(
    request: DeskRequest, hook_id: UUID, *, secret: str = "", refusal: Refusal | None = None
) -> HttpResponse:
    now = timezone.now()
    hook = hook_lines.line(hook_id, now)
    values = hook_page.one(hook, request.actor, request.POST if refusal else {}, now)
    values |= {"secret": secret, "mistake": _mistake(refusal)}
    values["wrong"] = frame.wrong(refusal, request.POST, values["mistake"])
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK
    return show(request, "intake/hook.html", {"hook": values}, status=status)


@require_POST
@needs(*MANAGES)
def aim(request: DeskRequest, hook_id: UUID) -> HttpResponse:
    try:
        hooks.change_aim(hook_id, _aim(request), by=request.actor, now=timezone.now())
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        return _one(request, hook_id, refusal=refusal)
    tell(request, gettext("Kept. It holds for what comes from now on."))
    return go(reverse("desk:hook", args=[hook_id]))


@require_POST
@needs(*MANAGES)
def renew(request: DeskRequest, hook_id: UUID) -> HttpResponse:
    try:
        made = hooks.renew(
            hook_id, typed=request.POST.get("secret", ""), by=request.actor, now=timezone.now()
        )
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        return _one(request, hook_id, refusal=refusal)
    if made:
        return _one(request, hook_id, secret=made)
    tell(request, gettext("The new secret holds from now on"))
    return go(reverse("desk:hook", args=[hook_id]))


@require_POST
@needs(*MANAGES)
def close(request: DeskRequest, hook_id: UUID) -> HttpResponse:
    hooks.close(hook_id, by=request.actor, now=timezone.now())
    name = hook_lines.line(hook_id, timezone.now()).name
    undo = reverse("desk:hook_reopen", args=[hook_id])
    tell(request, gettext("%(name)s takes nothing any more") % {"name": name}, undo=undo)
    return go(reverse("desk:hook", args=[hook_id]))


@require_POST
@needs(*MANAGES)
def reopen(request: DeskRequest, hook_id: UUID) -> HttpResponse:
    hooks.reopen(hook_id, by=request.actor, now=timezone.now())
    name = hook_lines.line(hook_id, timezone.now()).name
    tell(request, gettext("%(name)s takes leads again") % {"name": name})
    return go(reverse("desk:hook", args=[hook_id]))


@require_POST
@needs(*MANAGES)
def trial(request: DeskRequest, hook_id: UUID) -> HttpResponse:
    """What the message in the field would become with the paths as they stand; nothing is kept."""
    now = timezone.now()
    hook = hook_lines.line(hook_id, now)
    body = request.POST.get("sample", "")[:LONGEST_SAMPLE]
    values = hook_page.trial(hook, body, hook_page.chosen(request.POST), request.actor, now)
    return part(request, "intake/_hook_trial.html", {"trial": values})


@require_POST
@needs(*MANAGES)
def paths(request: DeskRequest, hook_id: UUID) -> HttpResponse:
    """The paths of this message as chosen; those of other messages stay as they were."""
    now = timezone.now()
    hook = hook_lines.line(hook_id, now)
    mapping = {**hook.mapping, **hook_page.chosen(request.POST)}
    hooks.choose_paths(hook_id, mapping, by=request.actor, now=now)
    done = hooks.try_again(hook_id, by=request.actor, now=now)
    count = done.opened + done.joined
    more = ngettext("%(n)s unclear one was understood", "%(n)s unclear ones were understood", count)
    said = gettext("The paths are kept")
    tell(request, f"{said}. {more % {'n': count}}." if count else said)
    return go(reverse("desk:hook", args=[hook_id]))
