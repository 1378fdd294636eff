"""How a list is written: letters, delimiter, quote, and where its headings stand. Or, clearly, why it is no list."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import BinaryIO, Final

from leadflow.intake.doors.csv.letters import HEAD, letters_of
from leadflow.intake.doors.csv.reading import LONGEST_LINE, Dialect, Record, records
from leadflow.intake.doors.csv.refusals import Notice, Unreadable

DELIMITERS: Final = (";", "\t", ",", "|")
MOST_COLUMNS: Final = 1_000
WIDE_FROM: Final = 200
SAMPLE: Final = 400
"""Rows looked at to judge a file."""
HIGHEST_HEADINGS: Final = 40
"""Rows searched for the headings."""
_SEP: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_VALUE: Final = re.compile(r"[^@\s]+@[^@\s]+\.\w+|https?://\S+|[+(]?\d[\d\s./:,()+-]*|.{81,}", re.DOTALL)
"""What a heading does not look like: a mail, an address of the web, a number, a date, a long text."""


@dataclass(frozen=True, slots=True)
class Detected:
    """`sample`: the first records below the headings. `notices`: what one should know, see `refusals`."""

    dialect: Dialect
    sample: tuple[Record, ...]
    notices: tuple[Notice, ...]


def detect(file: BinaryIO, *, headings_row: int | None = None, delimiter: str = "") -> Detected:
    """Reads the head of the file, and all of it once to be sure of its letters. Refuses with Unreadable.

    `headings_row`: where a human says that the headings stand, as the spreadsheet counts rows; 0: there are none.
    `delimiter`: where it is known, because we wrote the list ourselves.
    """
    letters = letters_of(file)
    text = _head(file, letters.encoding, letters.mark)
    told = _SEP.match(text)
    delimiter = delimiter or (told[1] if told and told[1] in DELIMITERS else _delimiter(text))
    dialect = Dialect(letters.encoding, delimiter, _quote(text, delimiter), start=letters.mark)
    top = list(islice(records(file, dialect), SAMPLE))
    if told and top and len(top) > 1:
        top = top[1:]
    if not top:
        raise Unreadable("csv_empty")
    at = _headings_at(top) if headings_row is None else _row_at(top, headings_row)
    return _without_headings(dialect, top) if at is None else _below_headings(file, dialect, top, at)


def _head(file: BinaryIO, encoding: str, mark: int) -> str:
    file.seek(mark)
    block = file.read(HEAD)
    if len(block) == HEAD and not re.search(rb"[\r\n]", block):
        block += file.read(LONGEST_LINE)
        if not re.search(rb"[\r\n]", block):
            raise Unreadable("csv_line_too_long", line=1, most=LONGEST_LINE)
    return block.decode(encoding, "replace")


def _delimiter(text: str) -> str:
    """The one that cuts most rows into equally many values; the earlier of DELIMITERS where two are as good."""
    lines = re.split(r"\r\n|\r|\n", text)[:SAMPLE]
    return max(DELIMITERS, key=lambda mark: _evenness(lines, mark))


def _evenness(lines: Sequence[str], mark: str) -> tuple[float, int]:
    """Share of the rows that have the usual number of values, when that is more than one; then that number."""
    counts: Counter[int] = Counter()
    for line in lines:
        if line.strip():
            counts[len(next(csv.reader([line[:100_000]], delimiter=mark)))] += 1
    wide = Counter({width: count for width, count in counts.items() if width > 1})
    if not wide:
        return 0.0, 1
    width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
    return round(count / counts.total(), 1), width


def _quote(text: str, delimiter: str) -> str:
    """The double quote, but where values stand in single ones at both ends and never in double ones."""
    border = rf"(?:^|{re.escape(delimiter)}|$)"
    if re.search(rf'{border}"|"{border}', text, re.MULTILINE):
        return '"'
    both = re.findall(rf"(?:^|{re.escape(delimiter)})'[^'\r\n]*'(?={border})", text, re.MULTILINE)
    return "'" if len(both) > text.count("\n") // 2 + 1 else '"'


def _without_headings(dialect: Dialect, top: Sequence[Record]) -> Detected:
    widths, first = _usual_widths(top), top[0]
    _refuse_too_wide(first, max(widths))
    dialect = replace(dialect, start=first.offset, number=first.number, widths=widths)
    return Detected(dialect, tuple(top), (Notice("csv_no_headings", {"columns": widths[0]}),))


def _below_headings(file: BinaryIO, dialect: Dialect, top: Sequence[Record], at: int) -> Detected:
    row, below = top[at], top[at + 1 :]
    headings = _trimmed(row.values, max((len(r.values) for r in below), default=0))
    _refuse_too_wide(row, len(headings))
    dialect = replace(
        dialect,
        start=row.offset + row.length,
        number=row.number + 1,
        headings_row=row.number,
        headings=headings,
        widths=tuple(sorted({len(headings), len(row.values), *_usual_widths(below or top)})),
    )
    sample = tuple(islice(records(file, dialect), SAMPLE))
    if not sample:
        raise Unreadable("csv_header_only", row=row.number, columns=len(headings))
    return Detected(dialect, sample, tuple(_notices(row, headings)))


def _usual_widths(rows: Sequence[Record]) -> tuple[int, ...]:
    """The most frequent number of values, and others that a tenth of the rows have."""
    counts = Counter(len(row.values) for row in rows)
    return tuple(w for w, count in counts.most_common(3) if count * 10 >= len(rows)) or (1,)


def _row_at(top: Sequence[Record], number: int) -> int | None:
    return next((at for at, row in enumerate(top) if row.number >= number), None) if number else None


def _headings_at(top: Sequence[Record]) -> int | None:
    """The first row as full as the table is wide whose cells look like names of columns. None: there is none."""
    width = _usual_widths(top)[0]
    fullest = max(_filled(row) for row in top[:HIGHEST_HEADINGS])
    needed = max(min(width, fullest) * 0.6, 1)
    for at, row in enumerate(top[:HIGHEST_HEADINGS]):
        if _filled(row) >= needed:
            return at if _looks_like_headings(row) else None
    return None


def _filled(row: Record) -> int:
    return sum(1 for value in row.values if value.strip())


def _looks_like_headings(row: Record) -> bool:
    named = [value.strip() for value in row.values if value.strip()]
    values = sum(1 for name in named if _VALUE.fullmatch(name))
    return values * 3 <= len(named) and values < len(named)


def _trimmed(headings: Sequence[str], needed: int) -> tuple[str, ...]:
    """Without the empty columns at the right in which nothing stands below either."""
    names = [" ".join(name.replace("\ufeff", "").split()) for name in headings]
    while len(names) > max(needed, 1) and not names[-1]:
        names.pop()
    return tuple(names)


def _refuse_too_wide(row: Record, columns: int) -> None:
    if columns > MOST_COLUMNS:
        raise Unreadable("csv_too_wide", row=row.number, columns=columns, most=MOST_COLUMNS)


def _notices(row: Record, headings: Sequence[str]) -> list[Notice]:
    found = []
    if row.number > 1:
        found.append(Notice("csv_title_rows", {"rows": row.number - 1, "row": row.number}))
    if len(headings) >= WIDE_FROM:
        found.append(Notice("csv_wide", {"columns": len(headings)}))
    doubled = sorted(
        name for name, count in Counter(h.casefold() for h in headings if h).items() if count > 1
    )
    if doubled:
        found.append(Notice("csv_headings_doubled", {"headings": doubled[:10]}))
    empty = [at for at, name in enumerate(headings, 1) if not name]
    if empty:
        found.append(Notice("csv_headings_empty", {"columns": empty[:10]}))
    return found
