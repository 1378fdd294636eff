"""What campaigns cost, month by month, in and out for machines: `router` is hung in by the API with one line."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from leadflow.accounts.rules import Scope
from leadflow.api.schemas import NO, READING, SOME, Line, Sent
from leadflow.api.security import client_of
from leadflow.intake.costlists import month_of
from leadflow.kernel.home import home
from leadflow.kernel.money import Money
from leadflow.kernel.refusals import Refusal
from leadflow.leads import campaigns
from leadflow.leads.campaigns import NamedCost

router = Router(tags=["costs"])
PER_PAGE = 500
Month = Annotated[str, StringConstraints(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
LARGEST: Final = Decimal("99999999999.99")
_TYPED: Final = r"^[0-9]{1,11}(\.[0-9]{1,2})?$"
_NOISE: Final = 1e-9
"""Machines that reckon with binary fractions send 1.1500000000000001 and mean 1.15."""


def _cents(value: object) -> object:
    """A number as it was meant; a text only as the description says."""
    if isinstance(value, str) and not re.fullmatch(_TYPED, value):
        raise ValueError("not_an_amount")
    if isinstance(value, float) and abs(value - round(value, 2)) <= _NOISE + abs(value) * 4e-16:
        return round(value, 2)
    return value


Amount = Annotated[
    Decimal,
    Field(ge=0, le=LARGEST, decimal_places=2),
    BeforeValidator(_cents),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": float(LARGEST), "multipleOf": 0.01},
                {"type": "string", "pattern": _TYPED},
            ]
        }
    ),
]


class CostIn(Sent):
    """What a campaign cost in a month; `amount` null takes it back."""

    channel: Line
    campaign: Annotated[Line, Field(min_length=1, max_length=120, json_schema_extra=SOME)]
    month: Month
    amount: Amount | None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = ""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"channel": "ads", "campaign": "Rollenbahn", "month": "2026-10", "amount": "1250.00"}
            ]
        },
    )


class CostsIn(Sent):
    costs: list[CostIn] = Field(min_length=1, max_length=500)


class NotedOut(BaseModel):
    """How many of them were news; the others stood already."""

    noted: int


class CostOut(BaseModel):
    id: int
    channel: str
    campaign: str
    month: str
    amount: str | None
    currency: str
    noted_at: datetime


class CostsOut(BaseModel):
    """In the order in which they were said: the later one of a campaign and month counts. `next`: ask on with it."""

    costs: list[CostOut]
    next: int | None = None


@router.post("/costs", response={200: NotedOut, **NO}, operation_id="note_costs")
def note_costs(request: HttpRequest, sent: CostsIn) -> NotedOut:
    """Up to 500 at once; all or none. The same again changes nothing. Campaigns nobody named before are made."""
    client = client_of(request, Scope.SEND_COSTS)
    costs = [_cost(one) for one in sent.costs]
    return NotedOut(noted=campaigns.note_named(costs, by=client.actor, now=timezone.now()))


def _cost(sent: CostIn) -> NamedCost:
    currency = home().currency
    if sent.currency and sent.currency != currency:
        raise Refusal("currency_differs", currency=currency)
    month = month_of(sent.month)
    if month is None:
        raise Refusal("month_out_of_range")
    amount = None if sent.amount is None else Money.of(sent.amount, currency).minor
    return NamedCost(sent.channel, sent.campaign, month, amount)


@router.get("/costs", response={200: CostsOut, **READING}, operation_id="costs")
def costs(request: HttpRequest, after: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0) -> CostsOut:
    """What was said of costs, oldest first, 500 at a time."""
    client_of(request, Scope.READ_FIGURES, ("after",))
    currency = home().currency
    lines = campaigns.noted(after=after, limit=PER_PAGE)
    found = [
        CostOut(
            id=line.id,
            channel=line.channel,
            campaign=line.campaign,
            month=f"{line.month:%Y-%m}",
            amount=None if line.amount is None else str(Money(line.amount, currency).amount),
            currency=currency,
            noted_at=line.noted_at,
        )
        for line in lines
    ]
    return CostsOut(costs=found, next=found[-1].id if len(found) == PER_PAGE else None)
