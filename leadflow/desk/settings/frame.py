"""Around every page of the settings: the tabs one may see, roles and scopes in words, refusals beside their form."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leadflow.accounts.rules import Right, Role, Scope
from leadflow.desk import refusal_words
from leadflow.desk.requests import SUDO_UNTIL, DeskRequest, show
from leadflow.desk.words import Lazy
from leadflow.kernel.actor import Actor
from leadflow.kernel.refusals import Refusal

Values = dict[str, Any]
TABS: Final[tuple[tuple[str, Lazy, tuple[Right, ...]], ...]] = (
    ("users", _("Users"), (Right.MANAGE_USERS,)),
    ("outward", _("Mail"), (Right.MANAGE_DOORS,)),
    ("mailboxes", _("Mailboxes"), (Right.MANAGE_DOORS,)),
    ("keys", _("API keys"), (Right.MANAGE_DOORS,)),
    ("privacy", _("Privacy"), (Right.MANAGE_PRIVACY,)),
    ("backups", _("Backups"), (Right.MANAGE_BACKUPS,)),
    ("system", _("System"), (Right.SEE_JOBS,)),
    ("own_account", _("My account"), ()),
)
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "mail_invalid": ("email", "from_mail", "address", "mail", "to"),
    "user_exists": ("email",),
    "name_missing": ("name",),
    "host_missing": ("host",),
    "port_invalid": ("port",),
    "client_missing": ("client",),
    "folder_name_missing": ("moved_to",),
    "password_too_short": ("new",),
    "password_too_simple": ("new",),
    "secret_missing": ("secret",),
    "password_wrong": ("old",),
    "nobody_found": ("who",),
    "too_long": ("private",),
}
"""Code of a refusal -> the fields it may speak of; the first one that was sent is meant."""
ROLES: Final[Mapping[str, tuple[Lazy, Lazy]]] = {
    Role.LEAD_MANAGER: (_("Lead manager"), _("takes raw leads in, phones, qualifies, hands over")),
    Role.MARKETING: (_("Marketing"), _("brings lists in, sees all leads, works none")),
    Role.SALES: (_("Sales"), _("answers offers, reports won or lost")),
    Role.PARTNER: (_("Sales partner"), _("like sales, and sees only what was offered to the own team")),
    Role.HEAD: (_("Head"), _("sees everything, works leads, publishes the playbook")),
    Role.ADMIN: (_("Admin"), _("manages users, keys, privacy; sees people's data only after saying so")),
}
SCOPES: Final[Mapping[str, Lazy]] = {
    Scope.SEND_LEADS: _("send leads in"),
    Scope.READ_LEADS: _("read leads and balances"),
    Scope.WRITE_LEADS: _("work on leads: facts, touches, verdicts, outcomes"),
    Scope.READ_FIGURES: _("read figures"),
    Scope.SEND_COSTS: _("send costs of campaigns"),
}


def tabs(actor: Actor, present: str) -> list[Values]:
    return [
        {"label": str(label), "url": reverse(f"desk:{name}"), "on": name == present}
        for name, label, rights in TABS
        if not rights or any(actor.may(right) for right in rights)
    ]


def page(
    request: DeskRequest, name: str, template: str, values: Mapping[str, Any], refusal: Refusal | None = None
) -> HttpResponse:
    """One tab; a refusal stands beside what was typed, with 422."""
    said = refusal_words.said(refusal) if refusal else None
    mistake = f"{said.title}. {said.text} {said.todo}" if said else ""
    shown = {
        "settings": {
            "tabs": tabs(request.actor, name),
            "sudo": _sudo(request),
            "mistake": mistake,
            "wrong": wrong(refusal, request.POST, mistake),
        },
        **values,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK
    return show(request, template, shown, status=status)


def wrong(refusal: Refusal | None, sent: Mapping[str, Any], mistake: str) -> dict[str, str]:
    """The field a refusal speaks of, with the mistake; nothing where it speaks of the whole."""
    if refusal is None:
        return {}
    if refusal.code == "unknown_choice":
        meant = [name for name, value in sent.items() if value == refusal.facts.get("value")]
    else:
        meant = [name for name in FIELDS.get(refusal.code, ()) if name in sent]
    return dict.fromkeys(meant[:1], mistake)


def _sudo(request: DeskRequest) -> Values | None:
    """For admins: whether people's data are shown right now, and the switch."""
    if not request.actor.may(Right.SUDO):
        return None
    until = float(request.session.get(SUDO_UNTIL, 0)) - timezone.now().timestamp()
    return {"on": until > 0, "minutes": max(round(until / 60), 1), "url": reverse("desk:sudo")}
