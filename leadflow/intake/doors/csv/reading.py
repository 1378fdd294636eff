"""Rows of a list, one by one, with their place in the file: nothing is swallowed, whatever the quotes are like.

What a record is, here and in `counting.py`, which counts it by other means:
- lines end with CR LF, LF or CR; a record begins at the beginning of a line;
- a value that begins with a quote ends with a quote before a delimiter or the end of a line; two quotes are one;
- a record may run over several lines when its quotes close within MOST_LINES and MOST_LETTERS, it has one of the
  dialect's widths, and not its first and its last line have that width each for themselves (three values at least):
  then two rows were joined by two stray quotes. Else its quotes are broken, and it ends with its first line;
- rows of nothing but blanks, delimiters and quotes are counted as rows but are no records.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO, Final

from leadflow.intake.doors.csv.refusals import Fault, Unreadable
from leadflow.kernel.values import quick

BLOCK: Final = 1 << 19
MOST_LINES: Final = 500
MOST_LETTERS: Final = 131_072
LONGEST_LINE: Final = 1 << 20
REPLACED: Final = "\ufffd"
_WIDE_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written. `start` is the byte where its rows begin, `number` the spreadsheet's number of the first.

    `widths`: how many values a row usually has. Without headings (`headings_row` 0) they are empty.
    """

    encoding: str
    delimiter: str
    quote: str
    start: int = 0
    number: int = 1
    headings_row: int = 0
    headings: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Dialect:
        return cls(**{**told, "headings": tuple(told["headings"]), "widths": tuple(told["widths"])})

    @property
    def is_wide(self) -> bool:
        """Two bytes for a letter."""
        return self.encoding.startswith("utf-16")

    @property
    def width(self) -> int:
        return len(self.headings) or max(self.widths, default=0)

    @property
    def blank(self) -> str:
        """What a row without content consists of."""
        return f" \t\r\n{self.delimiter}{self.quote}"


@quick(frozen=True, slots=True)
class Record:
    """`number` as a spreadsheet counts, `line` as an editor does; `offset` and `length` in bytes of the file."""

    number: int
    line: int
    offset: int
    length: int
    values: list[str]
    fault: Fault | None = None


def records(
    file: BinaryIO, dialect: Dialect, *, offset: int | None = None, number: int | None = None
) -> Iterator[Record]:
    """All records from the first row on, or from a place where one was left (`offset` and `number` of the next row).

    The whole file is never in memory. Unreadable("csv_line_too_long") for what is no list.
    """
    start = dialect.start if offset is None else offset
    line = 1 + _lines_before(file, start, dialect)
    return _Reader(file, dialect, start, dialect.number if number is None else number, line).read()


def read_record(file: BinaryIO, offset: int, length: int, dialect: Dialect, *, number: int = 0) -> Record:
    """The one record that stands at these bytes, as `records` gave it."""
    file.seek(offset)
    lines = _Lines.of(file.read(length), dialect)
    parser = _Parser(dialect)
    feed = _Feed(lines.texts)
    try:
        values = next(parser.strict(feed), [])
        fault = None
    except csv.Error:
        values, fault = parser.loose("".join(lines.texts), number)
    return Record(number, 0, offset, length, values, parser.settled(values, fault, number, lines))


def _lines_before(file: BinaryIO, offset: int, dialect: Dialect) -> int:
    """How many lines end before a place, for editors that count lines."""
    file.seek(0)
    found, left, last = 0, offset, ""
    while left > 0 and (block := file.read(min(BLOCK, left))):
        left -= len(block)
        text = block.decode(dialect.encoding if dialect.is_wide else "latin-1", "replace")
        found += text.count("\n") + text.count("\r") - text.count("\r\n")
        found -= last == "\r" and text.startswith("\n")
        last = text[-1:]
    return found


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines of a block with their ends, as text and as bytes of the file. Only then looked at closely when `odd`."""

    texts: list[str]
    sizes: list[int]
    has_nul: bool
    has_broken: bool

    @classmethod
    def of(cls, block: bytes, dialect: Dialect) -> _Lines:
        if dialect.is_wide:
            text = block.decode(dialect.encoding, "replace")
            texts = _WIDE_LINE.findall(text)
            sizes = [len(line.encode(dialect.encoding, "replace")) for line in texts]
            return cls(texts, sizes, "\0" in text, REPLACED in text)
        raw = block.splitlines(keepends=True)
        try:
            texts, broken = [line.decode(dialect.encoding) for line in raw], False
        except UnicodeDecodeError:
            texts, broken = [line.decode(dialect.encoding, "replace") for line in raw], True
        return cls(texts, [len(line) for line in raw], b"\0" in block, broken)


class _Feed:
    """Gives lines to the csv module, from where one sets it, and stops a record that goes on too long."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self.end = len(texts)
        self.at = self.since = self.letters = 0
        self.dry = False

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        at = self.at
        if at == self.end:
            self.dry = True
            raise StopIteration
        line = self.texts[at]
        if at == self.since:
            self.letters = len(line)
        elif at - self.since >= MOST_LINES or self.letters > MOST_LETTERS:
            raise csv.Error
        else:
            self.letters += len(line)
        self.at = at + 1
        return line


class _Parser:
    """From lines to values, strictly where the quotes allow it."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.width = dialect.width
        ends = f"{re.escape(dialect.quote)}(?:{re.escape(dialect.delimiter)}|$)"
        self.closing = re.compile(ends)

    def strict(self, feed: _Feed) -> Iterator[list[str]]:
        delimiter, quote = self.dialect.delimiter, self.dialect.quote
        if not quote:
            return csv.reader(feed, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=True)
        return csv.reader(feed, delimiter=delimiter, quotechar=quote, strict=True)

    def loose(self, line: str, number: int) -> tuple[list[str], Fault | None]:
        """One line whose quotes are broken. Quotes within a value are taken as they stand; one left open is a fault."""
        text, delimiter, quote = line.rstrip("\r\n"), self.dialect.delimiter, self.dialect.quote
        values: list[str] = []
        at = 0
        while at <= len(text):
            if not quote or text[at : at + 1] != quote:
                value, found, _ = text[at:].partition(delimiter)
                values.append(value)
                at += len(value) + 1
                if not found:
                    break
                continue
            closing = self.closing.search(text, at + 1)
            if closing is None:
                column = len(values) + 1
                values += text[at + 1 :].split(delimiter)
                return values, Fault("csv_quote_open", number, column)
            values.append(text[at + 1 : closing.start()].replace(quote * 2, quote))
            at = closing.end()
            if at == len(text) and closing.end() - closing.start() == 1:
                break
        return values, None

    def settled(self, values: list[str], fault: Fault | None, number: int, lines: _Lines) -> Fault | None:
        """Makes the values as many as there are headings, and says what is wrong with them."""
        width = self.width
        if len(values) < width:
            values += [""] * (width - len(values))
        elif len(values) > width > 0 and not fault:
            fault = self._too_many(values, number)
        if lines.has_nul or lines.has_broken:
            return _letters(values, number, lines) or fault
        return fault

    def _too_many(self, values: list[str], number: int) -> Fault | None:
        if any(value.strip() for value in values[self.width :]):
            return Fault(
                "csv_too_many_values", number, self.width + 1, {"columns": self.width, "found": len(values)}
            )
        del values[self.width :]
        return None


def _letters(values: list[str], number: int, lines: _Lines) -> Fault | None:
    """Letters no text may have become a visible mark; the file keeps them as they came."""
    found: Fault | None = None
    for at, value in enumerate(values):
        if lines.has_nul and "\0" in value:
            values[at] = value.replace("\0", REPLACED)
            found = found or Fault("csv_nul", number, at + 1)
        elif lines.has_broken and REPLACED in value:
            found = found or Fault("csv_broken_letter", number, at + 1)
    return found


class _Reader:
    def __init__(self, file: BinaryIO, dialect: Dialect, offset: int, number: int, line: int) -> None:
        self.file, self.dialect = file, dialect
        self.offset, self.number, self.line = offset, number, line
        self.parser = _Parser(dialect)
        self.ended = False

    def read(self) -> Iterator[Record]:
        """Blocks end with a line; a record that goes on is read again with the next block."""
        position, rest = self.offset, b""
        while not self.ended:
            self.file.seek(position)
            block = self.file.read(BLOCK)
            position += len(block)
            self.ended = not block
            block, begin = rest + block, self.offset
            yield from self._of_lines(_Lines.of(block[: self._last_end(block)], self.dialect))
            rest = block[self.offset - begin :]
            if len(rest) > 4 * LONGEST_LINE:
                raise Unreadable("csv_line_too_long", line=self.line, most=LONGEST_LINE)

    def _last_end(self, block: bytes) -> int:
        """Behind the last end of a line. A CR at the very end may be half of one."""
        if self.ended:
            return len(block)
        if self.dialect.is_wide:
            return _last_wide_end(block, self.dialect.encoding)
        return max(block.rfind(b"\n"), block.rfind(b"\r", 0, -1)) + 1

    def _of_lines(self, lines: _Lines) -> Iterator[Record]:
        feed = _Feed(lines.texts)
        strict = self.parser.strict(feed)
        blank = self.dialect.blank
        while feed.at < feed.end:
            start = feed.since = feed.at
            values, fault = self._next(feed, strict)
            if values is None:
                return
            taken = feed.at - start
            length = lines.sizes[start] if taken == 1 else sum(lines.sizes[start : feed.at])
            if length > LONGEST_LINE and taken == 1:
                raise Unreadable("csv_line_too_long", line=self.line, most=LONGEST_LINE)
            if "".join(values).strip(blank):
                fault = self.parser.settled(values, fault, self.number, lines)
                yield Record(self.number, self.line, self.offset, length, values, fault)
            self.offset += length
            self.line += taken
            self.number += 1

    def _next(self, feed: _Feed, strict: Iterator[list[str]]) -> tuple[list[str] | None, Fault | None]:
        """The next values; None where the record may go on in the next block."""
        start = feed.at
        try:
            values = next(strict)
            if feed.at - start == 1 or self._fits(values, feed):
                return values, None
        except csv.Error:
            if feed.dry and not self.ended:
                return None, None
        feed.at = start + 1
        return self.parser.loose(feed.texts[start], self.number)

    def _fits(self, values: list[str], feed: _Feed) -> bool:
        """A record over several lines that nobody closed by chance."""
        widths = self.dialect.widths
        if feed.letters > MOST_LETTERS:
            return False
        return not widths or (
            len(values) in widths and not (self._is_row(feed, feed.since) and self._is_row(feed, feed.at - 1))
        )

    def _is_row(self, feed: _Feed, at: int) -> bool:
        """Whether this line alone looks like a whole row."""
        width = feed.texts[at].count(self.dialect.delimiter) + 1
        return width > 2 and width in self.dialect.widths


def _last_wide_end(block: bytes, encoding: str) -> int:
    end = "\n".encode(encoding)
    at = len(block)
    while (at := block.rfind(end, 0, at)) >= 0:
        if at % 2 == 0:
            return at + 2
        at += 1
    return _last_wide_return(block, encoding)


def _last_wide_return(block: bytes, encoding: str) -> int:
    """Files of an old Macintosh in two bytes: the last CR that is followed by something."""
    end = "\r".encode(encoding)
    at = len(block) - 2
    while (at := block.rfind(end, 0, at)) >= 0:
        if at % 2 == 0:
            return at + 2
        at += 1
    return 0
