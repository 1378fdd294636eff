"""What somebody is asked whom we know already: what is still open, and never what is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from leadflow.intake.policy import Form, Question
from leadflow.kernel.facts import is_known
from leadflow.leads import knowing
from leadflow.people import queries as people
from leadflow.people.queries import Card

NAMES: Final = ("person.given", "person.surname", "person.title")
NAMED: Final = ("person.name", "person.surname")


@dataclass(frozen=True, slots=True)
class Known:
    """Whoever comes by a personal link. `keys`: what we know, by target; `signs`: by what the person is found again.

    Only `signs` go into the arrival, and nothing of either is ever shown.
    """

    keys: frozenset[str] = frozenset()
    signs: Mapping[str, str] = field(default_factory=dict)


STRANGER: Final = Known()


def known(person: int, offer: str) -> Known:
    """STRANGER for whom we could not recognise again: somebody erased, or without mail and phone."""
    card = people.cards([person]).get(person)
    if card is None or not (card.mails or card.phones):
        return STRANGER
    facts = {**knowing.around(frozenset({card.id}), offer), **card.facts}
    keys = {key for key, value in facts.items() if is_known(value)}
    if keys & set(NAMED):
        keys |= {"person.name", "person.surname"}
    points = {name for name, found in (("mail", card.mails), ("phone", card.phones)) if found}
    return Known(frozenset(keys | points), _signs(card))


def _signs(card: Card) -> dict[str, str]:
    points = {"mail": card.mails[:1], "phone": card.phones[:1]}
    names = {name: str(card.facts[name]) for name in NAMES if is_known(card.facts.get(name))}
    return names | {name: found[0] for name, found in points.items() if found}


def questions(form: Form, who: Known) -> tuple[Question, ...]:
    """A stranger is asked the form's questions; a known person the open ones of them, and the next further ones."""
    if who is STRANGER:
        return form.questions
    still = [question for question in form.questions if question.asks not in who.keys]
    further = [question for question in form.further if question.asks not in who.keys]
    return (*still, *further[: form.at_once])


def for_person(form: Form, who: Known, posted: Mapping[str, str]) -> Form:
    """The form as it was shown: what became known meanwhile and was typed nevertheless is still read."""
    if who is STRANGER:
        return form
    asked = questions(form, who)
    open_now = {question.asks for question in asked}
    also = [
        question.model_copy(update={"required": False})
        for question in (*form.questions, *form.further)
        if question.asks not in open_now and posted.get(question.asks, "").strip()
    ]
    return form.model_copy(update={"questions": (*asked, *also)})


def is_open(form: Form, person: int) -> bool:
    """Whether there is anything left to ask."""
    return bool(questions(form, known(person, form.offer)))
