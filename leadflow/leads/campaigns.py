"""What a campaign cost: typed in by marketing, the last word counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.kernel.events import Ref
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads.events import CampaignCostNoted
from leadflow.leads.models import Campaign, CampaignCost

LARGEST = 10**13


def note_cost(campaign: int, amount: int, *, by: Actor, now: datetime) -> None:
    """`amount` in minor units of the home's currency. Refusal("amount_out_of_range")."""
    if not 0 <= amount <= LARGEST:
        raise Refusal("amount_out_of_range")

    def think(change: Change) -> None:
        if not Campaign.objects.filter(id=campaign).exists():
            raise NotFound("campaign")
        key = change.id(CampaignCost)
        change.insert(
            CampaignCost, id=key, campaign_id=campaign, amount=amount, noted_at=now, by_id=by.user_id
        )
        change.announce([CampaignCostNoted(subject=Ref("campaign", campaign), cost=key, amount=amount)])

    journal.change(think, by=by, now=now)


def costs(campaigns: Iterable[int]) -> dict[int, int]:
    """Campaign -> what it cost, in minor units; those of which nobody said anything are left out."""
    rows = CampaignCost.objects.filter(campaign_id__in=sorted(set(campaigns))).order_by("id")
    return dict(rows.values_list("campaign_id", "amount"))
