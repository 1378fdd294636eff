"""The people of a lead: whom one can call, what role they have, what they said about being contacted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext

from leadflow.accounts import queries as accounts
from leadflow.desk import words
from leadflow.intake import letterbox
from leadflow.kernel.home import home
from leadflow.kernel.phone import normal_phone, shown_phone
from leadflow.leads import lists
from leadflow.leads.queries import LeadRef
from leadflow.people import queries as people
from leadflow.people.points import PHONE, Point
from leadflow.people.queries import Card
from leadflow.playbook.policy import FactsPolicy
from leadflow.playbook.rules import Playbook
from leadflow.privacy import queries as privacy

OBJECTIONS: Final = frozenset({"objected", "withdrawn"})
UNNAMED: Final = frozenset({"other"})
"""Roles nobody misses."""


def callers(ref: LeadRef, book: Playbook) -> list[dict[str, Any]]:
    """Whom one can call; the first is called first. An objection stands beside the number."""
    persons = lists.contacts(ref)
    cards = people.cards(persons)
    stands = privacy.stands(persons, "phone")
    away = letterbox.away(persons, timezone.localdate())
    found = {
        card.id: {**_caller(card, stands.get(asked, ""), book), **_away(away.get(asked))}
        for asked, card in cards.items()
    }
    shown = list(found.values())
    return sorted(shown, key=lambda caller: (caller["objected"], not caller["phones"]))


def _away(until: date | None) -> dict[str, Any]:
    return {"away": gettext("away until %(day)s") % {"day": words.date_of(until)} if until else ""}


def _caller(card: Card, stand: str, book: Playbook) -> dict[str, Any]:
    role = book.section(FactsPolicy).get("person.role")
    parts = (card.facts.get("person.function"), card.facts.get("person.role"))
    spoken = [
        words.fact_value(role if at else None, part)
        for at, part in enumerate(parts)
        if isinstance(part, str) and part
    ]
    phones = [
        (number, shown_phone(normal_phone(number, home().phone_country) or number)) for number in card.phones
    ]
    return {
        "id": card.id,
        "name": card.name or gettext("Name not known"),
        "function": " · ".join(dict.fromkeys(spoken)),
        "objected": stand in OBJECTIONS,
        "phones": [{"tel": tel.replace(" ", ""), "shown": shown} for tel, shown in dict(phones).items()],
    }


def rows(ref: LeadRef, book: Playbook, *, outside: bool = False) -> list[dict[str, Any]]:
    """Contacts with their role and ways to reach them, then the roles nobody has yet."""
    persons = lists.contacts(ref)
    cards = people.cards(persons)
    stands = privacy.of_persons(persons)
    away = letterbox.away(persons, timezone.localdate())
    names = accounts.names(point.by for card in cards.values() for point in card.points)
    seen = {
        card.id: {
            **_row(card, stands.get(asked, []), book),
            **_away(away.get(asked)),
            "dead": any(point.dead for point in card.points if point.value in card.mails[:1]),
            "points": [_point(point, names, outside=outside) for point in card.points],
        }
        for asked, card in cards.items()
    }
    return [*seen.values(), *_missing({str(card.facts.get("person.role")) for card in cards.values()}, book)]


def _notes(point: Point, how: str) -> list[dict[str, Any]]:
    """Whether it is used, what it is, who said so."""
    stands = (
        gettext("marked as wrong")
        if point.wrong
        else gettext("mails come back")
        if point.dead
        else gettext("used first")
        if point.main
        else ""
    )
    told = ((stands, True), (str(words.USES.get(point.use, "")), False), (how, False))
    return [{"text": text, "strong": strong} for text, strong in told if text]


def _point(point: Point, names: Mapping[int, str], *, outside: bool) -> dict[str, Any]:
    """An address or a number with what is known of it and who said so."""
    shown = shown_phone(point.value) if point.kind == PHONE else point.value
    who = names.get(point.by or 0, "")
    how = (words.source(point.source), who, words.day(point.happened_at))
    return {
        "kind": point.kind,
        "value": point.value,
        "shown": shown,
        "notes": _notes(point, "" if outside else ", ".join(part for part in how if part)),
        "main": point.main,
        "dead": point.dead,
        "wrong": point.wrong,
    }


def _row(card: Card, stands: list[privacy.Stand], book: Playbook) -> dict[str, Any]:
    caller = _caller(card, "", book)
    role = book.section(FactsPolicy).get("person.role")
    key = card.facts.get("person.role")
    against = {stand.purpose for stand in stands if stand.stand in OBJECTIONS}
    return {
        **caller,
        "function": str(card.facts.get("person.function") or ""),
        "role": words.fact_value(role, key) if isinstance(key, str) and key else "",
        "mail": card.mails[0] if card.mails else "",
        "no_calls": "phone" in against,
        "no_mails": "mail" in against,
    }


def _missing(present: set[str], book: Playbook) -> list[dict[str, Any]]:
    role = book.section(FactsPolicy).get("person.role")
    absent = [choice for choice in (role.choices if role else ()) if choice.key not in present | UNNAMED]
    return [
        {
            "name": "",
            "role": choice.label.in_(words.language()),
            "role_key": choice.key,
            "why_missing": gettext("ask who that is"),
        }
        for choice in absent
    ]
