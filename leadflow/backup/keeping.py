"""One backup from begin to end: written, read back, put to its place, and what is too old taken away."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import RawIOBase
from pathlib import Path
from typing import IO, Final

from django.conf import settings
from django.db import connection

from leadflow.backup import erasures, rules
from leadflow.backup.making import make
from leadflow.backup.manifest import Manifest
from leadflow.backup.places import Place, sweep, told_in_words, written
from leadflow.backup.rules import Keep
from leadflow.backup.sealing import Sealing
from leadflow.backup.unpacking import opened
from leadflow.journal import services as journal
from leadflow.kernel.refusals import Refusal
from leadflow.privacy import queries as privacy

SHORTEST: Final = 12
ABANDONED: Final = timedelta(days=1)
"""Nobody is still writing what was begun so long ago."""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that lies in its place and was read back. `dropped`: older ones it took the place of."""

    name: str
    place: str
    size: int
    sealed: bool
    seconds: float
    manifest: Manifest
    dropped: tuple[str, ...] = ()


def back_up(
    place: Place,
    now: datetime,
    *,
    passphrase: str = "",
    keep: Keep | None = None,
    tell: Callable[[int], object] = lambda _: None,
) -> Made:
    """Refusal("no_space" | "place_away" | "backup_disturbed" | "backup_damaged" | "passphrase_short")."""
    began = time.monotonic()
    if passphrase and len(passphrase) < SHORTEST:
        raise Refusal("passphrase_short", shortest=SHORTEST)
    mark = rules.mark_of(settings.SECRET_KEY)
    name = rules.name_of(mark, now, sealed=bool(passphrase))
    erased = privacy.newest_erasure()
    work = place.workshop(name)
    sweep(work.parent, mark, now - ABANDONED)
    try:
        with told_in_words(place.words):
            manifest = make(lambda: _target(work, passphrase), connection, now, tell)
            size, sha256 = _read_back(work, passphrase)
        place.put(work, name)
    finally:
        work.unlink(missing_ok=True)
        _leave_no_trace(erased)
    if place.checksum(name) != sha256:
        place.remove(name)
        raise Refusal("backup_damaged", part=name)
    erasures.note_all(place)
    dropped = _drop(place, mark, keep) if keep else ()
    return Made(name, place.words, size, bool(passphrase), time.monotonic() - began, manifest, dropped)


@contextmanager
def _target(work: Path, passphrase: str) -> Iterator[IO[bytes] | RawIOBase]:
    with written(work) as file:
        if passphrase:
            sealing = Sealing(file, passphrase)
            yield sealing
            sealing.finish()
        else:
            yield file


def _read_back(work: Path, passphrase: str) -> tuple[int, str]:
    with opened(work, passphrase) as parcel:
        parcel.check()
    with work.open("rb") as source:
        return work.stat().st_size, hashlib.file_digest(source, "sha256").hexdigest()


def _leave_no_trace(erased: int) -> None:
    """An erasure that came while we read could not empty the write-ahead log, or take the dead rows: now it can."""
    if privacy.newest_erasure() != erased:
        journal.scrub()


def _drop(place: Place, mark: str, keep: Keep) -> tuple[str, ...]:
    gone = tuple(rules.to_drop(place.names(), mark, keep))
    for name in gone:
        place.remove(name)
    return gone
