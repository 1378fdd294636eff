"""What machines send and get. Unknown fields are refused: a misspelt field would be a lost answer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints
from pydantic.config import JsonDict


def _sound(text: str) -> str:
    """No NUL and no half letters: neither can be stored."""
    if "\0" in text:
        raise ValueError("nul_byte")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("broken_letter") from None
    return text


SOUND: Final[JsonDict] = {"pattern": r"^[^\u0000]*$"}
SOME: Final[JsonDict] = {"pattern": r"^[^\u0000]*[^\s\u0000][^\u0000]*$"}
"""As the description says it; refused is it by `_sound`, with a word of its own."""
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=400),
    AfterValidator(_sound),
    Field(json_schema_extra=SOUND),
]
Prose = Annotated[
    str, StringConstraints(max_length=10_000), AfterValidator(_sound), Field(json_schema_extra=SOUND)
]
FactKey = Annotated[str, StringConstraints(pattern=r"^(lead|person|company|import)\.[a-z0-9_]{1,60}$")]


class Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Company(Sent):
    name: Line = ""
    industry: Line = ""
    size: Line = ""
    city: Line = ""
    postcode: Line = ""
    street: Line = ""
    country: Line = ""
    domain: Line = ""


class Person(Sent):
    name: Line = Field("", description="The whole name, where given name and surname are not known apart.")
    title: Line = ""
    given: Line = ""
    surname: Line = ""
    function: Line = ""
    role: Line = ""


class LeadIn(Sent):
    """One enquiry. It becomes a lead when it names a company, a person, a mail, a phone or an external id."""

    key: Line = Field("", description="Your idempotency key; the header Idempotency-Key says the same.")
    external_id: Line = Field("", description="The enquiry's id in your system.")
    company: Company = Company()
    person: Person = Person()
    mail: Line = ""
    phone: Line = ""
    mobile: Line = ""
    note: Prose = ""
    happened_at: datetime | None = None
    offer: Line = ""
    channel: Line = ""
    campaign: Line = ""
    facts: dict[FactKey, Line | bool | int | FiniteFloat] = Field(
        default_factory=dict, max_length=200, json_schema_extra={"additionalProperties": False}
    )
    consents: list[Line] = Field(
        default_factory=list, max_length=10, description="Purposes agreed to: mail, phone."
    )
    objections: list[Line] = Field(default_factory=list, max_length=10, description="Purposes objected to.")

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "key": "form-8471",
                    "company": {"name": "Muster Maschinenbau GmbH", "postcode": "89073"},
                    "person": {"given": "Sabine", "surname": "Reuter"},
                    "mail": "s.reuter@muster.example",
                    "facts": {"lead.need": "Palettierlinie"},
                }
            ]
        },
    )


class LeadsIn(Sent):
    leads: list[LeadIn] = Field(max_length=1_000)


class ArrivalOut(BaseModel):
    """What became of one message. `state`: opened, joined, unclear, waiting, noise, unconfirmed or erased."""

    arrival: UUID
    state: str
    lead: UUID | None = None
    repeated: bool = False
    fault: dict[str, Any] | None = None


class ArrivalsOut(BaseModel):
    arrivals: list[ArrivalOut]


class ExpectedOut(BaseModel):
    """What would become of one message.

    `becomes`: opened, joined, unclear, repeated (its key was taken before) or refused. `lead`: the one it would join,
    or became when it came before; `row`: the place, from 0, of the message in this request that it would join.
    """

    becomes: str
    lead: UUID | None = None
    row: int | None = None
    fault: dict[str, Any] | None = None


class PreviewOut(BaseModel):
    expected: list[ExpectedOut]


class BalanceOut(BaseModel):
    arrivals: dict[str, int]
    leads: dict[str, int]


class TargetOut(BaseModel):
    """Whole figures, rounded up."""

    deals: int
    opportunities: int


class Problem(BaseModel):
    """Every refusal has a stable code; `message` is for people and may change."""

    code: str
    message: str
    facts: dict[str, Any] = {}


READING: dict[Any, Any] = dict.fromkeys((401, 403, 404, 405, 422, 429, 500, 503), Problem)
NO: dict[Any, Any] = READING | dict.fromkeys((400, 409, 413, 415), Problem)
WRITING: dict[Any, Any] = NO | {412: Problem}
"""What may go wrong where something is read, sent, or written to a lead that others write too."""
