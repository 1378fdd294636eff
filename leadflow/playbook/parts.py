"""Of what every section of the playbook is made: words in both languages, spans of time, money, names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Final, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

T = TypeVar("T")
Language = Literal["de", "en"]
FactType = Literal["text", "number", "money", "choice", "date", "flag"]
Role = Literal["lead_manager", "marketing", "sales", "partner", "head", "admin"]
FitGrade = Literal["A", "B", "C", "D"]
InterestGrade = Literal[1, 2, 3, 4]
ROLES: Final[tuple[Role, ...]] = ("lead_manager", "marketing", "sales", "partner", "head", "admin")


def fault(code: str, **facts: object) -> PydanticCustomError:
    """A fault of the playbook: a stable code with words in both languages, and facts that fill them."""
    return PydanticCustomError(code, code, facts)


class Part(BaseModel):
    """A piece of the playbook: unknown keys and values of the wrong type are faults, and nothing changes later."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, validate_by_name=True, validate_by_alias=True
    )


class Section(Part):
    """What one room agrees in the playbook; `SECTION` is its heading there."""

    SECTION: ClassVar[str]

    def findings(self, book: Book) -> Iterable[Finding]:
        """What one entry alone cannot know: called with all sections that are sound."""
        return ()


S = TypeVar("S", bound=Section)


class Book:
    """The sections of a playbook as far as they are sound."""

    def __init__(self, sections: Mapping[type[Section], Section]) -> None:
        self._sections: Final = dict(sections)

    def get(self, section: type[S]) -> S | None:
        found = self._sections.get(section)
        return found if isinstance(found, section) else None


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault seen between entries or sections; the path counts from the section's heading on."""

    path: tuple[str | int, ...]
    code: str
    facts: dict[str, Any] = field(default_factory=dict)


Many = Annotated[tuple[T, ...], Field(strict=False)]
"""A list in the file, a tuple here."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
LETTER: Final = r"^[A-ZÄÖÜ]$"
Letter = Annotated[str, StringConstraints(pattern=LETTER)]
"""A key of the keyboard."""
Points = Annotated[int, Field(ge=-200, le=200)]


class Words(Part):
    """One text in both languages."""

    de: Text
    en: Text

    def in_(self, language: str) -> str:
        return self.de if language.startswith("de") else self.en


class Keyed(Part):
    """An entry of a list; its key is what the rows of the house remember."""

    key: Key
    label: Words


# --- names declared in one section and used in others -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Declares:
    """Marks a list of keyed entries as the place where names of a kind are declared."""

    kind: str


@dataclass(frozen=True, slots=True)
class Names:
    """All names a playbook declares, given as validation context; without it references are not looked up."""

    known: Mapping[str, frozenset[str]]
    types: Mapping[str, str]
    choices: Mapping[str, frozenset[str]]

    def has(self, kind: str, name: str) -> bool:
        return kind not in self.known or name in self.known[kind]


def refers_to(kind: str) -> AfterValidator:
    def look_up(name: str, info: ValidationInfo) -> str:
        if isinstance(info.context, Names) and not info.context.has(kind, name):
            raise fault("unknown_name", kind=kind, name=name)
        return name

    return AfterValidator(look_up)


FACT_KEY: Final = r"^((lead|person|company)\.[a-z0-9_]{1,60}|import\.\S.{0,79})$"
FactName = Annotated[str, StringConstraints(pattern=FACT_KEY)]
FactRef = Annotated[str, refers_to("fact")]
OfferRef = Annotated[str, refers_to("offer")]
ChannelRef = Annotated[str, refers_to("channel")]
TeamRef = Annotated[str, refers_to("team")]
ContactRoleRef = Annotated[str, refers_to("contact_role")]
SignalKind = Annotated[str, refers_to("signal")]


# --- values written so that people read them ------------------------------------------------------------------------

UNITS: Final = {
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}


def _span(value: object, units: tuple[str, ...]) -> timedelta:
    if isinstance(value, timedelta):
        return value
    found = re.fullmatch(r"(\d{1,4})\s*([a-z]+)", value) if isinstance(value, str) else None
    if found is None or found[2] not in units:
        raise fault("not_a_span", value=str(value), units=", ".join(units))
    return int(found[1]) * UNITS[found[2]]


def _written(span: timedelta) -> str:
    for unit in ("w", "d", "h"):
        if span and not span % UNITS[unit]:
            return f"{span // UNITS[unit]}{unit}"
    return f"{span // UNITS['min']}min"


def _written_working(span: timedelta) -> str:
    return f"{span // UNITS['min']}min" if span % UNITS["h"] else f"{span // UNITS['h']}h"


Duration = Annotated[
    timedelta,
    BeforeValidator(lambda value: _span(value, ("min", "h", "d", "w"))),
    PlainSerializer(_written),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,4} ?(min|h|d|w)$"}),
]
"""Time as it passes: "30min", "2h", "14d", "6w"."""

WorkingTime = Annotated[
    timedelta,
    BeforeValidator(lambda value: _span(value, ("min", "h"))),
    PlainSerializer(_written_working),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,4} ?(min|h)$"}),
]
"""Time counted only while the house works: "30min", "16h". A day has no fixed length here, so it is no unit."""


def _clock(value: object) -> time:
    if isinstance(value, time):
        return value
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", value) if isinstance(value, str) else None
    if found is None:
        raise fault("not_a_clock", value=str(value))
    return time(int(found[1]), int(found[2]))


Clock = Annotated[
    time,
    BeforeValidator(_clock),
    PlainSerializer(lambda value: value.strftime("%H:%M")),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}:\d\d$"}),
]
"""A time of day in the zone of the home: "12:00"."""


def _ratio(value: object) -> Fraction:
    if isinstance(value, Fraction):
        return value
    try:
        found = Fraction(str(value).strip()) if isinstance(value, (str, int, float)) else None
    except (ValueError, ZeroDivisionError):
        found = None
    if found is None or isinstance(value, bool) or not 0 < found <= 1:
        raise fault("not_a_ratio", value=str(value))
    return found


Ratio = Annotated[
    Fraction,
    BeforeValidator(_ratio),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": r"^(\d+/\d+|\d*\.?\d+)$"}),
]
"""Above 0 and at most 1, exact: "1/3" or 0.10."""


def _amount(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)) or value < 0:
        raise fault("not_an_amount", value=str(value))
    amount = Decimal(str(value))
    if not amount.is_finite() or amount.as_tuple().exponent < -2:  # type: ignore[operator]  # finite: a number
        raise fault("not_an_amount", value=str(value))
    return amount


CURRENCY: Final = r"^[A-Z]{3}$"


class Money(Part):
    """In whole units of the currency, with at most two decimals."""

    amount: Annotated[
        Decimal,
        BeforeValidator(_amount),
        PlainSerializer(str),
        WithJsonSchema({"type": "number", "minimum": 0}),
    ]
    currency: Annotated[str, StringConstraints(pattern=CURRENCY)]

    @property
    def minor(self) -> int:
        return int(self.amount * 100)


def _scalar(value: object) -> object:
    if not isinstance(value, str | bool | int | float):
        raise fault("not_one_value")
    return value


Scalar = Annotated[str | bool | float, PlainValidator(_scalar, json_schema_input_type=str | bool | float)]
"""A single value to compare a fact with: text, the key of a choice, a number, true or false."""
