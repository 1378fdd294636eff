"""Reading stored files: what they are, and their bytes, whole or in part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from leadflow.files import storage
from leadflow.files.models import File
from leadflow.files.rules import SHOWN_INLINE
from leadflow.kernel.refusals import NotFound


@dataclass(frozen=True, slots=True)
class FileView:
    """What a page shows of a file. An erased one has no name and no bytes."""

    id: int
    public_id: UUID
    name: str
    type: str
    size: int
    sha256: str
    purpose: str
    by_id: int | None
    stored_at: datetime
    erased_at: datetime | None

    @property
    def inline(self) -> bool:
        """Whether the browser may show it; HTML and SVG are only offered for download."""
        return self.type in SHOWN_INLINE


def files(ids: Iterable[int]) -> dict[int, FileView]:
    return {row.id: _view(row) for row in File.objects.filter(id__in=list(ids))}


def by_public_id(public_id: UUID) -> FileView:
    """NotFound also for an erased file. Who may see it is for the caller to say: by what it is attached to."""
    row = File.objects.filter(public_id=public_id, erased_at__isnull=True).first()
    if row is None:
        raise NotFound("file")
    return _view(row)


def open_bytes(file: int) -> BinaryIO:
    """The caller closes it. NotFound when the bytes are gone."""
    place = File.objects.filter(id=file, erased_at__isnull=True).values_list("place", flat=True).first()
    if place is None:
        raise NotFound("file")
    try:
        return storage.path(place).open("rb")
    except FileNotFoundError:
        raise NotFound("file") from None


def open_place(place: str) -> BinaryIO | None:
    """For who reads the rows of another moment than now; None where nothing lies there."""
    try:
        return storage.path(place).open("rb")
    except FileNotFoundError:
        return None


def stands(place: str, sha256: str) -> bool:
    """Whether the row says this of its bytes right now: neither erased nor blanked meanwhile."""
    return File.objects.filter(place=place, sha256=sha256, erased_at__isnull=True).exists()


def read(file: int, offset: int = 0, length: int = -1) -> bytes:
    """A passage; shorter at the end of the file."""
    with open_bytes(file) as source:
        source.seek(offset)
        return source.read(length)


def passages(file: int, wanted: Iterable[tuple[int, int]]) -> list[bytes]:
    """Many passages (offset, length) in one go."""
    with open_bytes(file) as source:
        return [_passage(source, offset, length) for offset, length in wanted]


def _passage(source: BinaryIO, offset: int, length: int) -> bytes:
    source.seek(offset)
    return source.read(length)


def _view(row: File) -> FileView:
    return FileView(
        id=row.id,
        public_id=row.public_id,
        name=row.name,
        type=row.type,
        size=row.size,
        sha256=row.sha256,
        purpose=row.purpose,
        by_id=row.by_id,
        stored_at=row.stored_at,
        erased_at=row.erased_at,
    )
