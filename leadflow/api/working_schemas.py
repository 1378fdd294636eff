"""What machines write to a lead, and what they get for it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, FiniteFloat

from leadflow.api.schemas import FactKey, Line, Prose, Sent

FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)
LAST: Final = datetime(2200, 1, 1, tzinfo=UTC)


def _sensible(at: datetime) -> datetime:
    if not FIRST <= at <= LAST:
        raise ValueError("out_of_range")
    return at


Moment = Annotated[AwareDatetime, AfterValidator(_sensible)]
Facts = Annotated[
    dict[FactKey, Prose | bool | int | FiniteFloat], Field(json_schema_extra={"additionalProperties": False})
]


class How(Sent):
    """Headers of every write. Both may be left out."""

    idempotency_key: str = Field(
        "", alias="Idempotency-Key", max_length=200, description="The same key again does nothing again."
    )
    if_match: str = Field(
        "",
        alias="If-Match",
        max_length=200,
        description="The ETag you read: refused when the lead has changed since.",
    )


class FactsIn(Sent):
    """Facts by their keys in the playbook. What a human said stands; a machine never displaces it."""

    facts: Facts = Field(min_length=1, max_length=100)


class OwnerIn(Sent):
    """`owner`: a mail address, or null for the queue of the team. `team`: empty leaves it as it is."""

    owner: Line | None
    team: Line = ""


class TagsIn(Sent):
    """All tags the lead has from now on."""

    tags: list[Line] = Field(max_length=20)


class NoteIn(Sent):
    text: Prose = Field(min_length=1)


class TouchIn(Sent):
    """One contact with the prospect. A call has a `result` of the playbook, from which follows what is done next."""

    kind: Line = Field(description="Of the playbook: call, mail, letter, visit, ...")
    result: Line = ""
    seconds: int = Field(0, ge=0, le=86_400, description="The working time it took.")
    note: Prose = ""
    inbound: bool = False
    happened_at: Moment | None = None
    call_again_at: Moment | None = Field(None, description="For a result that promises a call.")
    reason: Line = Field("", description="For a result that disqualifies.")
    answers: Facts = Field(default_factory=dict, max_length=100, description="Facts the call brought.")


class VerdictIn(Sent):
    """`reason`: for disqualify a key of the playbook; for ready the words that override missing conditions."""

    verdict: Literal["ready", "not_yet", "disqualify"]
    reason: Line = ""
    note: Prose = ""
    revisit_at: Moment | None = None


class HandoverIn(Sent):
    """To whom the ready lead is offered; left out, the playbook's routing says it."""

    team: Line = ""
    to: Line = Field("", description="The mail address of somebody in sales.")
    message: Prose = ""


class AnswerIn(Sent):
    """The answer of sales. A return needs a reason of the playbook."""

    answer: Literal["accepted", "returned"]
    reason: Line = ""
    note: Prose = ""


class OutcomeIn(Sent):
    """Won with its amount in minor units (250000 is 2,500.00), or lost with a reason of the playbook."""

    result: Literal["won", "lost"]
    amount: int | None = Field(None, ge=0, le=10**15)
    reason: Line = ""
    note: Prose = ""


class Written(BaseModel):
    """The lead after the write. `repeated`: this request was done before and was not done again."""

    lead: UUID
    edition: str
    stage: str
    repeated: bool = False
