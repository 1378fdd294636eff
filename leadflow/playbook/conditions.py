"""The one small closed language of conditions: for points, gates, routing and early disqualification."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Final

from pydantic import Discriminator, Field, Tag, ValidationInfo, model_validator

from leadflow.playbook.parts import (
    ChannelRef,
    ContactRoleRef,
    FactRef,
    FitGrade,
    InterestGrade,
    Many,
    Names,
    OfferRef,
    Part,
    Scalar,
    SignalKind,
    fault,
)


def comparable(value: object) -> object:
    """ "Ja " is "ja" and 1 is 1.0, but 1 is not true, and no list is equal to anything."""
    if isinstance(value, str):
        return value.strip().casefold()
    return (value,) if isinstance(value, bool) else value if isinstance(value, int | float) else None


class FactTest(Part):
    """Exactly one test on one fact. On what is not known every test but `known` is undecided, not false."""

    fact: FactRef
    is_: Scalar | None = Field(default=None, alias="is")
    in_: Many[Scalar] | None = Field(default=None, alias="in")
    at_least: float | None = None
    at_most: float | None = None
    known: bool | None = None
    free_mail: bool | None = None

    @cached_property
    def test(self) -> str:
        return next(iter(self._tests()))

    @cached_property
    def wanted(self) -> frozenset[object]:
        """For `is` and `in`: the values that make it true, in the form in which they are compared."""
        return frozenset(map(comparable, (self.is_,) if self.in_ is None else self.in_))

    def _tests(self) -> list[str]:
        tests = ("is_", "in_", "at_least", "at_most", "known", "free_mail")
        return [name for name in tests if getattr(self, name) is not None]

    @model_validator(mode="after")
    def _one_test_that_fits(self, info: ValidationInfo) -> FactTest:
        if len(self._tests()) != 1:
            raise fault("not_one_test", count=len(self._tests()))
        if isinstance(info.context, Names):
            self._fits(info.context)
        return self

    def _fits(self, names: Names) -> None:
        kind = names.types.get(self.fact)
        if self.test in ("at_least", "at_most") and kind not in ("number", "money", None):
            raise fault("test_does_not_fit", fact=self.fact, type=kind, test=self.test)
        if kind == "choice" and self.test in ("is_", "in_"):
            for value in (self.is_,) if self.test == "is_" else self.in_ or ():
                if value not in names.choices.get(self.fact, ()):
                    raise fault("unknown_choice", fact=self.fact, name=str(value))


class SignalTest(Part):
    """At least one such signal: "enquiry", "call", "call.reached"."""

    signal: SignalKind


class ChannelTest(Part):
    """The channel of the enquiry that opened the lead."""

    channel: ChannelRef


class OfferTest(Part):
    offer: OfferRef


class RoleTest(Part):
    """A contact with this role is known."""

    role: ContactRoleRef


class FitTest(Part):
    fit: Many[FitGrade]


class InterestTest(Part):
    interest: Many[InterestGrade]


class AllOf(Part):
    all: Many[Condition]


class AnyOf(Part):
    any: Many[Condition]


class NotThis(Part):
    not_: Condition = Field(alias="not")


FORMS: Final[dict[str, str]] = {
    "fact": "<fact>", "signal": "<signal>", "channel": "<channel>", "offer": "<offer>", "role": "<role>",
    "fit": "<fit>", "interest": "<interest>", "all": "<all>", "any": "<any>", "not": "<not>",
}  # fmt: skip
_OF_CLASS: Final[dict[Any, str]] = {
    FactTest: "fact", SignalTest: "signal", ChannelTest: "channel", OfferTest: "offer", RoleTest: "role",
    FitTest: "fit", InterestTest: "interest", AllOf: "all", AnyOf: "any", NotThis: "not",
}  # fmt: skip


def _form(value: Any) -> str | None:
    """Which form a condition has: the first of the known words in it."""
    if isinstance(value, Mapping):
        return next((tag for word, tag in FORMS.items() if word in value), None)
    return FORMS.get(_OF_CLASS.get(type(value), ""))


Condition = Annotated[
    Annotated[FactTest, Tag("<fact>")]
    | Annotated[SignalTest, Tag("<signal>")]
    | Annotated[ChannelTest, Tag("<channel>")]
    | Annotated[OfferTest, Tag("<offer>")]
    | Annotated[RoleTest, Tag("<role>")]
    | Annotated[FitTest, Tag("<fit>")]
    | Annotated[InterestTest, Tag("<interest>")]
    | Annotated[AllOf, Tag("<all>")]
    | Annotated[AnyOf, Tag("<any>")]
    | Annotated[NotThis, Tag("<not>")],
    Discriminator(_form, custom_error_type="not_a_condition", custom_error_message="not_a_condition"),
]


def needed_facts(condition: Part) -> frozenset[str] | None:
    """Facts of which at least one must be known for the condition to hold; None where it may hold without any."""
    match condition:
        case FactTest():
            return None if condition.known is False else frozenset({condition.fact})
        case AllOf():
            return min((n for n in map(needed_facts, condition.all) if n is not None), key=len, default=None)
        case AnyOf():
            needed = [needed_facts(part) for part in condition.any]
            return None if None in needed else frozenset().union(*(n for n in needed if n is not None))
    return None


def facts_in(
    condition: Part | None, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each fact a condition asks for, with the place where it does."""
    match condition:
        case FactTest():
            yield (*path, "fact"), condition.fact
        case AllOf() | AnyOf():
            word = "all" if isinstance(condition, AllOf) else "any"
            for at, part in enumerate(getattr(condition, word)):
                yield from facts_in(part, (*path, word, at))
        case NotThis():
            yield from facts_in(condition.not_, (*path, "not"))
