"""Keys by which machines come in: made and shown once, revoked at once and for good."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from leadflow.accounts import queries as accounts
from leadflow.accounts import services
from leadflow.accounts.queries import KeyView
from leadflow.accounts.rules import Right, Scope
from leadflow.accounts.services import NewKey
from leadflow.desk import words
from leadflow.desk.requests import DeskRequest, go, needs, tell
from leadflow.desk.settings import frame
from leadflow.desk.settings.frame import Values
from leadflow.kernel.home import home
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MANAGE_DOORS)
def listed(request: DeskRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    sent, now = request.POST, timezone.now()
    try:
        channel = sent.get("channel", "")
        if playbook.at(now).section(LeadsPolicy).channel(channel) is None:
            raise Refusal("unknown_choice", value=channel)
        source = sent.get("source", "").strip()[:120] or sent.get("name", "").strip()[:120]
        new = NewKey(sent.get("name", ""), sent.getlist("scopes"), source, channel)
        secret = services.make_api_key(new, by=request.actor, now=now)
    except Refusal as refusal:
        return _page(request, refusal=refusal)
    return _page(request, secret=secret)


def _page(request: DeskRequest, *, secret: str = "", refusal: Refusal | None = None) -> HttpResponse:
    sent, language = request.POST if refusal else {}, words.language()
    channels = playbook.at(timezone.now()).section(LeadsPolicy).channels
    scopes = request.POST.getlist("scopes") if refusal else [Scope.SEND_LEADS.value]
    values = {
        "rows": [_row(key) for key in accounts.api_keys()],
        "secret": secret,
        "name": sent.get("name", ""),
        "source": sent.get("source", ""),
        "channel": sent.get("channel", channels[0].key),
        "channels": [{"value": c.key, "label": c.label.in_(language)} for c in channels],
        "scopes": [{"value": s, "label": str(label), "on": s in scopes} for s, label in frame.SCOPES.items()],
        "post_url": reverse("desk:keys"),
        "reference_url": reverse("desk:reference"),
        "address": f"{home().public_url.rstrip('/') or request.build_absolute_uri('/').rstrip('/')}/api/v1/leads",
    }
    return frame.page(request, "keys", "settings/keys.html", {"keys": values}, refusal)


def _row(key: KeyView) -> Values:
    now = timezone.now()
    return {
        "name": key.name,
        "prefix": key.prefix,
        "source": key.source,
        "channel": key.channel,
        "scopes": ", ".join(str(frame.SCOPES[scope]) for scope in key.scopes if scope in frame.SCOPES),
        "made": words.day(key.made_at),
        "used": words.moment(key.last_used_at, now) if key.last_used_at else gettext("never"),
        "revoked": words.day(key.revoked_at) if key.revoked_at else "",
        "revoke_url": reverse("desk:key_revoke", args=[key.public_id]),
    }


@require_POST
@needs(Right.MANAGE_DOORS)
def revoke(request: DeskRequest, key_id: UUID) -> HttpResponse:
    key = next((key for key in accounts.api_keys() if key.public_id == key_id), None)
    if key is None:
        raise NotFound("api_key")
    services.revoke_api_key(key.id, by=request.actor, now=timezone.now())
    tell(request, gettext("%(name)s opens nothing any more") % {"name": key.name})
    return go(reverse("desk:keys"))
