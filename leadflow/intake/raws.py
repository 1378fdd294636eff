"""Arrivals as they came: what each says by target, to be mended, and a glimpse of it for lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from leadflow.files import queries as files
from leadflow.intake import contents, readers
from leadflow.intake.doors.csv.mapping import Mapping
from leadflow.intake.doors.csv.reading import Dialect
from leadflow.intake.models import Arrival, Receipt
from leadflow.kernel.refusals import NotFound

NAMING: Final = ("company.name", "person.name", "person.given", "person.surname", "mail", "phone", "mobile")
"""By these one knows again what came, in this order."""
LONGEST: Final = 80


def pairs(arrival: int) -> list[tuple[str, str]]:
    """(target, text) of one arrival: as a human mended it, else as it came."""
    row = Arrival.objects.select_related("receipt__file").filter(id=arrival).first()
    if row is None:
        raise NotFound("arrival")
    if row.state == "erased":
        return []
    if row.mended:
        return _texts(row.mended)
    if row.content is not None:
        return contents.said(row.receipt)(row)
    return Mapping.from_json(row.receipt.mapping).pairs(readers.record(row.receipt, row).values)


def _texts(content: Any) -> list[tuple[str, str]]:
    return [(str(key), str(text)) for key, text in content.items()] if isinstance(content, dict) else []


def glimpses(arrivals: Iterable[int]) -> dict[int, str]:
    """Arrival id -> company, person or mail as received. One open file per list, however many rows."""
    rows = list(Arrival.objects.filter(id__in=sorted(set(arrivals))).exclude(state="erased"))
    receipts = Receipt.objects.in_bulk({row.receipt_id for row in rows})
    said = {key: contents.said(receipt) for key, receipt in receipts.items()}
    found = {
        row.id: glimpse(_texts(row.mended) if row.mended else said[row.receipt_id](row))
        for row in rows
        if row.mended or row.content
    }
    for receipt in receipts.values():
        listed = [row for row in rows if row.receipt_id == receipt.id and row.id not in found]
        if listed and receipt.file_id is not None:
            found |= _of_list(receipt, listed)
    return found


def _of_list(receipt: Receipt, rows: Sequence[Arrival]) -> dict[int, str]:
    mapping, dialect = Mapping.from_json(receipt.mapping), Dialect.from_json(receipt.dialect)
    places = [(row.offset or 0, row.length or 0) for row in rows]
    passages = files.passages(receipt.file_id or 0, places)
    found = {}
    for row, passage in zip(rows, passages, strict=True):
        values = readers.parsed(passage, dialect, row.number).values
        found[row.id] = glimpse(mapping.pairs(values)) or first(values)
    return found


def glimpse(said: Sequence[tuple[str, str]]) -> str:
    texts = dict(reversed(said))
    named = [texts[target] for target in NAMING if texts.get(target)]
    return ", ".join(named[:2])[:LONGEST]


def first(values: Sequence[str]) -> str:
    return ", ".join([text for text in values if text.strip()][:2])[:LONGEST]
