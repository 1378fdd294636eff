"""What became of each row of a list: row by row as the file has them, or only those in one state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final
from uuid import UUID

from leadflow.files import queries as files
from leadflow.intake import raws, readers
from leadflow.intake.doors.csv.mapping import Mapping as Columns
from leadflow.intake.doors.csv.reading import Dialect, Record, records
from leadflow.intake.models import Arrival, Receipt
from leadflow.intake.rules import STATES
from leadflow.kernel.refusals import NotFound

REPEATED: Final = "repeated"
AHEAD: Final = "ahead"
"""Not read yet: the import runs, or was stopped before it."""
KINDS: Final = (*STATES, REPEATED, AHEAD)
LOOKED_AT: Final = 5_000
"""Rows passed over in search of repeated ones, until the page goes on by a click."""
AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Row:
    """`arrival` is None for a row that was here before, or is still ahead. `named`: by what one knows it again."""

    number: int
    named: str
    values: list[str]
    state: str
    arrival: Arrival | None


Place = tuple[int, int]
"""Byte of the file and number of the row a page begins with."""


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Row]
    further: Place | None


def headings(public_id: UUID) -> list[str]:
    mapping = _receipt(public_id).mapping
    return [c.heading or c.slug for c in Columns.from_json(mapping).columns]


def page(public_id: UUID, *, state: str = "", start: Place | None = None, limit: int = 50) -> Page:
    receipt = _receipt(public_id)
    if state in STATES:
        return _in_state(receipt, state, start, limit)
    with readers.open_list(receipt) as file:
        return _read(receipt, file, state, start, limit)


def _read(receipt: Receipt, file: BinaryIO, state: str, start: Place | None, limit: int) -> Page:
    found: list[Row] = []
    dialect = Dialect.from_json(receipt.dialect)
    offset, number = start or (dialect.start, dialect.number)
    further: Place | None = (offset, number)
    for _ in range(LOOKED_AT // limit):
        batch = list(islice(records(file, dialect, offset=offset, number=number), limit))
        if not batch:
            return Page(found, None)
        fitting = [row for row in _told(receipt, batch) if not state or row.state == state]
        found += fitting[: limit - len(found)]
        last = batch[-1]
        offset, number = last.offset + last.length, last.number + 1
        further = (offset, number) if len(batch) == limit else None
        if further is None or (found and (not state or len(found) >= limit)):
            break
    return Page(found, further)


def everything(public_id: UUID) -> Iterator[Row]:
    """All rows in the order of the file, a batch in memory at a time."""
    receipt = _receipt(public_id)
    with readers.open_list(receipt) as file:
        rows = records(file, Dialect.from_json(receipt.dialect))
        while batch := list(islice(rows, AT_ONCE)):
            yield from _told(receipt, batch)


def _told(receipt: Receipt, batch: Sequence[Record]) -> list[Row]:
    found = Arrival.objects.filter(receipt_id=receipt.id, number__gte=batch[0].number)
    arrivals = {row.number: row for row in found.filter(number__lte=batch[-1].number)}
    columns = Columns.from_json(receipt.mapping)
    return [_row(receipt, columns, record, arrivals.get(record.number)) for record in batch]


def _row(receipt: Receipt, columns: Columns, record: Record, arrival: Arrival | None) -> Row:
    named = _named(columns, record.values)
    if arrival is None:
        state = AHEAD if record.offset >= receipt.offset else REPEATED
        return Row(record.number, named, record.values, state, None)
    if arrival.state == "erased":
        return Row(record.number, "", [], arrival.state, arrival)
    return Row(record.number, named, record.values, arrival.state, arrival)


def _named(columns: Columns, values: Sequence[str]) -> str:
    return raws.glimpse(columns.pairs(values)) or raws.first(values)


def _in_state(receipt: Receipt, state: str, start: Place | None, limit: int) -> Page:
    rows = Arrival.objects.filter(receipt_id=receipt.id, state=state, number__gte=start[1] if start else 0)
    found = list(rows.order_by("number", "id")[: limit + 1])
    shown = found[:limit]
    passages = files.passages(receipt.file_id or 0, [(row.offset or 0, row.length or 0) for row in shown])
    dialect, columns = Dialect.from_json(receipt.dialect), Columns.from_json(receipt.mapping)
    read = (readers.parsed(text, dialect, row.number) for row, text in zip(shown, passages, strict=True))
    told = [_row(receipt, columns, record, row) for record, row in zip(read, shown, strict=True)]
    return Page(told, (0, found[limit].number) if len(found) > limit else None)


def _receipt(public_id: UUID) -> Receipt:
    row = Receipt.objects.filter(public_id=public_id, file__isnull=False).exclude(state="draft").first()
    if row is None:
        raise NotFound("receipt")
    return row
