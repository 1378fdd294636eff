"""What the playbook says about points: fit (who they are) and interest (what they do), never one mixed number."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from leadflow.playbook.policy import (
    Book,
    Condition,
    Duration,
    FactsPolicy,
    Finding,
    FitGrade,
    InterestGrade,
    Keyed,
    Many,
    Part,
    Points,
    Section,
    SignalKind,
    facts_in,
    fault,
    needed_facts,
)

Axis = Literal["fit", "interest"]


class PointRule(Keyed):
    """Points when `when` holds. With a `signal` each such signal counts, fades by its age, up to `cap` in sum."""

    axis: Axis
    points: Points
    when: Condition | None = None
    signal: SignalKind | None = None
    half_life: Duration | None = None
    cap: Annotated[int, Field(ge=1, le=400)] | None = None

    @cached_property
    def needs(self) -> frozenset[str] | None:
        """Without one of these facts the rule cannot count; None where it can. Spares looking at most rules."""
        return None if self.when is None else needed_facts(self.when)

    @model_validator(mode="after")
    def _has_a_ground(self) -> PointRule:
        if self.when is None and self.signal is None:
            raise fault("rule_without_ground")
        if self.signal is None and (self.half_life or self.cap):
            raise fault("fades_without_signal")
        return self


class FitBorders(Part):
    """Points from which a letter holds; below C it is D."""

    A: int
    B: int
    C: int

    @model_validator(mode="after")
    def _descend(self) -> FitBorders:
        if not self.A > self.B > self.C:
            raise fault("borders_do_not_descend", values=f"{self.A}, {self.B}, {self.C}")
        return self

    def of(self, points: float) -> FitGrade:
        return "A" if points >= self.A else "B" if points >= self.B else "C" if points >= self.C else "D"


class InterestBorders(Part):
    """Points from which a digit holds; below 3 it is 4."""

    first: int = Field(alias="1")
    second: int = Field(alias="2")
    third: int = Field(alias="3")

    @model_validator(mode="before")
    @classmethod
    def _digits_as_text(cls, value: Any) -> Any:
        return {str(key): points for key, points in value.items()} if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _descend(self) -> InterestBorders:
        if not self.first > self.second > self.third:
            raise fault("borders_do_not_descend", values=f"{self.first}, {self.second}, {self.third}")
        return self

    def of(self, points: float) -> InterestGrade:
        return 1 if points >= self.first else 2 if points >= self.second else 3 if points >= self.third else 4


class Borders(Part):
    fit: FitBorders
    interest: InterestBorders


Grade = Literal[
    "A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "C1", "C2", "C3", "C4", "D1", "D2", "D3", "D4"
]


class ScoringPolicy(Section):
    SECTION: ClassVar[str] = "scoring"

    rules: Many[PointRule]
    grades: Borders
    call_first: Many[Grade]

    @cached_property
    def _by_fact(self) -> Mapping[str, tuple[int, ...]]:
        """Fact -> places of the rules that may count once it is known."""
        places: dict[str, list[int]] = {}
        for at, rule in enumerate(self.rules):
            for fact in rule.needs or ():
                places.setdefault(fact, []).append(at)
        return {fact: tuple(found) for fact, found in places.items()}

    @cached_property
    def _always(self) -> frozenset[int]:
        return frozenset(at for at, rule in enumerate(self.rules) if rule.needs is None)

    def that_may_count(self, facts: Iterable[str], heard: Collection[str]) -> list[PointRule]:
        """Most rules speak of what is not known of a lead: they are not even looked at. In the playbook's order."""
        places = self._always.union(*(self._by_fact[fact] for fact in facts if fact in self._by_fact))
        rules = (self.rules[at] for at in sorted(places))
        return [rule for rule in rules if rule.signal is None or rule.signal in heard]

    def calls_first(self, letter: str, digit: int) -> bool:
        return f"{letter}{digit}" in self.call_first

    def findings(self, book: Book) -> Iterable[Finding]:
        """What was set after the contact must not be scored, or the score praises its own consequence."""
        facts = book.get(FactsPolicy)
        banned = {fact.key for fact in facts.declared if fact.never_score} if facts else set()
        for at, rule in enumerate(self.rules):
            for path, fact in facts_in(rule.when, ("rules", at, "when")):
                if fact in banned:
                    yield Finding(path, "never_scored", {"name": fact})
