"""Reading the journal: by lead for people, by cursor for machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from django.db import connection

from leadflow.journal.events import upcasters
from leadflow.journal.models import Entry, IdBlock


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as of today's event versions."""

    id: int
    horizon: int
    happened_at: datetime
    recorded_at: datetime
    actor_kind: str
    actor_id: int | None
    kind: str
    version: int
    lead: int | None
    subject_kind: str | None
    subject_id: int | None
    playbook: int | None
    batch: int
    payload: dict[str, object]


ERA: Final = "era"
Cursor = tuple[int, int]
"""(horizon, id) of the last entry read; (0, 0) is the beginning."""


def of_lead(lead: int, *, before: int | None = None, limit: int = 50) -> list[Told]:
    """Newest first; page on with the id of the last one."""
    entries = Entry.objects.filter(lead_id=lead)
    if before is not None:
        entries = entries.filter(id__lt=before)
    return [_told(entry) for entry in entries.order_by("-id")[:limit]]


def of_leads(leads: Sequence[int], kinds: Sequence[str] = ()) -> list[Told]:
    """Entries (of some kinds only), oldest first."""
    entries = Entry.objects.filter(lead_id__in=leads)
    return [_told(e) for e in (entries.filter(kind__in=kinds) if kinds else entries).order_by("id")]


def after(cursor: Cursor, *, limit: int = 1_000) -> list[Told]:
    """Committed entries behind the cursor, in an order that never shows an earlier one later."""
    horizon, last = cursor
    if connection.vendor != "postgresql":
        return [_told(entry) for entry in Entry.objects.filter(id__gt=last).order_by("id")[:limit]]
    settled = Entry.objects.extra(
        where=["(horizon, id) > (%s::text::xid8, %s)", "horizon < pg_snapshot_xmin(pg_current_snapshot())"],
        params=[str(horizon), last],
        order_by=["horizon", "id"],
    )
    return [_told(entry) for entry in settled[:limit]]


def newest() -> Cursor:
    """Where a reader begins who already knows all that is committed: nothing behind it was there before."""
    entries = Entry.objects.all()
    if connection.vendor == "postgresql":
        entries = Entry.objects.extra(
            where=["horizon < pg_snapshot_xmin(pg_current_snapshot())"], order_by=["-horizon", "-id"]
        )
        return entries.values_list("horizon", "id").first() or (0, 0)
    last = entries.order_by("-id").values_list("id", flat=True).first()
    return (0, last or 0)


def everything(kinds: Sequence[str] = (), size: int = 5_000) -> Iterator[Told]:
    """The whole journal in id order (or the named kinds of it), for the fold and for `doctor`."""
    last = 0
    wanted = Entry.objects.filter(kind__in=kinds) if kinds else Entry.objects.all()
    while entries := list(wanted.filter(id__gt=last).order_by("id")[:size]):
        for entry in entries:
            yield _told(entry)
        last = entries[-1].id


def _told(entry: Entry) -> Told:
    version, payload = upcasters.raise_to_today(entry.kind, entry.version, entry.payload)
    return Told(
        id=entry.id,
        horizon=entry.horizon,
        happened_at=entry.happened_at,
        recorded_at=entry.recorded_at,
        actor_kind=entry.actor_kind,
        actor_id=entry.actor_id,
        kind=entry.kind,
        version=version,
        lead=entry.lead_id,
        subject_kind=entry.subject_kind,
        subject_id=entry.subject_id,
        playbook=entry.playbook,
        batch=entry.batch_id,
        payload=payload,
    )


def count(kind: str) -> int:
    """How often something happened."""
    return Entry.objects.filter(kind=kind).count()


@cache
def era() -> int:
    """0 in a house that was always here; another number after each restore or move. A cursor of another era points to
    entries that may not be the same."""
    return IdBlock.objects.filter(name=ERA).values_list("next", flat=True).first() or 0
