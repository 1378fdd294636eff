"""What the page for the booth asks, and how what it sends is read. Trusts nothing of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadflow.accounts.models import User
from leadflow.desk import words
from leadflow.intake.capturing import Noted
from leadflow.intake.policy import IntakePolicy
from leadflow.kernel.ids import public_id
from leadflow.kernel.refusals import Refusal
from leadflow.leads import campaigns
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactsPolicy
from leadflow.playbook.rules import Playbook
from leadflow.privacy.policy import PrivacyPolicy

Values = dict[str, Any]
FIELDS: Final = (
    ("person.name", _("Name"), "text", "words"),
    ("company.name", _("Company"), "text", "words"),
    ("mail", _("Email"), "email", "none"),
    ("phone", _("Phone"), "tel", "none"),
)
"""Target, label, kind of keyboard, how letters are capitalised."""
FAIRS: Final = 30
LONGEST_FAIR: Final = 120


def page(user: User, now: datetime) -> Values:
    book, language = playbook.at(now), words.language()
    fair, offers = book.section(IntakePolicy).fair, book.section(LeadsPolicy).offers
    purposes = book.section(PrivacyPolicy)
    return {
        "id": str(public_id()),
        "user": user.name,
        "language": language[:2],
        "book": book.number,
        "home_url": "/",
        "login_url": f"{reverse('desk:login')}?next={reverse('desk:fair')}",
        "page_url": reverse("desk:fair"),
        "worker_url": reverse("desk:fair_worker"),
        "state_url": reverse("desk:fair_state"),
        "card_url": reverse("desk:fair_card"),
        "post_url": reverse("desk:fair_notes"),
        "fairs": fairs(now),
        "fields": [
            {"name": name, "label": str(label), "type": kind, "capitals": capitals}
            for name, label, kind, capitals in FIELDS
        ],
        "offers": [{"value": one.key, "label": one.label.in_(language)} for one in offers]
        if len(offers) > 1
        else [],
        "taps": [tap for name in fair.taps if (tap := _tap(book, name, language))],
        "consents": [
            {"key": key, "text": purpose.consent.in_(language)}
            for key in fair.consents
            if (purpose := purposes.purpose(key))
        ],
    }


def _tap(book: Playbook, name: str, language: str) -> Values | None:
    fact = book.section(FactsPolicy).get(name)
    if fact is None:
        return None
    choices = [{"value": one.key, "label": one.label.in_(language)} for one in fact.choices]
    return {"name": name, "label": fact.label.in_(language), "choices": choices}


def fairs(now: datetime) -> list[str]:
    """Fairs that were noted before, newest first."""
    return campaigns.of_channel(playbook.at(now).section(IntakePolicy).fair.channel, limit=FAIRS)


def noted(sent: Mapping[str, Any]) -> Noted:
    """Refusal("message_unreadable") without an id made by the device, or where a part is of another kind."""
    values, consents = sent.get("values"), sent.get("consents", [])
    if not isinstance(values, dict) or not isinstance(consents, list):
        raise Refusal("message_unreadable")
    return Noted(
        _id(sent.get("id")),
        values,
        _text(sent, "fair", LONGEST_FAIR),
        _text(sent, "offer", 40),
        _text(sent, "at", 40),
        [one for one in consents if isinstance(one, str)],
        _text(sent, "language", 2),
        _number(sent.get("book")),
    )


def _id(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise Refusal("message_unreadable") from None


def _text(sent: Mapping[str, Any], name: str, longest: int) -> str:
    value = sent.get(name, "")
    clean = value.replace("\x00", "").encode("utf-8", "replace").decode() if isinstance(value, str) else ""
    return clean[:longest]


def _number(value: object) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def for_fields(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """A card for the few fields of the page: one name, one number; the card itself goes along as it was scanned."""
    said: dict[str, str] = {}
    for target, text in pairs:
        said.setdefault(target, text)
    parts = [said[name] for name in ("person.title", "person.given", "person.surname") if name in said]
    found = {
        "person.name": " ".join(parts) or said.get("person.name", ""),
        "company.name": said.get("company.name", ""),
        "mail": said.get("mail", ""),
        "phone": said.get("phone") or said.get("mobile", ""),
        "note": said.get("import.card", ""),
    }
    return {name: text for name, text in found.items() if text}
