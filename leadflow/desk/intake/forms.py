"""The forms for strangers: their address, how they are embedded, and what they still lack."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from leadflow.accounts.rules import Right
from leadflow.content import queries as library
from leadflow.delivery import queries as delivery
from leadflow.desk import words
from leadflow.desk.intake import ledger
from leadflow.desk.requests import DeskRequest, needs, show
from leadflow.intake import confirming
from leadflow.intake.policy import Form
from leadflow.kernel.home import base_url, home
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook


@require_GET
@needs(Right.SEE_INTAKE)
def listed(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    values = {
        "tabs": ledger.tabs("forms"),
        "rows": [_row(form) for form in confirming.forms(now)],
        "playbook_url": reverse("desk:playbook"),
        "content_url": reverse("desk:content") if request.actor.may(Right.MANAGE_CONTENT) else "",
        "live": delivery.is_live(),
        "reachable": bool(home().public_url),
        "settings_url": reverse("desk:outward") if request.actor.may(Right.MANAGE_DOORS) else "",
    }
    return show(request, "intake/forms.html", {"intake": values})


def _row(form: Form) -> dict[str, Any]:
    language = words.language()
    url = f"{base_url()}/p/form/{form.key}"
    channel = playbook.at(timezone.now()).section(LeadsPolicy).channel(form.channel)
    piece = library.by_key(form.gives)
    return {
        "label": form.label.in_(language),
        "url": url,
        "look_url": f"/p/form/{form.key}?l={language[:2]}",
        "embed": f'<iframe src="{url}?frame=1" title="{form.label.in_(language)}" width="100%" height="640"'
        ' loading="lazy" referrerpolicy="no-referrer"></iframe>',
        "channel": channel.label.in_(language) if channel else form.channel,
        "confirm": form.confirm,
        "gives": piece.title if piece else "",
        "lacks": form.gives if form.gives and piece is None else "",
    }
