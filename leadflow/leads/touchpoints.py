"""Where a lead came from: its first and its last enquiry, each with channel, campaign, medium, referrer and time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from leadflow.journal import lookup
from leadflow.leads import queries
from leadflow.leads.models import Statement
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import ENQUIRY

MEDIUM: Final = "lead.medium"
REFERRER: Final = "lead.referrer"
COLUMNS: Final = ("id", "lead_id", "kind", "channel", "campaign_id", "happened_at", "values")


@dataclass(frozen=True, slots=True)
class Touchpoint:
    channel: str
    campaign: int | None
    medium: str
    referrer: str
    at: datetime


def of(ref: LeadRef) -> tuple[Touchpoint, Touchpoint] | None:
    """(first, last): the enquiry that opened the lead, and the latest one, also of leads merged into it."""
    members = queries.groups([ref.id])[ref.id]
    found = [row for row in lookup.rows(Statement, COLUMNS, "lead_id", set(members)) if row[2] == ENQUIRY]
    if not found:
        return None
    first = _first(row for row in found if row[1] == ref.id) or _first(found)
    last = max(found, key=lambda row: (row[5], row[0]))
    return _point(first), _point(last)


def _first(rows: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    return min(rows, key=lambda row: row[0], default=())


def _point(row: tuple[Any, ...]) -> Touchpoint:
    _id, _lead, _kind, channel, campaign, at, values = row
    return Touchpoint(
        channel or "", campaign, str(values.get(MEDIUM) or ""), str(values.get(REFERRER) or ""), at
    )
