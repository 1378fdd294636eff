"""Reading the agenda: Today, who has what due, and what is at risk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from leadflow.agenda.models import Item
from leadflow.agenda.policy import AgendaPolicy
from leadflow.agenda.rules import Next
from leadflow.journal import lookup
from leadflow.kernel.actor import Actor
from leadflow.kernel.home import home
from leadflow.kernel.hours import WorkingHours
from leadflow.playbook import queries as playbook

COUNTED_UP_TO: Final = 1_000
"""Counts beside a list stop here; "1,000+" says as much and costs the same at any size."""


def policy(now: datetime) -> tuple[AgendaPolicy, WorkingHours]:
    book = playbook.at(now)
    section = book.section(AgendaPolicy)
    place = home()
    return section, _hours(book.number, section, place.time_zone, place.country, place.state)


@lru_cache(maxsize=8)
def _hours(_: int, section: AgendaPolicy, time_zone: str, country: str, state: str) -> WorkingHours:
    week = tuple(tuple((h.opens, h.closes) for h in day) for day in section.working_hours.week())
    return WorkingHours(week, ZoneInfo(time_zone), country, state, section.closed_on)


def planned(leads: Iterable[int]) -> set[int]:
    return {lead for (lead,) in lookup.rows(Item, ("lead_id",), "lead_id", set(leads))}


def standing(leads: Iterable[int]) -> dict[int, Next]:
    names = ("lead_id", "kind", "due_at", "deadline_at", "reason", "attempt", "fallback")
    return {lead: Next(*step) for lead, *step in lookup.rows(Item, names, "lead_id", set(leads))}


@dataclass(frozen=True, slots=True)
class Due:
    """One row of Today."""

    lead: int
    kind: str
    reason: dict[str, Any]
    due_at: datetime
    deadline_at: datetime
    attempt: int
    fallback: bool
    owner: int | None
    team: int | None


Place = tuple[datetime, int]
"""(deadline_at, lead) of the last row of a page."""


def today(
    actor: Actor, now: datetime, *, after: Place | None = None, limit: int = 40, kind: str = ""
) -> list[Due]:
    """What is due until tonight for the actor and the actor's team queues, the most urgent first, paged by key.

    With `kind` only that, however much else is due before it.
    """
    tonight = end_of_day(now)
    queues = [queue.filter(due_at__lte=tonight) for queue in _queues(actor)]
    if kind:
        queues = [queue.filter(kind=kind) for queue in queues]
    leads = [lead for queue in queues for lead in _page(queue, after, limit)]
    return sorted(items(leads).values(), key=lambda due: (due.deadline_at, due.lead))[:limit]


def _queues(actor: Actor) -> list[QuerySet[Item]]:
    """One query per queue, so that each is a walk along its own index."""
    own = [Item.objects.filter(owner_id=actor.user_id)] if actor.user_id is not None else []
    return own + [Item.objects.filter(team_id=team, owner__isnull=True) for team in sorted(actor.teams)]


def _page(queue: QuerySet[Item], after: Place | None, limit: int) -> list[int]:
    if after is not None:
        deadline, lead = after
        queue = queue.filter(deadline_at__gte=deadline).filter(
            Q(deadline_at__gt=deadline) | Q(lead_id__gt=lead)
        )
    return list(queue.order_by("deadline_at", "lead_id").values_list("lead_id", flat=True)[:limit])


def count_today(actor: Actor, now: datetime) -> int:
    """How many are due until tonight, counted up to COUNTED_UP_TO."""
    tonight = end_of_day(now)
    left = COUNTED_UP_TO
    for queue in _queues(actor):
        left -= queue.filter(due_at__lte=tonight).order_by()[:left].count() if left > 0 else 0
    return COUNTED_UP_TO - left


def item(lead: int) -> Due | None:
    return items([lead]).get(lead)


def items(leads: Iterable[int]) -> dict[int, Due]:
    rows = lookup.rows(Item, _COLUMNS, "lead_id", set(leads))
    return {row[0]: Due(*row) for row in rows}


_COLUMNS: Final = (
    *("lead_id", "kind", "reason", "due_at", "deadline_at"),
    *("attempt", "fallback", "owner_id", "team_id"),
)


def end_of_day(now: datetime) -> datetime:
    """Tonight in the home's time zone."""
    zone = ZoneInfo(home().time_zone)
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)
