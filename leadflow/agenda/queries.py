"""Reading the agenda: Today, who has what due, and what is at risk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection

from leadflow.agenda.events import NextSet
from leadflow.agenda.models import Item
from leadflow.agenda.policy import AgendaPolicy
from leadflow.agenda.rules import Next
from leadflow.journal import lookup
from leadflow.journal import queries as entries
from leadflow.kernel.actor import Actor
from leadflow.kernel.home import Home, home
from leadflow.kernel.hours import WorkingHours
from leadflow.playbook import queries as playbook
from leadflow.playbook.rules import Playbook

COUNTED_UP_TO: Final = 1_000
"""Counts beside a list stop here; "1,000+" says as much and costs the same at any size."""


def policy(now: datetime) -> tuple[AgendaPolicy, WorkingHours]:
    book = playbook.at(now)
    return book.section(AgendaPolicy), hours_by(book, home())


def hours_by(book: Playbook, place: Home) -> WorkingHours:
    """When we work, by one version of the playbook."""
    section = book.section(AgendaPolicy)
    return _hours(book.number, section, place.time_zone, place.country, place.state)


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


def last_set(leads: Sequence[int]) -> dict[int, Next]:
    """What the journal last told to be next, whatever became of it."""
    return {
        one.lead: _next(one.payload)
        for one in entries.of_leads(leads, [NextSet.kind])
        if one.lead is not None
    }


def _next(told: dict[str, Any]) -> Next:
    return Next(
        kind=told["what"],
        due_at=datetime.fromisoformat(told["due_at"]),
        deadline_at=datetime.fromisoformat(told["deadline_at"]),
        reason=told.get("reason") or {},
        attempt=told.get("attempt", 0),
        fallback=told.get("fallback", False),
    )


def today(
    actor: Actor, now: datetime, *, after: Place | None = None, limit: int = 40, kind: str = ""
) -> list[Due]:
    """What is due until tonight for the actor and the actor's team queues, the most urgent first, paged by key.

    With `kind` only that, however much else is due before it.
    """
    tonight = end_of_day(now)
    leads = [lead for queue in _queues(actor) for lead in _page(queue, tonight, after, kind, limit)]
    return sorted(items(leads).values(), key=lambda due: (due.deadline_at, due.lead))[:limit]


Queue = tuple[str, int]
"""Whose: the condition that is the beginning of an index, and its value."""
OWN: Final = "owner_id = %s"
OF_TEAM: Final = "owner_id IS NULL AND team_id = %s"


def _queues(actor: Actor) -> list[Queue]:
    """One query per queue, so that each is a walk along its own index."""
    own = [(OWN, actor.user_id)] if actor.user_id is not None else []
    return own + [(OF_TEAM, team) for team in sorted(actor.teams)]


def _page(queue: Queue, tonight: datetime, after: Place | None, kind: str, limit: int) -> list[int]:
    """The leads of one page. Read plainly: this is the query of every morning."""
    where, values = [queue[0], "due_at <= %s"], [queue[1], _at(tonight)]
    if kind:
        where.append("kind = %s")
        values.append(kind)
    if after is not None:
        where.append("(deadline_at, lead_id) > (%s, %s)")
        values += [_at(after[0]), after[1]]
    order = "ORDER BY deadline_at, lead_id LIMIT %s"
    return _leads(f"SELECT lead_id FROM agenda_item WHERE {' AND '.join(where)} {order}", [*values, limit])  # noqa: S608 - our own words, values are bound


def _leads(statement: str, values: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [int(lead) for (lead,) in cursor.fetchall()]


def _at(moment: datetime) -> Any:
    """As the database writes moments."""
    return connection.ops.adapt_datetimefield_value(moment)


def count_today(actor: Actor, now: datetime) -> int:
    """How many are due until tonight, counted up to COUNTED_UP_TO."""
    tonight, left = _at(end_of_day(now)), COUNTED_UP_TO
    for whose, value in _queues(actor):
        if left > 0:
            counted = f"SELECT 1 FROM agenda_item WHERE {whose} AND due_at <= %s LIMIT %s"  # noqa: S608 - as above
            left -= _leads(f"SELECT count(*) FROM ({counted}) AS due", [value, tonight, left])[0]  # noqa: S608
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
