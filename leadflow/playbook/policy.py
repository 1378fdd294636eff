"""The parts from which rooms make their sections, and the sections of this room: process and facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Final, Literal

from pydantic import model_validator

from leadflow.kernel.facts import FURTHER, WRONG
from leadflow.playbook.conditions import (
    AllOf,
    AnyOf,
    ChannelTest,
    Condition,
    FactTest,
    FitTest,
    InterestTest,
    NotThis,
    OfferTest,
    RoleTest,
    SignalTest,
    facts_in,
    needed_facts,
)
from leadflow.playbook.parts import (
    ROLES,
    Book,
    ChannelRef,
    Clock,
    ContactRoleRef,
    Declares,
    Duration,
    FactName,
    FactRef,
    FactType,
    Finding,
    FitGrade,
    InterestGrade,
    Key,
    Keyed,
    Language,
    Letter,
    Many,
    Money,
    Names,
    OfferRef,
    Part,
    Points,
    Ratio,
    Role,
    Scalar,
    Section,
    SignalKind,
    TeamRef,
    Text,
    Words,
    WorkingTime,
    fault,
    refers_to,
)

__all__ = [
    "ROLES",
    "AllOf",
    "AnyOf",
    "Book",
    "ChannelRef",
    "ChannelTest",
    "Choice",
    "Clock",
    "Condition",
    "ContactRoleRef",
    "Declares",
    "Definitions",
    "Duration",
    "FactDeclaration",
    "FactName",
    "FactRef",
    "FactTest",
    "FactType",
    "FactsPolicy",
    "Finding",
    "FitGrade",
    "FitTest",
    "InterestGrade",
    "InterestTest",
    "Key",
    "Keyed",
    "Language",
    "Letter",
    "Many",
    "Money",
    "Names",
    "NotThis",
    "OfferRef",
    "OfferTest",
    "Part",
    "Points",
    "ProcessPolicy",
    "Ratio",
    "Role",
    "RoleTest",
    "Route",
    "Routing",
    "Scalar",
    "Section",
    "SignalKind",
    "SignalTest",
    "Step",
    "Steps",
    "TeamRef",
    "Text",
    "Words",
    "WorkingTime",
    "facts_in",
    "fault",
    "needed_facts",
    "refers_to",
]


class Route(Part):
    """The first route whose condition holds decides."""

    when: Condition
    team: TeamRef


class Routing(Part):
    """To which team's queue; `otherwise` catches all."""

    rules: Many[Route] = ()
    otherwise: TeamRef


class Step(Part):
    title: Words
    text: Words


class Steps(Part):
    define: Step
    qualify: Step
    nurture: Step
    hand_over: Step
    close_the_loop: Step

    def in_order(self) -> Iterable[tuple[str, Step]]:
        return [(name, getattr(self, name)) for name in type(self).model_fields]


class Definitions(Part):
    lead: Words
    ripe: Words
    fruitless: Words


class ProcessPolicy(Section):
    """What marketing and sales agreed, in prose. `note` says why this version exists."""

    SECTION: ClassVar[str] = "process"

    name: Words
    note: Text
    definitions: Definitions
    steps: Steps


class Choice(Keyed):
    """`also`: how imports write it."""

    also: Many[Text] = ()


class FactDeclaration(Part):
    """One thing that may be known. `columns`: headings by which an import recognises it."""

    key: FactName
    type: FactType
    label: Words
    choices: Many[Choice] = ()
    columns: Many[Text] = ()
    seen_by: Many[Role] = ROLES
    key_information: bool = False
    never_score: bool = False

    @property
    def subject(self) -> Literal["lead", "person", "company"]:
        head = self.key.partition(".")[0]
        return "person" if head == "person" else "company" if head == "company" else "lead"

    def choice(self, key: object) -> Choice | None:
        return next((choice for choice in self.choices if choice.key == key), None)

    @model_validator(mode="after")
    def _choices_fit(self) -> FactDeclaration:
        if (self.type == "choice") != bool(self.choices):
            raise fault("choices_do_not_fit", type=self.type)
        return self


RESERVED: Final = (FURTHER, WRONG)
"""Names under which no facts are kept but all the ways to reach somebody."""
CORE: Final[dict[str, FactType]] = {
    "company.name": "text",
    "company.domain": "text",
    "company.postcode": "text",
    "person.name": "text",
    "person.title": "text",
    "person.given": "text",
    "person.surname": "text",
    "person.mail": "text",
    "person.phone": "text",
    "person.mobile": "text",
    "person.role": "choice",
}


class FactsPolicy(Section):
    """Everything that may be known of a company, a person and an interest: one mechanism for all fields."""

    SECTION: ClassVar[str] = "facts"

    declared: Annotated[Many[FactDeclaration], Declares("fact")]

    def get(self, key: str) -> FactDeclaration | None:
        return next((fact for fact in self.declared if fact.key == key), None)

    def findings(self, book: Book) -> Iterable[Finding]:
        """Facts by which people are recognised and reached cannot be left out, nor others take their place."""
        for key, kind in CORE.items():
            fact = self.get(key)
            if fact is None:
                yield Finding(("declared",), "core_fact_missing", {"name": key})
            elif fact.type != kind:
                at = self.declared.index(fact)
                yield Finding(("declared", at, "type"), "core_fact_type", {"name": key, "type": kind})
        for at, fact in enumerate(self.declared):
            if fact.key in RESERVED:
                yield Finding(("declared", at, "key"), "reserved", {"name": fact.key})

    def key_information(self) -> tuple[FactDeclaration, ...]:
        return tuple(fact for fact in self.declared if fact.key_information)
