"""What `handover` announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from leadflow.leads.events import LeadEvent


@dataclass(frozen=True, kw_only=True)
class Offered(LeadEvent):
    """A ready lead was handed over; sales answers by `answer_by`."""

    kind: ClassVar[str] = "lead.offered"

    offer: int
    sales_team: int
    answer_by: datetime
    sales_owner: int | None = None


@dataclass(frozen=True, kw_only=True)
class Accepted(LeadEvent):
    """`counts`: the first acceptance, so from now on it is an opportunity."""

    kind: ClassVar[str] = "lead.accepted"

    offer: int
    counts: bool


@dataclass(frozen=True, kw_only=True)
class Returned(LeadEvent):
    kind: ClassVar[str] = "lead.returned"

    offer: int
    reason: str
    revisit_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Lapsed(LeadEvent):
    """Nobody answered in time: the lead is ready again."""

    kind: ClassVar[str] = "lead.offer_lapsed"

    offer: int


@dataclass(frozen=True, kw_only=True)
class OutcomeReported(LeadEvent):
    """Won with an amount in minor units, or lost with a reason."""

    kind: ClassVar[str] = "lead.outcome_reported"

    outcome: int
    result: str
    amount: int | None = None
    currency: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class OutcomeUndone(LeadEvent):
    kind: ClassVar[str] = "lead.outcome_undone"

    outcome: int
    result: str
