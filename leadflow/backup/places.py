"""Where backups lie: a folder of this machine, or a bucket that speaks S3. A file is there whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Final, Protocol

from leadflow.backup import ledger, rules
from leadflow.kernel.refusals import Refusal

COMING: Final = ".coming-"
FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Place(Protocol):
    """`name` is that of a file in it; ledger entries lie in a folder below. Refusal("place_away" | "no_space")."""

    @property
    def words(self) -> str:
        """How people call it; no secret stands in it."""
        ...

    def workshop(self, name: str) -> Path:
        """Where the file is written before it is put."""
        ...

    def names(self) -> dict[str, int]:
        """Files and their sizes."""
        ...

    def put(self, source: Path, name: str) -> None: ...

    def take_back(self, name: str, target: Path) -> None: ...

    def checksum(self, name: str) -> str: ...

    def remove(self, name: str) -> None: ...

    def note(self, name: str, text: bytes) -> None:
        """An entry of the ledger; the same again changes nothing."""
        ...

    def try_out(self) -> None:
        """Writes something small and takes it away again."""
        ...

    def entries(self) -> frozenset[str]:
        """The names of what stands in the ledger."""
        ...

    def noted(self, known: Collection[str] = ()) -> Iterator[tuple[str, bytes]]:
        """What stands in the ledger, but for the names known."""
        ...


@contextmanager
def told_in_words(place: str) -> Iterator[None]:
    """What the system says becomes what an admin can do something about."""
    try:
        yield
    except OSError as fault:
        if fault.errno in FULL:
            raise Refusal("no_space", place=place) from fault
        raise Refusal("place_away", place=place, why=fault.strerror or type(fault).__name__) from fault


@dataclass(frozen=True, slots=True)
class Folder:
    path: Path

    @property
    def words(self) -> str:
        return str(self.path)

    def workshop(self, name: str) -> Path:
        with told_in_words(self.words):
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self.path / f"{COMING}{name}"

    def names(self) -> dict[str, int]:
        if not self.path.is_dir():
            return {}
        with told_in_words(self.words):
            return {found.name: found.stat().st_size for found in self.path.iterdir() if found.is_file()}

    def put(self, source: Path, name: str) -> None:
        """Copied beside its place, made durable, and moved there; what was written there is only moved."""
        with told_in_words(self.words):
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            coming = self.path / f"{COMING}{name}"
            try:
                if source != coming:
                    shutil.copyfile(source, coming)
                coming.chmod(0o600)
                _settle(coming)
                coming.replace(self.path / name)
                _settle(self.path)
            finally:
                coming.unlink(missing_ok=True)

    def take_back(self, name: str, target: Path) -> None:
        with told_in_words(self.words):
            shutil.copyfile(self.path / name, target)

    def checksum(self, name: str) -> str:
        with told_in_words(self.words), (self.path / name).open("rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest()

    def remove(self, name: str) -> None:
        with told_in_words(self.words):
            (self.path / name).unlink(missing_ok=True)

    def note(self, name: str, text: bytes) -> None:
        with told_in_words(self.words):
            place = self.path / ledger.FOLDER
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            if (place / name).exists():
                return
            coming = place / f"{COMING}{name}"
            coming.write_bytes(text)
            _settle(coming)
            coming.replace(place / name)
            _settle(place)

    def try_out(self) -> None:
        with told_in_words(self.words):
            trial = self.workshop("trial")
            trial.write_bytes(b"trial")
            trial.unlink()

    def entries(self) -> frozenset[str]:
        place = self.path / ledger.FOLDER
        with told_in_words(self.words):
            return frozenset(
                found.name
                for found in (place.glob("*.json") if place.is_dir() else ())
                if ledger.is_entry(found.name) and found.stat().st_size <= ledger.LONGEST
            )

    def noted(self, known: Collection[str] = ()) -> Iterator[tuple[str, bytes]]:
        for name in sorted(self.entries().difference(known)):
            with told_in_words(self.words):
                text = (self.path / ledger.FOLDER / name).read_bytes()
            yield name, text


def sweep(folder: Path, mark: str, before: datetime) -> None:
    """What a process of this home that died had begun to write."""
    for found in folder.glob(f"{COMING}*"):
        began = rules.made_at(found.name.removeprefix(COMING), mark)
        if began is not None and began < before:
            with suppress(OSError):
                found.unlink()


def _settle(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def written(path: Path) -> IO[bytes]:
    """A fresh file that only its owner reads."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
