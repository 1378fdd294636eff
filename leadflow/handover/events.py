"""What `handover` announces."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from leadflow.kernel.values import quick
from leadflow.leads.events import LeadEvent


@quick(frozen=True, kw_only=True)
class Offered(LeadEvent):
    """A ready lead was handed over; sales answers by `answer_by`."""

    kind: ClassVar[str] = "lead.offered"

    offer: int
    sales_team: int
    answer_by: datetime
    sales_owner: int | None = None


@quick(frozen=True, kw_only=True)
class Accepted(LeadEvent):
    """`counts`: the first acceptance, so from now on it is an opportunity."""

    kind: ClassVar[str] = "lead.accepted"

    offer: int
    counts: bool


@quick(frozen=True, kw_only=True)
class Returned(LeadEvent):
    kind: ClassVar[str] = "lead.returned"

    offer: int
    reason: str
    revisit_at: datetime | None = None


@quick(frozen=True, kw_only=True)
class Lapsed(LeadEvent):
    """Nobody answered in time: the lead is ready again."""

    kind: ClassVar[str] = "lead.offer_lapsed"

    offer: int


@quick(frozen=True, kw_only=True)
class OutcomeReported(LeadEvent):
    """Won with an amount in minor units, or lost with a reason."""

    kind: ClassVar[str] = "lead.outcome_reported"

    outcome: int
    result: str
    amount: int | None = None
    currency: str = ""
    reason: str = ""


@quick(frozen=True, kw_only=True)
class OutcomeUndone(LeadEvent):
    kind: ClassVar[str] = "lead.outcome_undone"

    outcome: int
    result: str
