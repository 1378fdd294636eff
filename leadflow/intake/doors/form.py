"""What a stranger typed into a form: read by the form's own questions, or told what is wrong with which field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from leadflow.intake.policy import Form, Question
from leadflow.kernel.mail import mail_fault
from leadflow.kernel.phone import normal_phone
from leadflow.playbook.policy import FactDeclaration, FactsPolicy

LONGEST: Final = 200
LONGEST_TEXT: Final = 4_000
HONEYPOT: Final = "website_address"
"""A field no human sees. What is typed there was typed by a machine."""


@dataclass(frozen=True, slots=True)
class Filled:
    """Targets of the door -> text, as an arrival keeps them. `consents`: the purposes that were ticked."""

    values: Mapping[str, str]
    consents: tuple[str, ...]
    by_machine: bool


@dataclass(frozen=True, slots=True)
class Mistakes:
    """Field -> what is wrong with it, as a code; nothing was taken."""

    of: Mapping[str, str]


def read(
    form: Form,
    posted: Mapping[str, str],
    ticked: Sequence[str],
    *,
    facts: FactsPolicy,
    language: str,
    country: str,
) -> Filled | Mistakes:
    values: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for question in form.questions:
        text = posted.get(question.asks, "").replace("\x00", "").strip()
        fault = _fault(question, text, facts.get(question.asks), country)
        if fault:
            wrong[question.asks] = fault
        elif text:
            values[question.asks] = text
    if wrong:
        return Mistakes(wrong)
    consents = tuple(purpose for purpose in form.purposes if purpose in ticked)
    values |= {f"consent.{purpose}": "yes" for purpose in consents}
    if facts.get("person.language"):
        values["person.language"] = language
    return Filled(values, consents, bool(posted.get(HONEYPOT, "").strip()))


def _fault(question: Question, text: str, fact: FactDeclaration | None, country: str) -> str:
    """missing | too_long | a fault of a mail address | phone_unreadable | not_a_choice; "" for none."""
    if not text:
        return "missing" if question.required else ""
    if len(text) > (LONGEST_TEXT if is_long(question) else LONGEST):
        return "too_long"
    if question.asks == "mail":
        return mail_fault(text) or ""
    if question.asks in ("phone", "mobile") and normal_phone(text, country) is None:
        return "phone_unreadable"
    if fact is not None and fact.type == "choice" and fact.choice(text) is None:
        return "not_a_choice"
    return ""


def is_long(question: Question) -> bool:
    """Whether several lines may be typed."""
    return question.asks in ("note", "lead.need")
