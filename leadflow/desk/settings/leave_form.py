"""What the page of the mailboxes shows of leaves at Microsoft and Google, and where their answers come back."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext

from leadflow.delivery import grants
from leadflow.delivery.oauth import PROVIDERS
from leadflow.desk import words
from leadflow.desk.requests import DeskRequest
from leadflow.desk.settings.frame import Values
from leadflow.kernel.home import home
from leadflow.kernel.refusals import Refusal


def back_url(request: DeskRequest) -> str:
    """What has to be registered at the provider, letter by letter."""
    before = home().public_url.rstrip("/") or request.build_absolute_uri("/").rstrip("/")
    return f"{before}{reverse('desk:grant_back')}"


def values(request: DeskRequest, refusal: Refusal | None) -> Values:
    sent = request.POST if refusal else {}
    return {
        "rows": [_row(one) for one in grants.all_grants()],
        "provider": sent.get("provider", "microsoft"),
        "providers": [{"value": one.key, "label": one.name} for one in PROVIDERS.values()],
        "mail": sent.get("mail", ""),
        "client": sent.get("client", ""),
        "tenant": sent.get("tenant", ""),
        "post_url": reverse("desk:grant_new"),
        "back_url": back_url(request),
    }


def _row(one: grants.Leave) -> Values:
    return {
        "mail": one.mail,
        "provider": PROVIDERS[one.provider].name,
        "given": words.day(one.granted_at) if one.given and one.granted_at else "",
        "ask_url": reverse("desk:grant_ask", args=[one.public_id]),
    }


def logins() -> list[Values]:
    """A password, or one of the leaves that were given; nothing to choose where there is none."""
    given = [
        {"value": str(one.public_id), "label": f"{PROVIDERS[one.provider].name}: {one.mail}"}
        for one in grants.all_grants()
        if one.given
    ]
    return [{"value": "", "label": gettext("with a password")}, *given] if given else []


def key_of(public: str) -> int | None:
    return next((one.id for one in grants.all_grants() if str(one.public_id) == public), None)


def public_of(key: int | None) -> str:
    return next((str(one.public_id) for one in grants.all_grants() if one.id == key), "")
