"""What campaigns cost, month by month: the last word on a month counts, and sums are sums of these rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.kernel.events import Ref
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import services
from leadflow.leads.events import CampaignCostNoted
from leadflow.leads.models import Campaign, CampaignCost
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook

LARGEST: Final = 10**13
LONGEST_NAME: Final = 120
YEARS: Final = (2000, 2100)
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one campaign in one month (its first day). `amount` in minor units; None takes it back."""

    campaign: int
    month: date
    amount: int | None


@dataclass(frozen=True, slots=True)
class NamedCost:
    """The same by the campaign's channel and name, for whoever does not know our ids."""

    channel: str
    campaign: str
    month: date
    amount: int | None


def note_costs(costs: Sequence[Cost], *, by: Actor, now: datetime) -> int:
    """How many were news. Refusal("amount_out_of_range" | "month_out_of_range"), NotFound("campaign")."""
    return journal.change(lambda change: _note(change, costs), by=by, now=now)


def note_named(costs: Sequence[NamedCost], *, by: Actor, now: datetime) -> int:
    """Campaigns nobody named before are made. Refusal("unknown_choice") for a channel the playbook does not have."""
    policy = playbook.at(now).section(LeadsPolicy)
    for cost in costs:
        if policy.channel(cost.channel) is None:
            raise Refusal("unknown_choice", value=cost.channel)
        if not cost.campaign.strip() or len(cost.campaign) > LONGEST_NAME:
            raise Refusal("campaign_missing")

    def think(change: Change) -> int:
        known = services.campaigns(change, [(cost.channel, cost.campaign) for cost in costs])
        found = [Cost(known[cost.channel, cost.campaign], cost.month, cost.amount) for cost in costs]
        return _note(change, found, new=frozenset(known.values()))

    return journal.change(think, by=by, now=now)


def _note(change: Change, costs: Sequence[Cost], new: frozenset[int] = frozenset()) -> int:
    """Only what differs from what stands is written down."""
    for cost in costs:
        if cost.amount is not None and not 0 <= cost.amount <= LARGEST:
            raise Refusal("amount_out_of_range")
        if not YEARS[0] <= cost.month.year < YEARS[1]:
            raise Refusal("month_out_of_range")
    wanted = {(cost.campaign, cost.month.replace(day=1)): cost.amount for cost in costs}
    ids = {campaign for campaign, _ in wanted} - new
    if Campaign.objects.filter(id__in=sorted(ids)).count() != len(ids):
        raise NotFound("campaign")
    standing = by_month(campaign for campaign, _ in wanted)
    changed = {place: amount for place, amount in wanted.items() if standing.get(place) != amount}
    keys = change.ids(CampaignCost, len(changed)) if changed else range(0)
    for key, ((campaign, month), amount) in zip(keys, changed.items(), strict=True):
        change.insert(
            CampaignCost,
            id=key,
            campaign_id=campaign,
            month=month,
            amount=amount,
            noted_at=change.now,
            by_id=change.by.user_id,
        )
        told = CampaignCostNoted(
            subject=Ref("campaign", campaign), cost=key, amount=amount, month=f"{month:%Y-%m}"
        )
        change.announce([told])
    return len(changed)


def by_month(
    campaigns: Iterable[int] | None = None, start: date | None = None, end: date | None = None
) -> dict[tuple[int, date], int]:
    """(campaign, month) -> what stands, from the month of `start` to the one of `end`, both included."""
    rows = CampaignCost.objects.order_by("id")
    if campaigns is not None:
        rows = rows.filter(campaign_id__in=sorted(set(campaigns)))
    if start is not None:
        rows = rows.filter(month__gte=start.replace(day=1))
    if end is not None:
        rows = rows.filter(month__lte=end.replace(day=1))
    said = {(campaign, month): amount for campaign, month, amount in rows.values_list(*_SAID)}
    return {place: amount for place, amount in said.items() if amount is not None}


_SAID: Final = ("campaign_id", "month", "amount")


def costs(
    campaigns: Iterable[int] | None = None, start: date | None = None, end: date | None = None
) -> dict[int, int]:
    """Campaign -> sum of its months; those of which nobody said anything are left out."""
    sums: dict[int, int] = {}
    for (campaign, _), amount in by_month(campaigns, start, end).items():
        sums[campaign] = sums.get(campaign, 0) + amount
    return sums


@dataclass(frozen=True, slots=True)
class CampaignLine:
    id: int
    channel: str
    name: str


def listed(*, before: int | None = None, limit: int = 25) -> list[CampaignLine]:
    """Newest first, paged by id."""
    rows = Campaign.objects.order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [CampaignLine(*row) for row in rows.values_list("id", "channel", "name")[:limit]]


def named(ids: Iterable[int]) -> dict[int, CampaignLine]:
    rows = Campaign.objects.filter(id__in=sorted(set(ids))).values_list("id", "channel", "name")
    return {key: CampaignLine(key, channel, name) for key, channel, name in rows}


@dataclass(frozen=True, slots=True)
class CostLine:
    """One row as it was said."""

    id: int
    channel: str
    campaign: str
    month: date
    amount: int | None
    noted_at: datetime


def noted(*, after: int = 0, limit: int = 500) -> list[CostLine]:
    """Everything ever said, in the order it was said: whoever reads on applies the later over the earlier."""
    rows = CampaignCost.objects.filter(id__gt=after).order_by("id")
    fields = ("id", "campaign__channel", "campaign__name", "month", "amount", "noted_at")
    return [CostLine(*row) for row in rows.values_list(*fields)[:limit]]


def of_channel(channel: str, *, limit: int) -> list[str]:
    """Names of a channel's campaigns, newest first."""
    rows = Campaign.objects.filter(channel=channel).order_by("-id")
    return list(rows.values_list("name", flat=True)[:limit])
