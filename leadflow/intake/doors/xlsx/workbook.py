"""A workbook: its sheets, and one of them written down as a list whose rows have the numbers they have in the sheet.

Read as a stream: memory does not grow with the rows, only with the number of different texts. See ADR 24.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from posixpath import join, normpath
from typing import Any, BinaryIO, Final

from leadflow.intake.doors.csv.refusals import Unreadable
from leadflow.intake.doors.xlsx.cells import PLAIN, Format, format_of, number_of, text_of, truth_of
from leadflow.intake.doors.xlsx.packed import Pack, bare, feed, parser, tags

DELIMITER: Final = ";"
MARK: Final = b"\xef\xbb\xbf"
MOST_COLUMNS: Final = 16_384
MOST_ROWS: Final = 1_048_576
MOST_TEXT: Final = 1 << 28
"""Letters of all different texts together: they are held in memory."""
MOST_LETTERS: Final = 1 << 20
"""Of one cell: thirty times what a spreadsheet takes."""
MOST_LINE: Final = 1 << 24
MOST_WRITTEN: Final = 1 << 28
"""Written down as a list: a far-off cell costs a delimiter for each column before it, a text its length each time."""
MOST_MERGED: Final = 100_000
LISTED: Final = 100
"""Sheets that are looked at."""
_ROW: Final = re.compile(rb"<(?:\w+:)?row[\s>/]")
_MERGED: Final = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]{0,80}?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"'
)
_PLACE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows`: as many as are written in it, empty ones in between not counted."""

    name: str
    part: str
    hidden: bool
    rows: int


class Workbook:
    """Unreadable, with a code of `refusals`, for what is none."""

    def __init__(self, file: BinaryIO) -> None:
        self._pack = Pack(file)
        self.since_1904 = False
        self.sheets = self._listed()

    def _listed(self) -> list[Sheet]:
        parts, found = self._parts(), list[Sheet]()
        for name, told in tags(self._pack.pieces("xl/workbook.xml")):
            if name == "workbookPr":
                self.since_1904 = told.get("date1904") in ("1", "true")
            elif name == "sheet" and len(found) < LISTED:
                link = next((text for key, text in told.items() if bare(key) == "id"), "")
                part = parts.get(link, "")
                if part and self._pack.has(part):
                    rows = sum(1 for _ in self._pack.found(part, _ROW))
                    hidden = told.get("state", "visible") != "visible"
                    found.append(Sheet(told.get("name", "")[:80], part, hidden, rows))
        return found

    def _parts(self) -> dict[str, str]:
        """Relation -> the part that holds a sheet of cells; charts and dialogs are none."""
        return {
            told.get("Id", ""): _part(told.get("Target", ""))
            for name, told in tags(self._pack.pieces("xl/_rels/workbook.xml.rels"))
            if name == "Relationship" and told.get("Type", "").endswith("/worksheet")
        }

    def chosen(self, name: str = "") -> Sheet:
        """The named one; without a name the visible one with the most rows, the first of several."""
        names = [sheet.name for sheet in self.sheets]
        if name:
            found = next((sheet for sheet in self.sheets if sheet.name == name), None)
            if found is None:
                raise Unreadable("xlsx_no_such_sheet", sheet=name, sheets=names)
            return found
        visible = [sheet for sheet in self.sheets if not sheet.hidden and sheet.rows]
        if not visible:
            raise Unreadable("xlsx_no_rows", sheets=names)
        return max(visible, key=lambda sheet: sheet.rows)

    def write_down(self, sheet: Sheet, target: BinaryIO) -> None:
        """As a list in UTF-8: one line per row of the sheet, empty rows too, so that the numbers stay."""
        target.write(MARK)
        line = written = 0
        for number, values in self.rows(sheet):
            written += number - line + _length(values)
            if written > MOST_WRITTEN:
                raise Unreadable("xlsx_too_large", most=MOST_WRITTEN)
            target.write(b"\n" * (number - line - 1))
            target.write(_line(values))
            line = number

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
        """(number, values), rows without any value left out."""
        merged = _Merged(self._spans(sheet))
        reader = _Rows(self._texts, self._formats, since_1904=self.since_1904)
        for piece in self._pack.pieces(sheet.part):
            yield from merged.filled(reader.read(piece))
        yield from merged.filled(reader.read(b"", last=True))

    def _spans(self, sheet: Sheet) -> list[tuple[int, int, int]]:
        """(first row, last row, column) of cells that were made one over several rows."""
        found: list[tuple[int, int, int]] = []
        for match in self._pack.found(sheet.part, _MERGED):
            column, first, last = _column(match[1].decode()), int(match[2]), int(match[3])
            if last > first and len(found) < MOST_MERGED:
                found.append((first, last, column))
        return sorted(found)

    @cached_property
    def _texts(self) -> list[str]:
        name = "xl/sharedStrings.xml"
        return list(_shared(self._pack.pieces(name))) if self._pack.has(name) else []

    @cached_property
    def _formats(self) -> list[Format]:
        name = "xl/styles.xml"
        return _formats(self._pack.pieces(name)) if self._pack.has(name) else []


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))


def _length(values: Sequence[str]) -> int:
    """Of its line at least, told before it is put together."""
    length = len(values) + sum(map(len, values))
    if length > MOST_LINE:
        raise Unreadable("xlsx_too_large", most=MOST_LINE)
    return length


def _line(values: Sequence[str]) -> bytes:
    """Every value in quotes, so that the delimiter is never a question."""
    told = DELIMITER.join('"' + text.replace('"', '""') + '"' if text else "" for text in values)
    return told.encode("utf-8", "replace") + b"\n"


def _column(letters: str) -> int:
    """From 0."""
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at - 1


def _shared(pieces: Iterator[bytes]) -> Iterator[str]:
    """The texts that cells point to; how they are to be pronounced is left out."""
    reader, state = parser(), _Shared()
    reader.StartElementHandler, reader.EndElementHandler = state.start, state.end
    reader.CharacterDataHandler = state.text
    for piece in pieces:
        feed(reader, piece)
        yield from state.ready
        state.ready.clear()
    feed(reader, b"", last=True)
    yield from state.ready


@dataclass(slots=True)
class _Shared:
    ready: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    inside: bool = False
    spoken: bool = False
    letters: int = 0

    def start(self, name: str, _: dict[str, str]) -> None:
        name = bare(name)
        if name == "si":
            self.parts = []
        elif name == "rPh":
            self.spoken = True
        self.inside = name == "t" and not self.spoken

    def text(self, data: str) -> None:
        if self.inside:
            self.letters += len(data)
            if self.letters > MOST_TEXT:
                raise Unreadable("xlsx_too_large", most=MOST_TEXT)
            self.parts.append(data)

    def end(self, name: str) -> None:
        name = bare(name)
        self.inside = False
        if name == "rPh":
            self.spoken = False
        elif name == "si":
            self.ready.append(text_of("".join(self.parts)))


def _formats(pieces: Iterator[bytes]) -> list[Format]:
    """How the numbers of a cell with that style are shown."""
    codes: dict[int, str] = {}
    found: list[Format] = []
    within = False
    for name, told in tags(pieces):
        if name == "numFmt":
            codes[_int(told.get("numFmtId"))] = told.get("formatCode", "")
        elif name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            within = name == "cellXfs"
        elif name == "xf" and within:
            number = _int(told.get("numFmtId"))
            found.append(format_of(number, codes.get(number, "")))
    return found


def _int(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


class _Rows:
    """Hears the tags of a sheet and tells its rows."""

    def __init__(self, texts: Sequence[str], formats: Sequence[Format], *, since_1904: bool) -> None:
        self._texts, self._formats, self._since_1904 = texts, formats, since_1904
        self._parser = parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._ready: list[tuple[int, dict[int, str]]] = []
        self._number, self._at = 0, -1
        self._values: dict[int, str] = {}
        self._kind, self._style, self._letters = "", 0, 0
        self._said: list[str] = []
        self._listens = self._spoken = False

    def read(self, piece: bytes, *, last: bool = False) -> Iterator[tuple[int, list[str]]]:
        feed(self._parser, piece, last=last)
        yield from ((number, _spread(values)) for number, values in self._ready)
        self._ready.clear()

    def _start(self, name: str, told: dict[str, Any]) -> None:
        name = bare(name)
        if name == "c":
            self._begin_cell(told)
        elif name == "row":
            self._begin_row(told)
        elif name == "rPh":
            self._spoken = True
        self._listens = name == "v" or (name == "t" and not self._spoken)

    def _begin_row(self, told: dict[str, Any]) -> None:
        number = _int(told.get("r")) or self._number + 1
        if not self._number < number <= MOST_ROWS:
            raise Unreadable("xlsx_broken")
        self._number, self._at, self._values = number, -1, {}

    def _begin_cell(self, told: dict[str, Any]) -> None:
        place = _PLACE.fullmatch(told.get("r", ""))
        self._at = _column(place[1]) if place else self._at + 1
        if self._at >= MOST_COLUMNS:
            raise Unreadable("xlsx_broken")
        self._kind, self._style, self._said = told.get("t", "n"), _int(told.get("s")), []
        self._letters = 0

    def _text(self, data: str) -> None:
        if self._listens:
            self._letters += len(data)
            if self._letters > MOST_LETTERS:
                raise Unreadable("xlsx_too_large", most=MOST_LETTERS)
            self._said.append(data)

    def _end(self, name: str) -> None:
        name = bare(name)
        self._listens = False
        if name == "c":
            self._end_cell()
        elif name == "row" and self._values:
            self._ready.append((self._number, self._values))
        elif name == "rPh":
            self._spoken = False

    def _end_cell(self) -> None:
        text = self._value("".join(self._said)) if self._said else ""
        if text:
            self._values[self._at] = text

    def _value(self, said: str) -> str:
        if self._kind == "s":
            at = _int(said.strip())
            return self._texts[at] if at < len(self._texts) else ""
        if self._kind == "n":
            shown = self._formats[self._style] if self._style < len(self._formats) else PLAIN
            return number_of(said, shown, since_1904=self._since_1904)
        if self._kind == "b":
            return truth_of(said)
        return "" if self._kind == "e" else text_of(said)


def _spread(cells: Mapping[int, str]) -> list[str]:
    """Only now with the empty cells in between: held for all rows of a piece they would be large."""
    values = [""] * (max(cells) + 1)
    for at, text in cells.items():
        values[at] = text
    return values


class _Merged:
    """A cell over several rows says its value in each of them that says anything at all."""

    def __init__(self, spans: Sequence[tuple[int, int, int]]) -> None:
        self._ahead = deque(spans)
        self._open: dict[int, tuple[int, str]] = {}

    def filled(self, rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
        for number, values in rows:
            while self._ahead and self._ahead[0][0] <= number:
                first, last, column = self._ahead.popleft()
                if first == number and column < len(values):
                    self._open[column] = last, values[column]
            if self._open:
                self._fill(number, values)
            yield number, values

    def _fill(self, number: int, values: list[str]) -> None:
        self._open = {column: span for column, span in self._open.items() if span[0] >= number}
        for column, (_, text) in self._open.items():
            _fill(values, column, text)


def _fill(values: list[str], column: int, text: str) -> None:
    values.extend([""] * (column + 1 - len(values)))
    values[column] = values[column] or text
