"""Bytes in the folder of the home: `files/ab/cd/<random>`, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from django.conf import settings

CHUNK: Final = 1 << 20
COMING: Final = "coming"


class Readable(Protocol):
    """An upload, an open file, anything that gives bytes piece by piece."""

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Put:
    """Bytes that stand on disk but in no table yet."""

    place: str
    size: int
    sha256: str


def root() -> Path:
    return Path(settings.HOME) / "files"


def path(place: str) -> Path:
    return root() / place[:2] / place[2:4] / place


def put(head: bytes, rest: Readable, *, check: Callable[[int], None]) -> Put:
    """Streams to a temporary file, makes it durable and moves it to its place. `check` sees the size as it grows."""
    place = secrets.token_hex(16)
    coming = root() / COMING / place
    coming.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    try:
        with coming.open("xb") as target:
            coming.chmod(0o600)
            for piece in _pieces(head, rest):
                size += len(piece)
                check(size)
                digest.update(piece)
                target.write(piece)
            _settle(target)
        _move(coming, path(place))
    finally:
        coming.unlink(missing_ok=True)
    return Put(place, size, digest.hexdigest())


def put_back(place: str, pieces: Iterable[bytes]) -> None:
    """Bytes that come back to their old place, durable when it returns."""
    target = path(place)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with target.open("xb") as file:
        target.chmod(0o600)
        for piece in pieces:
            file.write(piece)
        _settle(file)


def _pieces(head: bytes, rest: Readable) -> Iterator[bytes]:
    yield head
    while piece := rest.read(CHUNK):
        yield piece


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    source.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _settle(target: BinaryIO) -> None:
    target.flush()
    os.fsync(target.fileno())


def overwrite(place: str, offset: int, length: int, filler: bytes) -> None:
    """In place, same length, durable when it returns."""
    with path(place).open("r+b") as target:
        target.seek(offset)
        left = length
        block = filler * (CHUNK // len(filler))
        while left > 0:
            left -= target.write(block[: min(left, len(block))])
        _settle(target)


def checksum(place: str) -> str:
    with path(place).open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def remove(place: str) -> None:
    path(place).unlink(missing_ok=True)


def places(*, older_than: float) -> Iterator[str]:
    """What stands on disk and has not been touched since a time (seconds since 1970)."""
    for folder in root().glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]"):
        yield from (found.name for found in folder.iterdir() if found.stat().st_mtime < older_than)


def drop_unfinished(*, older_than: float) -> int:
    """Uploads that broke off."""
    left = [found for found in (root() / COMING).glob("*") if found.stat().st_mtime < older_than]
    for found in left:
        found.unlink(missing_ok=True)
    return len(left)
