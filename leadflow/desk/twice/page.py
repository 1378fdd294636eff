"""What the pages about those who are there twice show: words for what the comparison tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from leadflow.desk import words
from leadflow.kernel.actor import Actor
from leadflow.leads import lists, twice
from leadflow.leads.lists import Line
from leadflow.people.reviewing import Pair, Past, Side, Told
from leadflow.people.rules import Of

Values = dict[str, Any]
FIELDS: Final[dict[str, str | Promise]] = {
    "given": _("First name"),
    "surname": _("Last name"),
    "phones": _("Phone"),
    "mails": _("Email"),
    "born": _("Date of birth"),
    "company": _("Company"),
    "firm": _("Company"),
    "street": _("Street"),
    "postcode": _("Postcode"),
    "city": _("City"),
    "domain": _("Web address"),
}
TELLS: Final[dict[str, tuple[str, str | Promise]]] = {
    "agrees": ("equal", _("agrees")),
    "slips": ("adjustments-horizontal", _("similar")),
    "differs": ("x", _("differs")),
    "silent": ("minus", pgettext_lazy("one of two says nothing", "missing")),
}
SURE: Final[tuple[tuple[float, str | Promise], ...]] = (
    (0.9, _("Very probably the same")),
    (0.5, _("Probably the same")),
    (0.1, _("Perhaps the same")),
    (0.0, _("Rather not the same")),
)
LIKELY: Final = 0.5
"""From here on "the same" is the answer that stands out."""
JOINED_BY: Final[dict[str, str | Promise]] = {
    "alike": _("so alike that nobody was asked"),
    "decided": _("said by somebody of us"),
    "bridged": _("a later enquiry had the contact details of both"),
}
FILTERS: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("", _("All")),
    ("person", pgettext_lazy("humans", "People")),
    ("company", _("Companies")),
    ("later", _("Put off")),
)


def seen(actor: Actor, pairs: Sequence[Pair]) -> list[tuple[Pair, dict[int, list[Line]]]]:
    """Pairs of whom one may see leads on both sides, with these leads by side."""
    found = []
    for of in Of:
        mine = [pair for pair in pairs if pair.of is of]
        leads = _leads(of, [side for pair in mine for side in (pair.left, pair.right)])
        lines = lists.lines({lead for each in leads.values() for lead in each}, seen_by=actor)
        for pair in mine:
            visible = {
                side.id: [lines[lead] for lead in sorted(leads[side.id]) if lead in lines]
                for side in (pair.left, pair.right)
            }
            if all(visible[side.id] or not leads[side.id] for side in (pair.left, pair.right)):
                found.append((pair, visible))
    return sorted(found, key=lambda each: -each[0].id)


def _leads(of: Of, sides: Iterable[Side]) -> dict[int, set[int]]:
    sides = list(sides)
    by_member = twice.leads_of(of, {member for side in sides for member in side.members})
    return {side.id: set().union(*(by_member.get(m, set()) for m in side.members)) for side in sides}


def card(pair: Pair, leads: dict[int, list[Line]], now: datetime, *, first: bool) -> Values:
    return {
        "id": pair.id,
        "title": next(str(word) for least, word in SURE if pair.probability >= least),
        "percent": words.percent(pair.probability),
        "when": words.moment(pair.proposed_at, now),
        "kind": gettext("Person") if pair.of is Of.PERSON else gettext("Company"),
        "left": _side(pair.left, leads),
        "right": _side(pair.right, leads),
        "lines": [_line(line) for line in pair.lines],
        "url": reverse("desk:twice_answer", args=[pair.id]),
        "first": first,
        "likely": pair.probability >= LIKELY,
    }


def _side(side: Side, leads: dict[int, list[Line]]) -> Values:
    found = leads.get(side.id, [])
    return {
        "name": side.name or gettext("somebody without a name"),
        "leads": [
            {"title": one.title, "url": reverse("desk:lead", args=[one.public_id])} for one in found[:3]
        ],
    }


def _line(line: Told) -> Values:
    icon, word = TELLS[line.tells]
    label = FIELDS[line.name]
    return {
        "label": label,
        "left": line.left,
        "right": line.right,
        "icon": icon,
        "word": word,
        "tells": line.tells,
    }


def filters(now_on: str) -> list[Values]:
    return [
        {"label": label, "url": address(key), "on": key == now_on, "count": None} for key, label in FILTERS
    ]


def address(only: str, before: int | None = None) -> str:
    asked = {name: value for name, value in (("only", only), ("before", before)) if value}
    return reverse("desk:twice") + (f"?{urlencode(asked)}" if asked else "")


def row(one: Past, now: datetime) -> Values:
    return {
        "gone": one.gone or gettext("An entry"),
        "into": one.into or gettext("An entry"),
        "kind": gettext("Person") if one.of is Of.PERSON else gettext("Company"),
        "why": JOINED_BY.get(one.reason, JOINED_BY["decided"]),
        "when": words.moment(one.joined_at, now),
        "undone": words.moment(one.undone_at, now) if one.undone_at else "",
        "url": reverse("desk:twice_part", args=[one.id]),
    }


def past_seen(actor: Actor, found: Sequence[Past]) -> list[Past]:
    """Those of whom one may see a lead."""
    shown = []
    for of in Of:
        mine = [one for one in found if one.of is of]
        by_member = twice.leads_of(of, {member for one in mine for member in one.members})
        lines = lists.lines({lead for leads in by_member.values() for lead in leads}, seen_by=actor)
        for one in mine:
            leads = set().union(*(by_member.get(member, set()) for member in one.members))
            if not leads or leads & lines.keys():
                shown.append(one)
    return sorted(shown, key=lambda one: -one.id)


def answer_seen(actor: Actor, of: Of, both: frozenset[int]) -> bool:
    """Whether one may see a lead of those a question is about."""
    leads = set().union(*twice.leads_of(of, both).values())
    return not leads or bool(lists.lines(leads, seen_by=actor))
