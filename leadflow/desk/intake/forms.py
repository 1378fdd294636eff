"""The forms for strangers: their address, how they are embedded, and what they still lack."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.views.decorators.http import require_GET

from leadflow.accounts.rules import Right
from leadflow.content import queries as library
from leadflow.delivery import queries as delivery
from leadflow.desk import words
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
        "back_url": reverse("desk:doors"),
        "rows": [_row(form, request) for form in confirming.forms(now)],
        "playbook_url": reverse("desk:playbook"),
        "content_url": reverse("desk:content") if request.actor.may(Right.MANAGE_CONTENT) else "",
        "live": delivery.is_live(),
        "reachable": bool(home().public_url),
        "new_url": reverse("desk:form_new") if request.actor.may(Right.MANAGE_CONTENT) else "",
        "settings_url": reverse("desk:outward") if request.actor.may(Right.MANAGE_DOORS) else "",
    }
    return show(request, "intake/forms.html", {"intake": values})


def _row(form: Form, request: DeskRequest) -> dict[str, Any]:
    language = words.language()
    url = f"{base_url()}/p/form/{form.key}"
    channel = playbook.at(timezone.now()).section(LeadsPolicy).channel(form.channel)
    piece = library.by_key(form.gives)
    return {
        "label": form.label.in_(language),
        "url": url,
        "look_url": f"/p/form/{form.key}?l={language[:2]}",
        "embed": f'<iframe src="{url}?frame=1" title="{escape(form.label.in_(language))}" width="100%" height="640"'
        ' loading="lazy" referrerpolicy="no-referrer"></iframe>',
        "track": _tracking(url, escape(form.label.in_(language))),
        "edit_url": reverse("desk:form_edit", args=[form.key])
        if request.actor.may(Right.MANAGE_CONTENT)
        else "",
        "further": len(form.further),
        "channel": channel.label.in_(language) if channel else form.channel,
        "confirm": form.confirm,
        "gives": piece.title if piece else "",
        "lacks": form.gives if form.gives and piece is None else "",
    }


def _tracking(url: str, title: str) -> str:
    """The same with the embedding page's own few lines: they hand on where its visitor came from, and load nothing."""
    return (
        f'<iframe id="leadflow-form" title="{title}" width="100%" height="640" referrerpolicy="no-referrer"></iframe>\n'
        "<script>\n"
        '  const asked = new URLSearchParams({ frame: "1" });\n'
        "  for (const [name, value] of new URLSearchParams(location.search)) {\n"
        "    if (/^utm_|(clid|braid)$/.test(name)) asked.set(name, value);\n"
        "  }\n"
        '  if (document.referrer) asked.set("ref", document.referrer);\n'
        f'  document.getElementById("leadflow-form").src = "{url}?" + asked;\n'
        "</script>"
    )
