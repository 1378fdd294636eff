"""The files of an old system as tables: lists and workbooks, packed or not, one or many in a ZIP. None is trusted."""

from __future__ import annotations

import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Final, cast

from leadflow.intake.doors.csv.detect import detect
from leadflow.intake.doors.csv.reading import records
from leadflow.intake.doors.csv.refusals import Unreadable
from leadflow.intake.doors.xlsx.packed import Pack
from leadflow.intake.doors.xlsx.workbook import DELIMITER, Workbook
from leadflow.kernel.refusals import Refusal

MOST_BYTES: Final = 1 << 29
"""Unpacked, of one file: some three million rows."""
MOST_ROWS: Final = 1_000_000
MOST_TABLES: Final = 20
MOST_MEMBERS: Final = 10_000
IN_MEMORY: Final = 1 << 24
PIECE: Final = 1 << 20
PACKED: Final = b"PK\x03\x04"
GZIP: Final = b"\x1f\x8b"
LISTS: Final = frozenset({".csv", ".txt", ".tsv", ".xlsx", ".gz"})
OF_BUNDLES: Final = {"xlsx_protected": "bundle_protected", "xlsx_too_large": "bundle_too_large"}


@dataclass(frozen=True, slots=True)
class Table:
    """One list. `broken`: rows that could not be read and are left out."""

    name: str
    headings: tuple[str, ...]
    rows: list[list[str]]
    broken: int = 0


def tables(sources: Iterable[tuple[str, BinaryIO]]) -> list[Table]:
    """In the order given, those of a ZIP by name. A list without rows is left out where others have some.

    Unreadable for what is no list; Refusal("bundle_broken" | "bundle_protected" | "bundle_too_large" | "bundle_empty").
    """
    found: list[Table] = []
    empty: Unreadable | None = None
    for name, file in sources:
        with closing(_unpacked(name, file)) as unpacked:
            for inner, content in unpacked:
                table = _read(inner, content)
                if isinstance(table, Unreadable):
                    empty = table
                else:
                    found.append(table)
                if len(found) > MOST_TABLES or sum(len(one.rows) for one in found) > MOST_ROWS:
                    raise Refusal("bundle_too_large", most=MOST_ROWS)
    if not found:
        raise empty or Refusal("bundle_empty")
    return found


def _unpacked(name: str, file: BinaryIO) -> Generator[tuple[str, BinaryIO], None, None]:
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    if head[:2] == GZIP:
        with _copied(_inflated(file)) as content:
            yield name.removesuffix(".gz"), content
    elif head == PACKED:
        pack = _pack(file)
        if pack.has("xl/workbook.xml"):
            yield name, file
        else:
            yield from _of_bundle(pack)
    else:
        yield name, file


def _pack(file: BinaryIO) -> Pack:
    try:
        return Pack(file)
    except Unreadable as unreadable:
        raise Refusal(OF_BUNDLES.get(unreadable.code, "bundle_broken"), most=MOST_ROWS) from unreadable


def _of_bundle(pack: Pack) -> Generator[tuple[str, BinaryIO], None, None]:
    """The lists in a ZIP; another ZIP in it is none, so that nothing unpacks for ever."""
    for name in pack.names:
        path = PurePath(name)
        if path.suffix not in LISTS or path.name.startswith(".") or "__macosx" in path.parts:
            continue
        with _copied(pack.pieces(name)) as content:
            yield from _unpacked(path.name, content) if path.suffix == ".gz" else ((path.name, content),)


@contextmanager
def _copied(pieces: Iterable[bytes]) -> Iterator[BinaryIO]:
    written = 0
    with SpooledTemporaryFile(max_size=IN_MEMORY) as made:
        try:
            for piece in pieces:
                written += len(piece)
                if written > MOST_BYTES:
                    raise Refusal("bundle_too_large", most=MOST_ROWS)
                made.write(piece)
        except Unreadable as unreadable:
            raise Refusal("bundle_broken") from unreadable
        made.seek(0)
        yield cast("BinaryIO", made)


def _inflated(file: BinaryIO) -> Iterator[bytes]:
    """All members, as of packed files put one behind the other. Never more than a piece at once."""
    unpack, rest, members = zlib.decompressobj(wbits=31), b"", 1
    try:
        while block := rest or file.read(PIECE):
            if unpack.eof:
                rest = block = block.lstrip(b"\0")
                if not block:
                    continue
                unpack, members = zlib.decompressobj(wbits=31), members + 1
            if members > MOST_MEMBERS:
                raise Refusal("bundle_too_large", most=MOST_ROWS)
            yield unpack.decompress(block, PIECE)
            rest = unpack.unconsumed_tail or unpack.unused_data
    except zlib.error as error:
        raise Refusal("bundle_broken") from error
    if not unpack.eof:
        raise Refusal("bundle_broken")


def _read(name: str, file: BinaryIO) -> Table | Unreadable:
    """Why there is nothing in it, where there is nothing in it."""
    try:
        return _table(name, file)
    except Unreadable as unreadable:
        if unreadable.code not in ("csv_empty", "csv_header_only", "xlsx_no_rows"):
            raise
        return unreadable


def _table(name: str, file: BinaryIO) -> Table:
    head = file.read(4)
    file.seek(0)
    if head != PACKED:
        return _listed(name, file)
    book = Workbook(file)
    with SpooledTemporaryFile(max_size=IN_MEMORY) as written:
        target = cast("BinaryIO", written)
        book.write_down(book.chosen(), target)
        return _listed(name, target, DELIMITER)


def _listed(name: str, file: BinaryIO, delimiter: str = "") -> Table:
    dialect = detect(file, delimiter=delimiter).dialect
    rows, broken = [], 0
    for record in records(file, dialect):
        if record.fault is None:
            rows.append(record.values)
        else:
            broken += 1
        if len(rows) > MOST_ROWS:
            raise Refusal("bundle_too_large", most=MOST_ROWS)
    return Table(PurePath(name).name, dialect.headings, rows, broken)
