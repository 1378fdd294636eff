"""A form as its reader sees it: on its own page, inside another website, and in the preview of who builds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leadflow.content import queries as library
from leadflow.intake.doors.form import HONEYPOT, is_long
from leadflow.intake.policy import Form, Question
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactsPolicy
from leadflow.privacy.policy import PrivacyPolicy

Values = dict[str, Any]
LABELS: Final = {"mail": _("Email"), "phone": _("Phone"), "mobile": _("Mobile phone"), "note": _("Message")}
TYPES: Final = {"mail": "email", "phone": "tel", "mobile": "tel"}
AUTOCOMPLETE: Final = {
    "mail": "email",
    "phone": "tel",
    "mobile": "tel",
    "person.name": "name",
    "person.given": "given-name",
    "person.surname": "family-name",
    "company.name": "organization",
}
WRONG: Final = {
    "missing": _("This is missing."),
    "too_long": _("This is too long."),
    "phone_unreadable": _("This phone number cannot be read. Write it like 030 23125 100."),
    "not_a_choice": _("Please choose one."),
    "mail_without_at": _("The @ is missing. What you typed is kept."),
    "mail_several": _("Please type one address only."),
}
NO_MAIL: Final = pgettext_lazy("stranger", "This is no mail address. What you typed is kept.")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent and stands again in the fields: `wrong` by target, `ticked` purposes, `hidden` fields."""

    posted: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    ticked: Sequence[str] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)


EMPTY: Final = Typed()


def shown(form: Form, language: str, now: datetime, typed: Typed = EMPTY) -> Values:
    """For `public/_form.html`."""
    piece = library.by_key(form.gives)
    purposes = playbook.at(now).section(PrivacyPolicy)
    facts = playbook.at(now).section(FactsPolicy)
    return {
        "title": form.label.in_(language),
        "text": form.text.in_(language),
        "button": form.button.in_(language),
        "hidden": [{"name": name, "value": value} for name, value in typed.hidden.items()],
        "honeypot": HONEYPOT,
        "fields": [_field(question, facts, typed, language) for question in form.questions],
        "consents": [
            {"key": key, "text": words, "on": key in typed.ticked}
            for key in form.purposes
            if (words := consent_words(form, key, purposes, language))
        ],
        "piece": {"title": piece.title, "about": piece.about} if piece else None,
        "confirm": form.confirm,
        "wrong": len(typed.wrong),
    }


def consent_words(form: Form, purpose: str, purposes: PrivacyPolicy, language: str) -> str:
    """What is read, and kept as proof: the form's own words, else those of the purpose."""
    declared = purposes.purpose(purpose)
    words = form.own_words(purpose) or (declared.consent if declared else None)
    return words.in_(language) if words else ""


def label(question: Question, facts: FactsPolicy, language: str) -> str:
    fact = facts.get(question.asks)
    words = question.label or (fact.label if fact else None)
    return words.in_(language) if words else str(LABELS.get(question.asks, question.asks))


def _field(question: Question, facts: FactsPolicy, typed: Typed, language: str) -> Values:
    fact, fault = facts.get(question.asks), typed.wrong.get(question.asks, "")
    return {
        "name": question.asks,
        "label": label(question, facts, language),
        "type": TYPES.get(question.asks, "text"),
        "autocomplete": AUTOCOMPLETE.get(question.asks, ""),
        "required": question.required,
        "long": is_long(question),
        "options": [{"value": c.key, "label": c.label.in_(language)} for c in fact.choices] if fact else [],
        "value": typed.posted.get(question.asks, ""),
        "mistake": str(WRONG.get(fault, NO_MAIL)) if fault else "",
    }
