"""A lead as machines read it: as a line, with all that is known of it, and what changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field


class OwnerOut(BaseModel):
    """Who is responsible. `mail` is what writes ask for."""

    name: str
    mail: str


class LeadLine(BaseModel):
    """`owner` may be nobody; then the lead stands in the queue of `team`, a key of the house."""

    lead: UUID
    title: str
    offer: str
    channel: str
    campaign: str
    stage: str
    stage_at: datetime
    phase: str
    grade: str
    fit: int
    interest: int
    owner: OwnerOut | None
    team: str
    tags: list[str]
    opened_at: datetime


class LeadsOut(BaseModel):
    """`next`: ask with `after` for the following page, empty on the last one. `cursor`: what changes after this
    answer is told by `/changes?cursor=`, so that nothing falls between list and changes."""

    leads: list[LeadLine]
    next: str
    cursor: str


class KnownOut(BaseModel):
    """A fact with how we know it. `human`: a person said so, which no machine displaces."""

    key: str
    value: Any
    source: str
    happened_at: datetime
    human: bool


class PointOut(BaseModel):
    """One address or number. `kind`: mail, phone; `use`: work, mobile, private, or empty. `main`: the one to use;
    `unreachable`: mails to it come back; `wrong`: a human said that it is not this person's."""

    kind: str
    value: str
    use: str
    main: bool
    unreachable: bool
    wrong: bool
    source: str
    happened_at: datetime
    human: bool


class ContactOut(BaseModel):
    """`mails` and `phones`: the main one first, none that is wrong. `points`: all of them, and who said so."""

    name: str
    title: str
    given: str
    surname: str
    function: str
    role: str
    mails: list[str]
    phones: list[str]
    points: list[PointOut]


class TouchOut(BaseModel):
    """One contact, either way. `seconds`: the working time it took."""

    kind: str
    result: str
    inbound: bool
    seconds: int
    note: str
    by: str
    happened_at: datetime


class NoteOut(BaseModel):
    text: str
    by: str
    written_at: datetime


class OfferedOut(BaseModel):
    """The last offer to sales. `state`: offered, accepted, returned, withdrawn or lapsed."""

    state: str
    team: str
    to: OwnerOut | None
    offered_at: datetime
    answer_by: datetime
    answered_at: datetime | None
    reason: str


class OutcomeOut(BaseModel):
    """`amount` in minor units: 250000 is 2,500.00."""

    result: str
    amount: int | None
    currency: str
    reason: str
    decided_at: datetime


class NextOut(BaseModel):
    """What is to be done next, until when, and why."""

    kind: str
    why: dict[str, Any]
    due_at: datetime
    deadline_at: datetime
    fallback: bool


class StepOut(BaseModel):
    """The next step of the running plan."""

    template: str
    kind: str
    due_at: datetime
    until: datetime | None


class ReasonOut(BaseModel):
    """One reason of the score. `full`: what it counted fresh, `points`: what is left of it today."""

    key: str
    axis: str
    points: float
    full: float


class LeadOut(LeadLine):
    """`edition` is the ETag too: send it back as If-Match, and a write of an outdated lead is refused."""

    edition: str
    facts: dict[str, Any]
    known: list[KnownOut]
    contacts: list[ContactOut]
    touches: list[TouchOut] = Field(description="The last hundred, newest first.")
    notes: list[NoteOut]
    offered: OfferedOut | None
    outcome: OutcomeOut | None
    next: NextOut | None
    plan: StepOut | None
    reasons: list[ReasonOut] | None = Field(None, description="With ?reasons=true.")


class ChangeOut(BaseModel):
    """Something that happened to a lead. `by`: user, api or system; `what` depends on the kind."""

    kind: str
    lead: UUID
    by: str
    happened_at: datetime
    recorded_at: datetime
    what: dict[str, Any]


class ChangesOut(BaseModel):
    """In the order in which they were written. A page may be shorter than asked for, even empty: go on with `next`
    at once while `more` is true, and later when it is false."""

    changes: list[ChangeOut]
    leads: list[LeadLine] = Field(
        description="With ?with_leads=true: the leads of this page as they stand now."
    )
    next: str
    more: bool
