"""The safe door for files. Bytes reach the disk before the row is written, so that no row ever points to nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from leadflow.files import storage
from leadflow.files.events import FileBlanked, FileErased, FileStored
from leadflow.files.models import File
from leadflow.files.rules import HEAD, clean_name, type_of, within
from leadflow.files.storage import Readable
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM, Actor
from leadflow.kernel.events import Ref
from leadflow.kernel.ids import public_id
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.queue import services as queue

BLANK: Final = "files.blank"
REMOVE: Final = "files.remove"
LARGEST: Final = 256 * 1024 * 1024
Span = tuple[int, int]
"""(offset, length) in bytes."""
LEFT_OVER: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that stands on disk and waits to be kept by a change; without one it is swept away after a day."""

    put: storage.Put
    name: str
    type: str


def take(stream: Readable, name: str, *, largest: int | None = None) -> Taken:
    """Checks and streams a file to its place, before and outside of any change.

    Refusal("file_too_large" | "file_empty" | "file_runs" | "file_not_what_it_says" | "file_type_unknown").
    """
    limit: int = getattr(settings, "LARGEST_FILE", LARGEST) if largest is None else largest
    name, head = clean_name(name), _head(stream)
    if not head:
        raise Refusal("file_empty", name=name)
    found = type_of(head, name)

    def check(size: int) -> None:
        if size > limit:
            raise Refusal("file_too_large", name=name, largest=limit)

    return Taken(storage.put(head, stream, check=check), name, found)


def _head(stream: Readable) -> bytes:
    """A stream may give less than it is asked for."""
    head = b""
    while len(head) < HEAD and (piece := stream.read(HEAD - len(head))):
        head += piece
    return head


def keep(change: Change, taken: Sequence[Taken], purpose: str) -> list[int]:
    """The rows of files taken before; their ids. Composes with whatever the files belong to."""
    ids = list(change.ids(File, len(taken))) if taken else []
    for key, one in zip(ids, taken, strict=True):
        change.insert(
            File,
            id=key,
            public_id=public_id(),
            place=one.put.place,
            name=one.name,
            type=one.type,
            size=one.put.size,
            sha256=one.put.sha256,
            purpose=purpose,
            by_kind=change.by.kind.value,
            by_id=change.by.id,
            stored_at=change.now,
        )
        stored = FileStored(subject=Ref("file", key), purpose=purpose, type=one.type, size=one.put.size)
        change.announce([stored])
    return ids


def store(
    stream: Readable, name: str, purpose: str, *, by: Actor, now: datetime, largest: int | None = None
) -> int:
    """Takes and keeps one file; its id."""
    taken = take(stream, name, largest=largest)
    return journal.change(lambda change: keep(change, [taken], purpose)[0], by=by, now=now)


def blank_with(change: Change, passages: Mapping[int, Sequence[Span]], *, filler: bytes = b" ") -> None:
    """Overwrites passages (offset, length) per file once the change is committed, by a job of the same transaction:
    no crash can leave them standing. `filler` is what the file calls a blank; two bytes in UTF-16.
    """
    for file, spans in passages.items():
        if spans:
            ranges = [[offset, length] for offset, length in spans]
            queue.enqueue(change, BLANK, {"file": file, "ranges": ranges, "filler": filler.hex()})


def erase(change: Change, files: Sequence[int]) -> int:
    """Name and bytes go, the row stays; the bytes by a job of the same transaction. How many there were."""
    rows = list(File.objects.filter(id__in=files, erased_at__isnull=True))
    for row in rows:
        change.expect(File, {row.id: row.version})
        change.update(File, row.id, name="", sha256="", size=0, erased_at=change.now)
        change.announce([FileErased(subject=Ref("file", row.id))])
        queue.enqueue(change, REMOVE, {"file": row.id})
    return len(rows)


def settle_erasures() -> int:
    """Does now what erasures left to the background, for a command that must not return before the bytes are gone."""
    return queue.work_off(only=(BLANK, REMOVE))


def blank(file: int, spans: Sequence[Span], *, filler: bytes = b" ", now: datetime | None = None) -> None:
    """Overwrites passages (offset, length) here and now, same length; safe to repeat. The work behind `blank_with`."""
    row = _row(file)
    if row.erased_at is not None:
        return
    for part in within(spans, row.size):
        storage.overwrite(row.place, part.offset, part.length, filler)
    fresh = storage.checksum(row.place)

    def think(change: Change) -> None:
        row = _row(file)
        change.expect(File, {row.id: row.version})
        change.update(File, row.id, sha256=fresh)
        change.announce([FileBlanked(subject=Ref("file", row.id), passages=len(spans))])

    journal.change(think, by=SYSTEM, now=now or timezone.now())


def remove(file: int) -> None:
    """The work behind `erase`; safe to repeat."""
    storage.remove(_row(file).place)


def put_back(place: str, pieces: Iterable[bytes]) -> None:
    """Bytes of a backup, whose row comes from there as well."""
    storage.put_back(place, pieces)


def sweep(*, now: datetime) -> int:
    """Takes away what no row points to: uploads that broke off, files whose change never came, bytes of the erased."""
    before = (now - LEFT_OVER).timestamp()
    gone = storage.drop_unfinished(older_than=before)
    found = list(storage.places(older_than=before))
    for start in range(0, len(found), 500):
        piece = found[start : start + 500]
        held = set(
            File.objects.filter(place__in=piece, erased_at__isnull=True).values_list("place", flat=True)
        )
        for place in set(piece) - held:
            storage.remove(place)
            gone += 1
    return gone


def _row(file: int) -> File:
    row = File.objects.filter(id=file).first()
    if row is None:
        raise NotFound("file")
    return row
