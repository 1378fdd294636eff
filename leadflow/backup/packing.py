"""One backup is one ZIP: the tables as lines, the stored files, the secret key, and the manifest that counts them.

Whoever has nothing but the file can look into it with any unpacker. What is read is believed only as far as the
manifest goes: no other names, no other sizes, no other bytes.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final, cast

from leadflow.backup.manifest import Manifest, Stored, Table, read
from leadflow.kernel.refusals import Refusal

MANIFEST: Final = "manifest.json"
SECRET: Final = "secret.key"  # noqa: S105 - the name of an entry
README: Final = "README.txt"
LONGEST_MANIFEST: Final = 64 * 1024 * 1024
LONGEST_SECRET: Final = 4096
LONGEST_LINE: Final = 128 * 1024 * 1024
CHUNK: Final = 1 << 20
WORDS: Final = """\
This is a backup of Leadflow. It holds people's data and the secret key of the house: keep it as you keep the house.

    leadflow restore THIS-FILE --to NEW-HOME

manifest.json   what is in here, with counts and checksums
tables/         one file per table, one line per row, in the order of the columns that the manifest names
files/          what was uploaded, under the random names the rows give them
secret.key      opens sealed passwords and recognises people
"""


class Counted:
    """An entry while it is written: its size and checksum."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target, self._digest, self.size = target, hashlib.sha256(), 0

    def write(self, data: bytes) -> None:
        self.size += len(data)
        self._digest.update(data)
        self._target.write(data)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


class Packing:
    """Writes a backup to a stream that need not be sought in."""

    def __init__(self, target: IO[bytes] | io.RawIOBase) -> None:
        self._zip = zipfile.ZipFile(
            cast("IO[bytes]", target), "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=1
        )

    @contextmanager
    def entry(self, name: str, *, packed: bool = True) -> Iterator[Counted]:
        about = zipfile.ZipInfo(name)
        about.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        about.external_attr = 0o600 << 16
        with self._zip.open(about, "w", force_zip64=True) as target:
            yield Counted(target)

    def abandon(self) -> None:
        """What was begun is of no use: nothing more is written to a target that may be gone."""
        self._zip.fp = None

    def finish(self, manifest: Manifest, secret: str) -> None:
        self._zip.writestr(README, WORDS)
        self._zip.writestr(SECRET, secret)
        self._zip.writestr(MANIFEST, manifest.model_dump_json(indent=1))
        self._zip.close()


class Parcel:
    """A backup that is read. Refusal("backup_unreadable" | "backup_damaged" | "backup_newer")."""

    def __init__(self, source: IO[bytes] | io.RawIOBase) -> None:
        try:
            self._zip = zipfile.ZipFile(cast("IO[bytes]", source))
        except (zipfile.BadZipFile, EOFError, ValueError, OverflowError, NotImplementedError):
            raise Refusal("backup_unreadable") from None
        names = self._zip.namelist()
        if MANIFEST not in names:
            raise Refusal("backup_unreadable")
        self.manifest = read(self._small(MANIFEST, LONGEST_MANIFEST))
        expected = {MANIFEST, SECRET, README, *map(table_entry, self.manifest.tables)}
        expected |= {file_entry(file) for file in self.manifest.files}
        if len(names) != len(set(names)) or set(names) != expected:
            raise Refusal("backup_damaged", part=_first_odd(names, expected))

    def secret(self) -> str:
        return self._small(SECRET, LONGEST_SECRET).decode("ascii", "replace").strip()

    def _small(self, name: str, limit: int) -> bytes:
        with self._reading(name) as source:
            text = source.read(limit + 1)
        if len(text) > limit:
            raise Refusal("backup_damaged", part=name)
        return text

    @contextmanager
    def _reading(self, name: str) -> Iterator[IO[bytes]]:
        try:
            with self._zip.open(name) as source:
                yield source
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError):
            raise Refusal("backup_damaged", part=name) from None

    def lines(self, table: Table) -> Iterator[bytes]:
        """The rows of a table; at the end they were as many, and the very bytes, as the manifest says."""
        digest, size, rows = hashlib.sha256(), 0, 0
        with self._reading(table_entry(table)) as source:
            while line := source.readline(LONGEST_LINE):
                digest.update(line)
                size, rows = size + len(line), rows + 1
                if not line.endswith(b"\n") or size > table.size:
                    raise Refusal("backup_damaged", part=table_entry(table))
                yield line
        if (rows, size, digest.hexdigest()) != (table.rows, table.size, table.sha256):
            raise Refusal("backup_damaged", part=table_entry(table))

    def bytes_of(self, file: Stored) -> Iterator[bytes]:
        """As above, for a stored file."""
        digest, size = hashlib.sha256(), 0
        with self._reading(file_entry(file)) as source:
            while piece := source.read(CHUNK):
                digest.update(piece)
                size += len(piece)
                if size > file.size:
                    break
                yield piece
        if (size, digest.hexdigest()) != (file.size, file.sha256):
            raise Refusal("backup_damaged", part=file_entry(file))

    def check(self) -> None:
        """Reads every byte, and keeps none."""
        if len(self.secret()) < 32:
            raise Refusal("backup_damaged", part=SECRET)
        for table in self.manifest.tables:
            for _ in self.lines(table):
                pass
        for file in self.manifest.files:
            for _ in self.bytes_of(file):
                pass


def table_entry(table: Table) -> str:
    return f"tables/{table.name}.jsonl"


def file_entry(file: Stored) -> str:
    return f"files/{file.place}"


def _first_odd(names: list[str], expected: set[str]) -> str:
    odd = sorted(set(names) ^ expected) or sorted(name for name in names if names.count(name) > 1)
    return odd[0][:100]
