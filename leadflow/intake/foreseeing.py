"""What would become of a list: its first rows thought through by the same rules, and nothing written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import PurePath
from typing import Any

from leadflow.intake import queries, readers, services
from leadflow.intake.doors.csv.mapping import Mapping as Columns
from leadflow.intake.doors.csv.reading import Dialect, Record, records
from leadflow.intake.importing import Choices, receipt_in
from leadflow.intake.models import Receipt
from leadflow.intake.rules import Origin, Reading, Unclear, row_key
from leadflow.kernel.facts import is_known
from leadflow.kernel.refusals import Refusal
from leadflow.leads import queries as leads
from leadflow.people.rules import display_name


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of one row: "opened", "joined", "repeated" or "unclear"."""

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
    before = _here_before(row, chosen, sample)
    foreseen = services.foresee(
        [(at, r) for at, r in enumerate(readings) if isinstance(r, Reading) and at not in before],
        origin,
        now=now,
    )
    return [
        _foreseen(record, reading, foreseen.get(at), columns, repeated=at in before)
        for at, (record, reading) in enumerate(zip(sample, readings, strict=True))
    ]


def _here_before(row: Receipt, chosen: Choices, sample: Sequence[Record]) -> set[int]:
    """Places of rows that the same campaign brought already: they create nothing. The same row twice is two rows."""
    name = (chosen.campaign.strip() or PurePath(row.label).stem)[:120]
    channel, offer = chosen.channel or row.channel, chosen.offer or row.offer
    campaign = leads.campaigns([(channel, name)]).get((channel, name))
    if campaign is None:
        return set()
    seen: Counter[bytes] = Counter()
    keys = [row_key(campaign, offer, record.values, seen) for record in sample]
    known = queries.contents(keys)
    return {at for at, key in enumerate(keys) if key in known}


def _foreseen(
    record: Record,
    reading: Reading | Unclear,
    lead: tuple[bool, int] | None,
    columns: Columns,
    *,
    repeated: bool,
) -> Foreseen:
    raw = tuple(columns.raw(record.values))
    if repeated:
        return _named(record, reading, "repeated", None, raw)
    if isinstance(reading, Unclear) or lead is None:
        fault = reading.told() if isinstance(reading, Unclear) else None
        return Foreseen(record.number, "", "", "", "unclear", fault=fault, raw=raw)
    opened, key = lead
    return _named(record, reading, "opened" if opened else "joined", None if opened else key, raw)


def _named(
    record: Record,
    reading: Reading | Unclear,
    becomes: str,
    lead: int | None,
    raw: tuple[tuple[str, str], ...],
) -> Foreseen:
    if isinstance(reading, Unclear):
        return Foreseen(record.number, "", "", "", becomes, lead, raw=raw)
    mail = reading.person.get("person.mail")
    company = str(reading.company.get("company.name") or "")
    said = str(mail) if is_known(mail) else ""
    return Foreseen(record.number, company, display_name(reading.person), said, becomes, lead, raw=raw)


@dataclass(frozen=True, slots=True)
class Expected:
    """What would become of one message. `lead`: the one it joins; `row`: the message before it that it joins."""

    becomes: str
    lead: int | None = None
    row: int | None = None
    fault: Mapping[str, Any] | None = None


def expected(readings: Sequence[Reading | Unclear], origin: Origin, *, now: datetime) -> list[Expected]:
    """For messages that are not kept: each as it would go if all of them came now, in this order."""
    found = _thought([(at, r) for at, r in enumerate(readings) if isinstance(r, Reading)], origin, now)
    first: dict[int, int] = {}
    told = []
    for at, reading in enumerate(readings):
        if isinstance(reading, Unclear):
            told.append(Expected("unclear", fault=reading.told()))
            continue
        one = found[at]
        if isinstance(one, Unclear):
            told.append(Expected("unclear", fault=one.told()))
            continue
        opened, lead = one
        if opened:
            first[lead] = at
            told.append(Expected("opened"))
        else:
            told.append(Expected("joined", row=first[lead]) if lead in first else Expected("joined", lead))
    return told


Thought = dict[int, "tuple[bool, int] | Unclear"]


def _thought(readable: Sequence[tuple[int, Reading]], origin: Origin, now: datetime) -> Thought:
    """As `services.understand` does: what cannot be understood is halved until it stands alone."""
    if not readable:
        return {}
    try:
        return dict(services.foresee(readable, origin, now=now))
    except Exception as error:  # noqa: BLE001 - whatever one message breaks must not hide the others
        if len(readable) == 1:
            code = error.code if isinstance(error, Refusal) else type(error).__name__
            return {readable[0][0]: Unclear("not_understood", {"error": code})}
    middle = len(readable) // 2
    return _thought(readable[:middle], origin, now) | _thought(readable[middle:], origin, now)
