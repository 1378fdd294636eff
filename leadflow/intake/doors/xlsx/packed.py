"""The parts of a packed workbook, piece by piece: memory does not grow with them, whatever they claim to be."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from leadflow.intake.doors.csv.refusals import Unreadable

PIECE: Final = 1 << 18
MOST_BYTES: Final = 1 << 30
"""Unpacked, all parts together: ten times what a full sheet of twelve columns takes."""
MOST_PARTS: Final = 10_000
ENCRYPTED: Final = 0x1
_OVERLAP: Final = 200


class Pack:
    """Unreadable("xlsx_broken" | "xlsx_protected" | "xlsx_too_large")."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._zip = ZipFile(file)
            parts = self._zip.infolist()
        except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Unreadable("xlsx_broken") from error
        if any(part.flag_bits & ENCRYPTED for part in parts):
            raise Unreadable("xlsx_protected")
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
            raise Unreadable("xlsx_too_large", most=MOST_BYTES)
        self._names = {part.filename.lstrip("/").lower(): part for part in parts}

    @property
    def names(self) -> list[str]:
        """In small letters, sorted."""
        return sorted(self._names)

    def has(self, name: str) -> bool:
        return name.lower() in self._names

    def pieces(self, name: str) -> Iterator[bytes]:
        """At most as many bytes as the part claims to have: the sum of the claims was judged before."""
        part = self._names.get(name.lower())
        if part is None:
            raise Unreadable("xlsx_broken")
        try:
            with self._zip.open(part) as stream:
                while piece := stream.read(PIECE):
                    yield piece
        except (BadZipFile, OSError, EOFError, zlib.error, NotImplementedError, RuntimeError) as error:
            raise Unreadable("xlsx_broken") from error

    def found(self, name: str, pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
        """Short marks anywhere in a part, whatever the borders of the pieces cut through; each once."""
        rest = b""
        for piece in self.pieces(name):
            text = rest + piece
            cut = max(len(text) - _OVERLAP, 0)
            end = 0
            for match in pattern.finditer(text):
                if match.start() >= cut:
                    break
                end = match.end()
                yield match
            rest = text[max(cut, end) :]
        yield from pattern.finditer(rest)


def parser() -> expat.XMLParserType:
    """Foreign XML: no document type, so that nothing can be declared that grows when it is read."""
    made = expat.ParserCreate()
    made.buffer_text = True
    made.StartDoctypeDeclHandler = _refuse
    return made


def _refuse(*_: object) -> None:
    raise Unreadable("xlsx_broken")


def feed(reader: expat.XMLParserType, piece: bytes, *, last: bool = False) -> None:
    try:
        reader.Parse(piece, last)
    except expat.ExpatError as error:
        raise Unreadable("xlsx_broken") from error


def bare(name: str) -> str:
    """Without the prefix of its namespace: writers differ."""
    return name.rpartition(":")[2]


def tags(pieces: Iterator[bytes]) -> Iterator[tuple[str, dict[str, str]]]:
    """Each opening tag with its attributes."""
    reader, found = parser(), []
    reader.StartElementHandler = lambda name, attributes: found.append((bare(name), attributes))
    for piece in pieces:
        feed(reader, piece)
        yield from found
        found.clear()
    feed(reader, b"", last=True)
    yield from found
