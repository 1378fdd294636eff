"""The way through the desk: what each role finds in the side bar, and the shell around every page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from leadflow.accounts.rules import Right
from leadflow.agenda import queries as agenda
from leadflow.delivery import queries as delivery
from leadflow.handover import queries as handover
from leadflow.intake import queries as intake
from leadflow.kernel.actor import Actor
from leadflow.kernel.home import home
from leadflow.people import reviewing

COUNTED: Final = 99
"""More than this is shown as "99+": nobody counts on, and the query ends there."""


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the side bar. It shows where its address exists and one of its rights is held."""

    name: str
    group: str
    icon: str
    label: str | Promise
    rights: tuple[Right, ...]
    count: Callable[[Actor], int] | None = None


def _due(actor: Actor) -> int:
    return agenda.count_today(actor, timezone.now())


def _unclear(_actor: Actor) -> int:
    return intake.count_unclear()


def _twice(_actor: Actor) -> int:
    return reviewing.count_open(up_to=COUNTED + 1)


def _offered(actor: Actor) -> int:
    return handover.count(actor, states=["offered"], up_to=COUNTED + 1)


def _stuck_mails(_actor: Actor) -> int:
    return delivery.count_stuck(up_to=COUNTED + 1)


SEES_LEADS: Final = (Right.SEE_ALL_LEADS, Right.SEE_TEAM_LEADS, Right.SEE_HANDED)
SEES_PLANS: Final = (Right.QUALIFY, Right.SEE_ALL_LEADS)
PLACES: Final = (
    Place("today", "", "sun", _("Today"), (Right.QUALIFY,), _due),
    Place("intake", "leads", "inbox", _("Intake"), (Right.SEE_INTAKE,), _unclear),
    Place("fair", "leads", "id-badge-2", _("At the booth"), (Right.CAPTURE,)),
    Place("leads", "leads", "list-details", _("Leads"), SEES_LEADS),
    Place("twice", "leads", "users", pgettext_lazy("area", "Twice?"), (Right.QUALIFY,), _twice),
    Place(
        "handover", "leads", "arrows-exchange", _("Handover"), (Right.ANSWER_OFFER, Right.HAND_OVER), _offered
    ),
    Place(
        "nurture",
        "leads",
        "leaf",
        pgettext_lazy("area", "Nurture"),
        (Right.QUALIFY, Right.SEE_ALL_LEADS),
        _stuck_mails,
    ),
    Place("risk", "leads", "hourglass", _("At risk"), (Right.QUALIFY, Right.SEE_ALL_LEADS)),
    Place("flow", "knowledge", "arrow-merge", pgettext_lazy("area", "Flow"), (Right.SEE_KPI,)),
    Place("content", "knowledge", "file-text", _("Content"), (Right.QUALIFY, Right.MANAGE_CONTENT)),
    Place("kpi", "knowledge", "chart-dots-2", _("Insight"), (Right.SEE_KPI,)),
    Place("playbook", "knowledge", "book", _("Playbook"), (Right.SEE_PLAYBOOK,)),
    Place("settings", "foot", "settings", _("Settings"), (Right.MANAGE_USERS, Right.MANAGE_DOORS)),
)
FIRST: Final = ("today", "handover", "leads", "intake", "settings", "playbook")
"""Where a role begins: its first place in this order."""


def open_to(actor: Actor) -> dict[str, str]:
    """Name -> address of the places the actor may enter."""
    return {
        place.name: url
        for place in PLACES
        if any(actor.may(right) for right in place.rights) and (url := _url(place.name))
    }


def first_place(actor: Actor) -> str | None:
    """The address of the page a role works on."""
    urls = open_to(actor)
    return next((urls[name] for name in FIRST if name in urls), None)


def _url(name: str) -> str:
    try:
        return reverse(f"desk:{name}")
    except NoReverseMatch:
        return ""


def entries(
    actor: Actor, path: str, urls: Mapping[str, str], counts: Mapping[str, int]
) -> list[dict[str, Any]]:
    """The side bar for an actor who stands at `path`; what the page has counted already is not counted again."""
    current = _current(urls, path)
    return [
        {
            "url": urls[place.name],
            "group": place.group,
            "icon": place.icon,
            "label": place.label,
            "count": _count(place, actor, counts),
            "current": place.name == current,
        }
        for place in PLACES
        if place.name in urls
    ]


def _current(urls: Mapping[str, str], path: str) -> str:
    """The longest address that begins the path; a lead belongs to the leads, "/" only to itself."""
    if path.startswith("/lead/"):
        return "leads"
    fitting = [name for name, url in urls.items() if path == url or (url != "/" and path.startswith(url))]
    return max(fitting, key=lambda name: len(urls[name]), default="")


def _count(place: Place, actor: Actor, counts: Mapping[str, int]) -> int | str | None:
    if place.count is None:
        return None
    count = counts[place.name] if place.name in counts else place.count(actor)
    return count if count <= COUNTED else f"{COUNTED}+"


def shell(actor: Actor, path: str, counts: Mapping[str, int]) -> dict[str, Any]:
    """What `base.html` needs around a page."""
    urls = open_to(actor)
    return {
        "nav": entries(actor, path, urls, counts),
        "account": {"name": actor.name, "home": home().company, "logout_url": reverse("desk:logout")},
        "search_url": urls.get("leads", ""),
        "home_url": "/",
        "banner": gettext(
            "Sample company: people, firms and figures are made up, and no mail leaves the house."
        )
        if settings.SAMPLE_COMPANY
        else "",
    }
