"""What would become of a list: its first rows thought through by the same rules, and nothing written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from leadflow.intake import queries, readers, services
from leadflow.intake.doors.csv.mapping import Mapping as Columns
from leadflow.intake.doors.csv.reading import Dialect, Record, records
from leadflow.intake.importing import Choices, receipt_in
from leadflow.intake.rules import Reading, Unclear
from leadflow.kernel.facts import is_known
from leadflow.people.rules import display_name


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of one row: "opened", "joined" or "unclear"."""

    number: int
    company: str
    person: str
    mail: str
    becomes: str
    lead: int | None = None
    fault: Mapping[str, Any] | None = None
    raw: tuple[tuple[str, str], ...] = ()


def preview(receipt: int, chosen: Choices, *, now: datetime, limit: int = 50) -> list[Foreseen]:
    """The first rows as they would go, by the same rules; nothing is written."""
    row = receipt_in(receipt, ("draft",))
    columns = Columns.from_json(row.mapping).with_targets(dict(chosen.targets))
    words = readers.words_of(now, columns.order)
    dialect = Dialect.from_json(row.dialect)
    with readers.open_list(row) as file:
        sample = list(islice(records(file, dialect), limit))
    readings = [readers.of_record(record, columns, words) for record in sample]
    origin = queries.origin(row.id, now)
    foreseen = services.foresee(
        [(at, r) for at, r in enumerate(readings) if isinstance(r, Reading)], origin, now=now
    )
    return [
        _foreseen(record, reading, foreseen.get(at), columns)
        for at, (record, reading) in enumerate(zip(sample, readings, strict=True))
    ]


def _foreseen(
    record: Record, reading: Reading | Unclear, lead: tuple[bool, int] | None, columns: Columns
) -> Foreseen:
    raw = tuple(columns.raw(record.values))
    if isinstance(reading, Unclear) or lead is None:
        fault = reading.told() if isinstance(reading, Unclear) else None
        return Foreseen(record.number, "", "", "", "unclear", fault=fault, raw=raw)
    opened, key = lead
    mail = reading.person.get("person.mail")
    return Foreseen(
        record.number,
        str(reading.company.get("company.name") or ""),
        display_name(reading.person),
        str(mail) if is_known(mail) else "",
        "opened" if opened else "joined",
        None if opened else key,
        raw=raw,
    )
