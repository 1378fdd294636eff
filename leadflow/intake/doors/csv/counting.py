"""The door's receipt counter: how many records a file has, seen by other eyes than those that read them.

It shares no code with `reading.py`, so that both must be wrong in the same way before a row can vanish unnoticed.
What a record is stands there. This one looks at bytes only.
"""

from __future__ import annotations

import codecs
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Final

from leadflow.intake.doors.csv.refusals import Unreadable

if TYPE_CHECKING:
    from leadflow.intake.doors.csv.reading import Dialect

_CHUNK: Final = 1 << 20
_LINES_IN_A_RECORD: Final = 500
_LETTERS_IN_A_RECORD: Final = 131_072
_BYTES_IN_A_LINE: Final = 1 << 20


def count_records(
    file: BinaryIO, dialect: Dialect, *, offset: int | None = None, end: int | None = None
) -> int:
    """Records from the first row on, or between two places. The memory it takes does not grow with the file."""
    start = dialect.start if offset is None else offset
    file.seek(start)
    return _Counter(
        _lines(_blocks(file, dialect.encoding, None if end is None else end - start)), dialect
    ).count()


def _blocks(file: BinaryIO, encoding: str, left: int | None) -> Iterator[bytes]:
    """Bytes in which a line ends with the bytes of CR and LF: what has two bytes for a letter is turned into UTF-8."""
    if not encoding.startswith("utf-16"):
        yield from _chunks(file, left)
        return
    turn = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in _chunks(file, left):
        yield turn.decode(chunk).encode("utf-8", "replace")
    yield turn.decode(b"", final=True).encode("utf-8", "replace")


def _chunks(file: BinaryIO, left: int | None) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK if left is None else min(_CHUNK, left)):
        if left is not None:
            left -= len(chunk)
        yield chunk


def _lines(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Lines with their ends, whatever the borders of the blocks cut through."""
    rest = b""
    for block in blocks:
        lines = (rest + block).splitlines(keepends=True)
        keeps = bool(lines) and not (lines[-1].endswith(b"\n"))
        rest = lines.pop() if keeps else b""
        if len(rest) > 2 * _BYTES_IN_A_LINE:
            raise Unreadable("csv_line_too_long", most=_BYTES_IN_A_LINE)
        yield from lines
    if rest:
        yield from rest.splitlines(keepends=True)


class _Counter:
    """A small machine over lines: is a quote open at the end of this one, closed, or broken?"""

    def __init__(self, lines: Iterator[bytes], dialect: Dialect) -> None:
        self.lines = lines
        self.again: deque[bytes] = deque()
        self.quote = dialect.quote.encode("ascii")
        self.delimiter = dialect.delimiter.encode("ascii")
        self.encoding = "utf-8" if dialect.encoding.startswith("utf-16") else dialect.encoding
        self.widths = frozenset(dialect.widths)
        self.empty = b" \t\r\n" + self.delimiter + self.quote
        self.fields = 0

    def count(self) -> int:
        found = 0
        while (line := self._next()) is not None:
            found += self._has_content(line)
        return found

    def _next(self) -> bytes | None:
        return self.again.popleft() if self.again else next(self.lines, None)

    def _has_content(self, line: bytes) -> bool:
        """Of the record that begins with this line; the lines it takes are taken."""
        if len(line) > _BYTES_IN_A_LINE:
            raise Unreadable("csv_line_too_long", most=_BYTES_IN_A_LINE)
        if self.quote and self.quote in line and self._stays_open(line, inside=False):
            line += self._continuation(line)
        return bool(line.translate(None, self.empty))

    def _continuation(self, first: bytes) -> bytes:
        """The further lines of a record, or nothing: then they are put back and begin records of their own."""
        taken: list[bytes] = []
        letters = len(first.decode(self.encoding, "replace"))
        while len(taken) + 1 < _LINES_IN_A_RECORD and letters <= _LETTERS_IN_A_RECORD:
            line = self._next()
            if line is None:
                break
            taken.append(line)
            letters += len(line.decode(self.encoding, "replace"))
            stays_open = self._stays_open(line, inside=True)
            if stays_open is None:
                break
            if not stays_open:
                if letters <= _LETTERS_IN_A_RECORD and self._is_one_row(first, line):
                    return b"".join(taken)
                break
        self.again.extendleft(reversed(taken))
        return b""

    def _is_one_row(self, first: bytes, last: bytes) -> bool:
        """Not two rows between whose stray quotes everything was swallowed."""
        if not self.widths:
            return True
        ends = {line.count(self.delimiter) + 1 for line in (first, last)}
        return self.fields in self.widths and not ends <= {width for width in self.widths if width > 2}

    def _stays_open(self, line: bytes, *, inside: bool) -> bool | None:
        """Whether the record goes on after this line; None: its quotes are broken."""
        quote, delimiter, at = self.quote, self.delimiter, 0
        if not inside:
            self.fields = 1
        while True:
            if not inside:
                at = self._to_quoted(line, at)
                if at < 0:
                    return False
                inside, at = True, at + 1
            at = line.find(quote, at)
            if at < 0:
                return True
            after = line[at + 1 : at + 2]
            at += 2
            if after == delimiter:
                inside = False
                self.fields += 1
            elif after != quote:
                return False if after in (b"", b"\r", b"\n") else None

    def _to_quoted(self, line: bytes, at: int) -> int:
        """Where the next value in quotes begins, over the plain ones before it; -1: there is none."""
        while line[at : at + 1] != self.quote:
            at = line.find(self.delimiter, at) + 1
            if at == 0:
                return -1
            self.fields += 1
        return at
