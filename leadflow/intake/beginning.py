"""A list begins: kept whole, looked at, its columns guessed. Nothing of it is a lead yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import PurePath
from typing import Any, Final

from leadflow.files import queries as stored
from leadflow.files import services as files
from leadflow.files.storage import Readable
from leadflow.intake import queries, readers, remembering, workbooks
from leadflow.intake.doors.csv import exports
from leadflow.intake.doors.csv.counting import count_records
from leadflow.intake.doors.csv.detect import SAMPLE, Detected, detect
from leadflow.intake.doors.csv.guess import guess
from leadflow.intake.doors.csv.mapping import Mapping as Columns
from leadflow.intake.doors.csv.reading import Dialect, Record, records
from leadflow.intake.doors.csv.words import words_of
from leadflow.intake.models import Receipt
from leadflow.intake.policy import IntakePolicy
from leadflow.intake.remembering import SAVED, Saved
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.kernel.ids import public_id
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactsPolicy

CHANNEL: Final = "list"
SAME: Final = (
    *("door", "label", "source", "file_id", "original_id", "noticed"),
    *("offer", "channel", "mapping", "dialect", "expected"),
)
"""What a list that begins again takes along."""
LOOKS_LIKE: Final = "looks_like"
"""Where a receipt keeps whose export it looks like."""
_UNIQUE: Final = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Draft:
    """A list that is kept and understood as far as its columns; nothing of it is a lead yet."""

    receipt: int
    public_id: Any
    columns: Columns
    rows: int
    notices: tuple[Any, ...]
    sample: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """A kept file and what was seen in it. `original`: the workbook it was written down from."""

    file: int
    original: int | None
    noticed: dict[str, Any]
    detected: Detected
    rows: int
    columns: Columns
    known: Saved | None


def begin(stream: Readable, name: str, *, by: Actor, now: datetime, sheet: str = "") -> Draft:
    """Keep the file, detect how it is written, count its rows and guess its columns.

    Refuses what is no list (Unreadable) before anything is kept in the ledger. `sheet`: of a workbook; without it the
    visible one with the most rows.
    """
    taken, public = files.take(stream, name), public_id()
    kept = journal.change(lambda change: files.keep(change, [taken], "import")[0], by=by, now=now)
    files_so_far = [kept]
    try:
        if workbooks.is_workbook(taken):
            written = workbooks.write_down(kept, taken, sheet)
            file = journal.change(lambda c: files.keep(c, [written.taken], "import")[0], by=by, now=now)
            files_so_far.append(file)
            looked = _look(file, kept, written.told, now)
        else:
            looked = _look(kept, None, {}, now)
    except Refusal:
        journal.change(lambda change: files.erase(change, files_so_far), by=by, now=now)
        raise

    def think(change: Change) -> int:
        key = change.id(Receipt)
        change.insert(Receipt, id=key, public_id=public, **_draft_row(name, looked, change, now))
        if looked.known is not None:
            remembering.used(change, looked.known)
        return key

    key = journal.change(think, by=by, now=now)
    detected = looked.detected
    return Draft(key, public, looked.columns, looked.rows, detected.notices, detected.sample)


def _look(
    file: int, original: int | None, told: dict[str, Any], now: datetime, headings_row: int | None = None
) -> Looked:
    with stored.open_bytes(file) as opened:
        detected = detect(opened, headings_row=headings_row, delimiter=workbooks.delimiter_of(told))
        rows = count_records(opened, detected.dialect)
    columns, export, known = _guessed(detected, now)
    noticed = told | ({LOOKS_LIKE: export} if export else {}) | ({SAVED: known.name} if known else {})
    return Looked(file, original, noticed, detected, rows, columns, known)


def again(receipt: int, *, by: Actor, now: datetime) -> Any:
    """The same kept list as a new draft, with the columns as they were read; its public id."""
    public = public_id()

    def think(change: Change) -> Any:
        row = queries.listed(receipt)
        dialect = Dialect.from_json(row.dialect)
        change.insert(
            Receipt,
            id=change.id(Receipt),
            public_id=public,
            **{name: getattr(row, name) for name in SAME},
            offset=dialect.start,
            next_number=dialect.number,
            state="draft",
            by_id=change.by.user_id,
            created_at=now,
        )
        return public

    return journal.change(think, by=by, now=now)


def look_again(receipt: int, *, sheet: str, headings_row: int | None, by: Actor, now: datetime) -> None:
    """A human says which sheet it is, or where its headings stand; what was decided of the columns begins anew."""
    row = Receipt.objects.filter(id=receipt).first()
    if row is None or row.file_id is None:
        raise NotFound("receipt")
    looked, left = _looked_again(row, sheet, headings_row, by, now)

    def think(change: Change) -> None:
        row = queries.draft(receipt)
        change.expect(Receipt, {row.id: row.version})
        change.update(Receipt, row.id, **_seen(row.label, looked), file_id=looked.file)
        files.erase(change, queries.unshared(left, receipt))

    journal.change(think, by=by, now=now)


def _looked_again(
    row: Receipt, sheet: str, headings_row: int | None, by: Actor, now: datetime
) -> tuple[Looked, list[int]]:
    """What is seen now, and the files nobody needs any more."""
    before = row.file_id or 0
    if row.original_id is None or sheet in ("", row.noticed.get("sheet")):
        return _look(before, row.original_id, _sheets(row.noticed), now, headings_row), []
    written = workbooks.again(row.original_id, row.label, sheet)
    file = journal.change(lambda c: files.keep(c, [written.taken], "import")[0], by=by, now=now)
    try:
        return _look(file, row.original_id, written.told, now, headings_row), [before]
    except Refusal:
        journal.change(lambda change: files.erase(change, [file]), by=by, now=now)
        raise


def _sheets(noticed: dict[str, Any]) -> dict[str, Any]:
    return {key: noticed[key] for key in ("sheet", "sheets") if key in noticed}


def _guessed(detected: Detected, now: datetime) -> tuple[Columns, str, Saved | None]:
    """By headings and values; by what the system means from which it comes; as lists of this shape were read before."""
    plain, export = _by_words(detected.dialect.headings, [row.values for row in detected.sample], now)
    columns, known = remembering.as_known(plain)
    return columns, export, known


def _by_words(headings: Sequence[str], rows: Sequence[Sequence[str]], now: datetime) -> tuple[Columns, str]:
    book = playbook.at(now)
    words = words_of(book.section(FactsPolicy), book.section(IntakePolicy))
    found, export = guess(headings, rows, words), exports.recognised(headings)
    return (found, "") if export is None else (exports.read_as(export, found), export.key)


def guess_anew(receipt: int, *, by: Actor, now: datetime) -> None:
    """Without the saved mapping, after all."""

    def think(change: Change) -> None:
        row = queries.draft(receipt)
        dialect = Dialect.from_json(row.dialect)
        with readers.open_list(row) as file:
            rows = [record.values for record in islice(records(file, dialect), SAMPLE)]
        columns, _ = _by_words(dialect.headings, rows, now)
        kept = {key: value for key, value in row.mapping.items() if key not in columns.as_json()}
        noticed = {key: value for key, value in row.noticed.items() if key != SAVED}
        change.expect(Receipt, {row.id: row.version})
        change.update(Receipt, row.id, mapping=columns.as_json() | kept, noticed=noticed)

    journal.change(think, by=by, now=now)


def _draft_row(name: str, looked: Looked, change: Change, now: datetime) -> dict[str, Any]:
    label = PurePath(name).name[:200]
    return {
        "door": "csv",
        "label": label,
        "file_id": looked.file,
        "original_id": looked.original,
        "offer": queries.first_offer(now),
        "channel": default_channel(now),
        "state": "draft",
        "by_id": change.by.user_id,
        "created_at": now,
        **_seen(label, looked),
    }


def _seen(label: str, looked: Looked) -> dict[str, Any]:
    dialect = looked.detected.dialect
    return {
        "source": source_of(looked.columns, label, looked.detected.sample),
        "mapping": looked.columns.as_json(),
        "noticed": looked.noticed,
        "dialect": dialect.as_json(),
        "expected": looked.rows,
        "offset": dialect.start,
        "next_number": dialect.number,
    }


def source_of(columns: Columns, label: str, sample: Sequence[Record]) -> str:
    """Whose ids the external ids are. Ids that are unique in the world are those of their column, wherever the list
    comes from; others ("4711") count within lists of the same name only, so that two lists never join strangers."""
    named = "+".join(columns.columns[at].slug for at in columns.source_id) or "none"
    ids = [row.values[at] for row in sample for at in columns.source_id if at < len(row.values)]
    if ids and all(_UNIQUE.fullmatch(text.strip()) for text in ids):
        return f"csv:{named}"[:120]
    return f"csv:{PurePath(label).stem}:{named}"[:120]


def default_channel(now: datetime) -> str:
    """The playbook's channel for lists, else its last one."""
    policy = playbook.at(now).section(LeadsPolicy)
    return CHANNEL if policy.channel(CHANNEL) else policy.channels[-1].key
