"""What this room blanks of a person: the content of arrivals, passages in stored files, mails with what came along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from leadflow.files import queries as stored
from leadflow.files import services as files
from leadflow.intake import codes, readers
from leadflow.intake.doors.mailbox import reading
from leadflow.intake.events import ArrivalErased
from leadflow.intake.models import Arrival, Letter
from leadflow.journal import services as journal
from leadflow.journal.traces import Subject
from leadflow.journal.unit import Change
from leadflow.kernel.actor import Actor
from leadflow.kernel.events import Ref
from leadflow.leads import erasing as leads
from leadflow.people import queries as people


def erase(change: Change, subject: Subject) -> int:
    arrivals = list(_of(subject))
    _blank(change, arrivals)
    return len(arrivals) + codes.unlink(change, subject)


def erase_arrivals(keys: Iterable[int], *, by: Actor, now: datetime) -> int:
    """What an erasure of former times took along; how many of these were still to be read."""

    def think(change: Change) -> int:
        rows = Arrival.objects.filter(id__in=sorted(keys)).exclude(state="erased")
        found = list(rows.select_related("receipt__file"))
        _blank(change, found)
        return len(found)

    return journal.change(think, by=by, now=now)


def _blank(change: Change, arrivals: Sequence[Arrival]) -> None:
    change.expect(Arrival, {row.id: row.version for row in arrivals})
    passages: dict[int, list[tuple[int, int]]] = {}
    for row in arrivals:
        change.update(Arrival, row.id, state="erased", content=None, mended=None, fault=None)
        change.announce([ArrivalErased(lead=row.lead_id, subject=Ref("arrival", row.id))])
        blank_letter(change, row.id)
        if row.receipt.file_id is not None and row.offset is not None and row.length:
            passages.setdefault(row.receipt.file_id, []).append((row.offset, row.length))
    files.blank_with(change, passages)
    files.erase(change, _workbooks(arrivals))


def blank_letter(change: Change, arrival: int) -> None:
    """The mail as it came and the files that came with it go whole; that there was one stays."""
    row = Letter.objects.filter(arrival=arrival, erased_at__isnull=True).first()
    if row is None:
        return
    files.erase(change, [key for key in (row.file_id, *(row.enclosed or ())) if key])
    gone: dict[str, Any] = {"mark": None, "left_out": [], "away_until": None, "enclosed": []}
    change.update(Letter, arrival, **gone, erased_at=change.now)


def _workbooks(arrivals: Iterable[Arrival]) -> list[int]:
    """In a packed file nothing can be blanked: it goes whole, the list written down from it stays."""
    found = {row.receipt.original_id for row in arrivals if row.receipt.original_id is not None}
    return sorted(found)


def _of(subject: Subject) -> Iterable[Arrival]:
    """Arrivals that spoke of the person, and unclear ones that hold one of the person's words."""
    ids = people.arrivals_about(subject.persons)
    yield from Arrival.objects.filter(id__in=ids).exclude(state="erased").select_related("receipt__file")
    yield from _letters(subject, set(ids))
    unsettled = Arrival.objects.filter(state__in=("unclear", "noise", "waiting", "undone")).exclude(
        id__in=ids
    )
    for row in unsettled.select_related("receipt__file").iterator():
        text = " ".join([*(value for _, value in readers.raw_values(row)), str(row.content)])
        if _names(subject, text) or _names(subject, _whole(row.id)):
            yield row


def _letters(subject: Subject, seen: set[int]) -> Iterable[Arrival]:
    """What the person wrote to a lead, and what others wrote there in which the person is named or quoted."""
    rows = Letter.objects.filter(erased_at__isnull=True).exclude(arrival__in=seen)
    theirs = set(rows.filter(person__in=subject.persons).values_list("arrival_id", flat=True))
    beside = rows.filter(arrival__lead__in=leads.about(subject)).exclude(arrival__in=theirs)
    named = {key for key in beside.values_list("arrival_id", flat=True) if _names(subject, _whole(key))}
    settled = Arrival.objects.filter(id__in=theirs | named, state__in=("opened", "joined", "noise"))
    return settled.select_related("receipt__file")


def _whole(arrival: int) -> str:
    """All that can be read of a mail: the head with everybody it went to, the text with what it quotes, file names."""
    row = Letter.objects.filter(arrival=arrival, file__isnull=False, erased_at__isnull=True).first()
    if row is None or row.file_id is None:
        return ""
    return reading.everything(stored.read(row.file_id))


def _names(subject: Subject, text: str) -> bool:
    said = text.casefold()
    return any(word.casefold() in said for word in subject.words)


def export(subject: Subject) -> Iterable[dict[str, Any]]:
    ids = set(people.arrivals_about(subject.persons))
    ids |= set(Letter.objects.filter(person__in=subject.persons).values_list("arrival_id", flat=True))
    for row in Arrival.objects.filter(id__in=ids).exclude(state="erased").select_related("receipt__file"):
        yield {"received_at": row.received_at.isoformat(), "received": dict(readers.raw_values(row))}
    yield from codes.told(subject)
