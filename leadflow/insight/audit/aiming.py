"""What the files bring in a month, what the target takes, and what better leads would be worth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from math import ceil
from typing import Final

from leadflow.insight import rules
from leadflow.insight.audit.measures import Judged, Measures, Rate
from leadflow.moving.past import WON, History

YEAR: Final = timedelta(days=365)
MONTHS: Final = 12
PRICED: Final = 5
"""So many amounts make an average price."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What somebody said: revenue per month, and the price of a deal where the files have no amounts. Minor units."""

    revenue: int | None = None
    price: int | None = None


@dataclass(frozen=True, slots=True)
class Aiming:
    """Per month, over the last `months`. Money in minor units. `own_price`: from the files, else somebody said it.

    `deals_needed`, `leads_needed`, `gap` None: nobody named a target. `gain` in a year: the uplift of the playbook.
    """

    months: float
    leads: float
    deals: float
    revenue: float | None
    price: float | None
    own_price: bool
    per_lead: Rate
    target: int | None
    deals_needed: int | None
    leads_needed: int | None
    gap: float | None
    uplift: float
    gain: float | None


def aiming(history: History, measures: Measures, known: Judged, aim: Aim) -> Aiming | None:
    """None: no dates, or too few were won."""
    came = [past.created for past in history.pasts if past.created is not None]
    if not came or not known.basis:
        return None
    since = max(min(came), history.as_of - YEAR)
    months = max((history.as_of - since) / YEAR * MONTHS, 1.0)
    won = [p for p in history.pasts if p.outcome == WON and (at := p.closed or p.created) and at >= since]
    per_lead = Rate.of(sum(past.outcome == WON for past in known.pasts), len(known.pasts))
    if known.basis == "decided":
        per_lead = Rate.of(sum(p.outcome == WON for p in history.pasts), len(history.pasts))
    amounts = [past.amount for past in history.pasts if past.outcome == WON and past.amount]
    own = sum(amounts) / len(amounts) if len(amounts) >= PRICED else None
    price = own if own is not None else aim.price
    leads, deals = sum(at >= since for at in came) / months, len(won) / months
    revenue = (
        (sum(past.amount or 0 for past in won) / months)
        if own is not None
        else deals * price
        if price
        else None
    )
    needed, raw = _needed(aim, price, per_lead)
    return Aiming(
        months=months,
        leads=leads,
        deals=deals,
        revenue=revenue,
        price=price,
        own_price=own is not None,
        per_lead=per_lead,
        target=aim.revenue,
        deals_needed=needed,
        leads_needed=raw,
        gap=aim.revenue - revenue if aim.revenue is not None and revenue is not None else None,
        uplift=measures.uplift,
        gain=deals * MONTHS * measures.uplift * price if price else None,
    )


def _needed(aim: Aim, price: float | None, per_lead: Rate) -> tuple[int | None, int | None]:
    """By the house's own arithmetic: revenue / price = deals, deals / share won = raw leads."""
    if aim.revenue is None or not price or not per_lead.part:
        return None, None
    found = rules.target(
        aim.revenue, Fraction(price).limit_denominator(10**6), Fraction(per_lead.part, per_lead.whole)
    )
    return found.deals, ceil(found.opportunities_exact)
