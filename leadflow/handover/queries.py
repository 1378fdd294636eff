"""Reading offers and outcomes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from leadflow.handover.models import Offer, Outcome
from leadflow.kernel.actor import Actor
from leadflow.leads import queries as leads
from leadflow.leads.queries import LeadRef


@dataclass(frozen=True, slots=True)
class OfferLine:
    id: int
    lead: int
    team: int
    to: int | None
    by: int | None
    offered_at: datetime
    answer_by: datetime
    message: str
    state: str
    answered_at: datetime | None
    reason: str
    note: str
    answered_by: int | None = None


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    id: int
    lead: int
    kind: str
    amount: int | None
    currency: str
    reason: str
    decided_at: datetime
    undone_at: datetime | None


def offers(
    actor: Actor, *, states: Iterable[str], before: int | None = None, limit: int = 50
) -> list[OfferLine]:
    """Offers whose lead the actor may see, newest first, paged by id."""
    rows = _visible(actor, states)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [_line(offer) for offer in rows.order_by("-id")[:limit]]


def count(actor: Actor, *, states: Iterable[str], up_to: int) -> int:
    """Counts no further than `up_to`."""
    return _visible(actor, states).order_by()[:up_to].count()


def _visible(actor: Actor, states: Iterable[str]) -> QuerySet[Offer]:
    rows = Offer.objects.filter(state__in=list(states))
    if actor.may(leads.SEE_ALL):
        return rows
    return rows.filter(Q(team__in=actor.teams) | Q(to=actor.user_id) | Q(by=actor.user_id))


def waiting(limit: int = 500) -> list[OfferLine]:
    """Offers nobody answered yet, whose deadline is the nearest first."""
    return [_line(offer) for offer in Offer.objects.filter(state="offered").order_by("answer_by")[:limit]]


def by_id(offer: int) -> OfferLine | None:
    row = Offer.objects.filter(id=offer, erased_at__isnull=True).first()
    return _line(row) if row else None


def of_lead(ref: LeadRef) -> list[OfferLine]:
    return [_line(offer) for offer in Offer.objects.filter(lead_id=ref.id).order_by("-id")]


def latest(found: Iterable[int]) -> dict[int, OfferLine]:
    """Lead id -> its newest offer, for lists that begin at the leads one may see."""
    rows = Offer.objects.filter(lead_id__in=sorted(set(found))).order_by("id")
    return {offer.lead_id: _line(offer) for offer in rows}


def outcomes(found: Iterable[int]) -> dict[int, OutcomeLine]:
    """Lead id -> the outcome that stands."""
    rows = Outcome.objects.filter(lead_id__in=sorted(set(found)), undone_at__isnull=True)
    return {o.lead_id: _outcome(o) for o in rows}


def outcome(ref: LeadRef) -> OutcomeLine | None:
    """The one that stands."""
    o = Outcome.objects.filter(lead_id=ref.id, undone_at__isnull=True).first()
    return _outcome(o) if o is not None else None


def _outcome(o: Outcome) -> OutcomeLine:
    return OutcomeLine(o.id, o.lead_id, o.kind, o.amount, o.currency, o.reason, o.decided_at, o.undone_at)


def _line(o: Offer) -> OfferLine:
    return OfferLine(
        o.id,
        o.lead_id,
        o.team_id,
        o.to_id,
        o.by_id,
        o.offered_at,
        o.answer_by,
        o.message,
        o.state,
        o.answered_at,
        o.reason,
        o.note,
        o.answered_by_id,
    )
