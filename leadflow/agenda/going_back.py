"""An enquiry that had interrupted what was planned is taken back: what was planned before is next again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from leadflow.agenda.events import NextSet
from leadflow.agenda.rules import Next
from leadflow.agenda.services import Plan, is_set, set_next
from leadflow.journal import queries as journal
from leadflow.journal.queries import Told
from leadflow.journal.services import Change
from leadflow.leads.events import EnquiryUndone


def plan_as_before(change: Change, events: Sequence[EnquiryUndone]) -> None:
    """Listener: only where the next thing stands exactly as that enquiry had set it."""
    last = {event.snapshot.id: event for event in events}
    open_ones = {key: e for key, e in last.items() if e.snapshot.is_open and not is_set(change, key)}
    told: dict[int, list[Told]] = {}
    for entry in journal.of_leads(sorted(open_ones), (NextSet.kind,)):
        told.setdefault(entry.lead or 0, []).append(entry)
    batches = {key: {b for e in events if e.snapshot.id == key for b in e.batches} for key in open_ones}
    plans = [
        Plan(open_ones[key].snapshot, _next(before.payload))
        for key, entries in told.items()
        if (before := _before(entries, batches[key])) is not None
    ]
    set_next(change, plans)


def _before(entries: Sequence[Told], batches: Iterable[int]) -> Told | None:
    """The plan that stood before those changes; None where they are not the last that planned."""
    undone = set(batches)
    if entries[-1].batch not in undone:
        return None
    return next((entry for entry in reversed(entries) if entry.batch not in undone), None)


def _next(told: dict[str, Any]) -> Next:
    return Next(
        told["what"],
        datetime.fromisoformat(told["due_at"]),
        datetime.fromisoformat(told["deadline_at"]),
        told.get("reason") or {},
        told.get("attempt", 0),
        told.get("fallback", False),
    )
