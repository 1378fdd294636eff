"""What is at risk: open leads whose next thing nobody planned, or whose time has passed. Walked queue by queue,
along the indexes that Today uses, so that the cost does not grow with the number of leads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from leadflow.accounts import queries as accounts
from leadflow.agenda import queries
from leadflow.agenda.models import Item
from leadflow.agenda.queries import OF_TEAM, OWN, Due

COUNTED_UP_TO: Final = 1_000


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are, counted up to COUNTED_UP_TO."""

    unplanned: int
    overdue: int


def unplanned(*, after: int = 0, limit: int = 50) -> list[Due]:
    """Nobody said what comes next: the house asks. Paged by lead."""
    rows = Item.objects.filter(fallback=True, lead_id__gt=after).order_by("lead_id")
    found = queries.items(rows.values_list("lead_id", flat=True)[:limit])
    return [found[key] for key in sorted(found)]


def overdue(now: datetime, *, limit: int = 50) -> list[Due]:
    """Deadlines that have passed, the longest first."""
    found: list[tuple[Any, int]] = []
    for whose, value in _everybody():
        found += _rows(
            f"SELECT deadline_at, lead_id FROM agenda_item WHERE {whose} AND deadline_at < %s"  # noqa: S608 - our own words, values are bound
            " ORDER BY deadline_at, lead_id LIMIT %s",
            [value, _at(now), limit],
        )
    leads = [lead for _, lead in sorted(found)[:limit]]
    items = queries.items(leads)
    return [items[lead] for lead in leads if lead in items]


def counted(now: datetime) -> Counted:
    late = 0
    for whose, value in _everybody():
        left = COUNTED_UP_TO - late
        asked = f"SELECT 1 FROM agenda_item WHERE {whose} AND deadline_at < %s LIMIT %s"  # noqa: S608 - as above
        late += int(_rows(f"SELECT count(*) FROM ({asked}) AS late", [value, _at(now), left])[0][0])  # noqa: S608
    return Counted(Item.objects.filter(fallback=True)[:COUNTED_UP_TO].count(), late)


def _everybody() -> list[tuple[str, int]]:
    """The queue of each person and of each team."""
    people = [(OWN, user.id) for user in accounts.users(everybody=True)]
    return people + [(OF_TEAM, team) for team in sorted(accounts.team_ids().values())]


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _at(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)
