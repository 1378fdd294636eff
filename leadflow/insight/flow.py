"""The flow as one picture: of the leads opened in a span, how many reached which step, and where they stand today.

A lead counts as having reached a step when its journal says so; merged leads count with the one they point to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

STEPS: Final = ("opened", "qualified", "ready", "offered", "accepted", "won")
"""qualified: somebody began to work on it. Each later step includes those that went past it."""


@dataclass(frozen=True, slots=True)
class Flow:
    """`reached`: step -> how many leads got there. `standing`: stage -> how many of them stand there today."""

    reached: dict[str, int]
    standing: dict[str, int]
    channels: dict[str, int]


def flow(start: datetime | None, end: datetime) -> Flow:
    where, values = "l.merged_into_id IS NULL AND l.stage <> 'undone' AND l.opened_at < %s", [_moment(end)]
    if start is not None:
        where, values = f"{where} AND l.opened_at >= %s", [*values, _moment(start)]
    standing = _counts(f"SELECT l.stage, count(*) FROM leads_lead l WHERE {where} GROUP BY l.stage", values)  # noqa: S608 - our own words
    by = _counts(f"SELECT l.channel, count(*) FROM leads_lead l WHERE {where} GROUP BY l.channel", values)  # noqa: S608 - as above
    moved = (
        "SELECT count(DISTINCT l.id) FROM leads_lead l JOIN journal_entry e ON e.lead_id = l.id"  # noqa: S608 - as above
        f" WHERE {where} AND e.kind = 'lead.moved' AND {{test}}"
    )
    after = _after()
    reached = {
        "opened": sum(standing.values()),
        "qualified": _one(moved.format(test=f"{after} IN ('qualifying','ready','nurturing')"), values),
        "ready": _one(moved.format(test=f"{after} = 'ready'"), values),
        "offered": _one(moved.format(test=f"{after} = 'handed_over'"), values),
        "accepted": _one(moved.format(test=f"{after} = 'accepted'"), values),
        "won": standing.get("won", 0),
    }
    return Flow(reached, standing, by)


def _after() -> str:
    """The stage a move led to, out of the entry's payload."""
    return (
        "e.payload->>'after'" if connection.vendor == "postgresql" else "json_extract(e.payload, '$.after')"
    )


def _counts(sql: str, values: list[Any]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {str(key): int(count) for key, count in cursor.fetchall()}


def _one(sql: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])


def _moment(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
