"""What this room blanks of a person: the content of arrivals and the passages in stored files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leadflow.files import services as files
from leadflow.intake import readers
from leadflow.intake.events import ArrivalErased
from leadflow.intake.models import Arrival
from leadflow.journal.traces import Subject
from leadflow.journal.unit import Change
from leadflow.kernel.events import Ref
from leadflow.people import queries as people


def erase(change: Change, subject: Subject) -> int:
    arrivals = list(_of(subject))
    change.expect(Arrival, {row.id: row.version for row in arrivals})
    passages: dict[int, list[tuple[int, int]]] = {}
    for row in arrivals:
        change.update(Arrival, row.id, state="erased", content=None, mended=None, fault=None)
        change.announce([ArrivalErased(lead=row.lead_id, subject=Ref("arrival", row.id))])
        if row.receipt.file_id is not None and row.offset is not None and row.length:
            passages.setdefault(row.receipt.file_id, []).append((row.offset, row.length))
    files.blank_with(change, passages)
    files.erase(change, _workbooks(arrivals))
    return len(arrivals)


def _workbooks(arrivals: Iterable[Arrival]) -> list[int]:
    """In a packed file nothing can be blanked: it goes whole, the list written down from it stays."""
    found = {row.receipt.original_id for row in arrivals if row.receipt.original_id is not None}
    return sorted(found)


def _of(subject: Subject) -> Iterable[Arrival]:
    """Arrivals that spoke of the person, and unclear ones that hold one of the person's words."""
    ids = people.arrivals_about(subject.persons)
    yield from Arrival.objects.filter(id__in=ids).exclude(state="erased").select_related("receipt__file")
    unsettled = Arrival.objects.filter(state__in=("unclear", "noise", "waiting", "undone")).exclude(
        id__in=ids
    )
    for row in unsettled.select_related("receipt__file").iterator():
        text = " ".join([*(value for _, value in readers.raw_values(row)), str(row.content)]).casefold()
        if any(word.casefold() in text for word in subject.words):
            yield row


def export(subject: Subject) -> Iterable[dict[str, Any]]:
    ids = people.arrivals_about(subject.persons)
    for row in Arrival.objects.filter(id__in=ids).exclude(state="erased").select_related("receipt__file"):
        yield {"received_at": row.received_at.isoformat(), "received": dict(readers.raw_values(row))}
