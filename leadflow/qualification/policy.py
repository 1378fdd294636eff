"""What the playbook says about qualifying: what to ask, what a call brought, when a lead is ready, when it is out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from leadflow.playbook.policy import (
    Book,
    Condition,
    Declares,
    Duration,
    FactRef,
    Finding,
    Keyed,
    Letter,
    Many,
    Part,
    Section,
    Words,
    refers_to,
)

Follow = Literal["ready", "not_yet", "promise", "retry", "disqualify", "none"]
ReasonRef = Annotated[str, refers_to("disqualification_reason")]


class Question(Part):
    """One question of the call guide, in words to say aloud, and why we ask."""

    fact: FactRef
    ask: Words
    why: Words


class Letters(Part):
    """The key to press, per language."""

    de: Letter
    en: Letter

    def in_(self, language: str) -> str:
        return self.de if language.startswith("de") else self.en


class CallResult(Keyed):
    """What a call brought, and what follows from it."""

    letter: Letters
    follow: Follow


class Gate(Keyed):
    """A lead is ready when every gate holds; `missing` says what is to be done when this one does not."""

    missing: Words
    needs: Condition


class Readiness(Part):
    gates: Annotated[Many[Gate], Field(min_length=1)]
    may_override: bool
    override_needs_reason: bool


class Revisit(Part):
    """When a lead that is not ripe is looked at again; the first line whose condition holds decides."""

    when: Condition
    after: Duration


class DisqualificationReason(Keyed):
    """Why a lead is fruitless."""


class EarlyOut(Keyed):
    """A lead for which `when` holds is taken out by itself."""

    when: Condition
    reason: ReasonRef


class QualificationPolicy(Section):
    SECTION: ClassVar[str] = "qualification"

    questions: Many[Question]
    call_results: Annotated[Many[CallResult], Declares("call_result"), Field(min_length=1)]
    readiness: Readiness
    revisit: Many[Revisit] = ()
    revisit_otherwise: Duration
    disqualification_reasons: Annotated[
        Many[DisqualificationReason], Declares("disqualification_reason"), Field(min_length=1)
    ]
    auto_disqualify: Many[EarlyOut] = ()

    def findings(self, book: Book) -> Iterable[Finding]:
        """No question twice, no key for two results."""
        asked = [question.fact for question in self.questions]
        for at, fact in enumerate(asked):
            if fact in asked[:at]:
                yield Finding(("questions", at, "fact"), "asked_twice", {"name": fact})
        for language in ("de", "en"):
            letters = [result.letter.in_(language) for result in self.call_results]
            for at, letter in enumerate(letters):
                if letter in letters[:at]:
                    yield Finding(
                        ("call_results", at, "letter", language), "letter_taken", {"letter": letter}
                    )

    def result(self, key: str) -> CallResult | None:
        return next((result for result in self.call_results if result.key == key), None)

    def reason(self, key: str) -> DisqualificationReason | None:
        return next((reason for reason in self.disqualification_reasons if reason.key == key), None)
