"""A list is imported: kept whole, looked at, started, worked off in batches. A stop or a crash loses nothing."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any, Final

from django.utils import timezone

from leadflow.files import queries as stored
from leadflow.files import services as files
from leadflow.files.storage import Readable
from leadflow.intake import queries, working_off
from leadflow.intake.doors.csv.counting import count_records
from leadflow.intake.doors.csv.detect import Detected, detect
from leadflow.intake.doors.csv.guess import guess
from leadflow.intake.doors.csv.mapping import Mapping as Columns
from leadflow.intake.doors.csv.reading import Record
from leadflow.intake.doors.csv.words import words_of
from leadflow.intake.models import Receipt
from leadflow.intake.policy import IntakePolicy
from leadflow.intake.working_off import Silent, Watcher
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM, Actor
from leadflow.kernel.ids import public_id
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import services as leads
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactsPolicy
from leadflow.queue import services as queue

HELPED_FROM: Final = 2_000
"""Rows from which on a second process is asked for."""
IMPORT: Final = "intake.import"
CHANNEL: Final = "list"
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


def begin(stream: Readable, name: str, *, by: Actor, now: datetime) -> Draft:
    """Keep the file, detect how it is written, count its rows and guess its columns.

    Refuses what is no list (Unreadable) before anything is kept in the ledger.
    """
    taken = files.take(stream, name)
    key, public = 0, public_id()
    file = journal.change(lambda change: files.keep(change, [taken], "import")[0], by=by, now=now)
    try:
        with stored.open_bytes(file) as opened:
            detected = detect(opened)
            rows = count_records(opened, detected.dialect)
    except Refusal:
        journal.change(lambda change: files.erase(change, [file]), by=by, now=now)
        raise
    columns = _guessed(detected, now)

    def think(change: Change) -> int:
        key = change.id(Receipt)
        change.insert(Receipt, **_draft_row(key, public, file, name, detected, columns, rows, change, now))
        return key

    key = journal.change(think, by=by, now=now)
    return Draft(key, public, columns, rows, detected.notices, detected.sample)


def _guessed(detected: Detected, now: datetime) -> Columns:
    book = playbook.at(now)
    words = words_of(book.section(FactsPolicy), book.section(IntakePolicy))
    return guess(detected.dialect.headings, [row.values for row in detected.sample], words)


def _draft_row(
    key: int,
    public: Any,
    file: int,
    name: str,
    detected: Detected,
    columns: Columns,
    rows: int,
    change: Change,
    now: datetime,
) -> dict[str, Any]:
    return {
        "id": key,
        "public_id": public,
        "door": "csv",
        "label": PurePath(name).name[:200],
        "source": source_of(columns, name, detected.sample),
        "file_id": file,
        "offer": queries.first_offer(now),
        "channel": default_channel(now),
        "mapping": columns.as_json(),
        "dialect": detected.dialect.as_json(),
        "state": "draft",
        "expected": rows,
        "offset": detected.dialect.start,
        "next_number": detected.dialect.number,
        "by_id": change.by.user_id,
        "created_at": now,
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


@dataclass(frozen=True, slots=True)
class Choices:
    """What is asked once per import. An empty campaign takes the file's name."""

    targets: Mapping[int, str]
    offer: str = ""
    channel: str = ""
    campaign: str = ""


def start(receipt: int, chosen: Choices, *, by: Actor, now: datetime, in_background: bool = True) -> None:
    """From now on it runs: in the background as a job of the same transaction, or inline by `run`."""

    def think(change: Change) -> None:
        rows = _begin_run(change, receipt, chosen)
        if in_background:
            queue.enqueue(change, IMPORT, {"receipt": receipt}, key=f"import {receipt}")
            _ask_for_help(change, receipt, rows)

    journal.change(think, by=by, now=now)


def start_here(receipt: int, chosen: Choices, *, by: Actor, now: datetime) -> queue.Lease:
    """This process calls `run` under `queue.at_work`; should it be killed, the next worker or import goes on."""

    def think(change: Change) -> queue.Lease:
        _ask_for_help(change, receipt, _begin_run(change, receipt, chosen))
        return queue.begin_here(change, IMPORT, {"receipt": receipt}, key=f"import {receipt}")

    return journal.change(think, by=by, now=now)


def finish_abandoned(now: datetime) -> int:
    """Imports that wait, or whose process is gone, are worked off here; how many it was."""
    queue.release_dead(now)
    return queue.work_off(only=(IMPORT,))


def _ask_for_help(change: Change, receipt: int, rows: int) -> None:
    """A long list is worth a second process. Where none is free, nothing waits for it."""
    if rows >= HELPED_FROM:
        queue.enqueue(change, working_off.HELP, {"receipt": receipt}, key=working_off.help_key(receipt))


def ask_for_help(receipt: int, *, now: datetime) -> None:
    """Again, after who helped gave way to other work."""

    def think(change: Change) -> None:
        row = Receipt.objects.filter(id=receipt, state="running").first()
        if row is not None:
            _ask_for_help(change, receipt, row.expected - row.seen)

    journal.change(think, by=SYSTEM, now=now)


def _begin_run(change: Change, receipt: int, chosen: Choices) -> int:
    """How many rows there are to work off."""
    row = receipt_in(receipt, ("draft",))
    policy = playbook.at(change.now).section(LeadsPolicy)
    offer, channel = chosen.offer or row.offer, chosen.channel or row.channel
    if policy.offer(offer) is None or policy.channel(channel) is None:
        raise Refusal("unknown_choice", value=offer if policy.offer(offer) is None else channel)
    name = (chosen.campaign.strip() or PurePath(row.label).stem)[:120]
    campaign = leads.campaigns(change, [(channel, name)])[channel, name]
    before = Columns.from_json(row.mapping)
    columns = before.with_targets(dict(chosen.targets))
    change.expect(Receipt, {row.id: row.version})
    change.update(
        Receipt,
        row.id,
        state="running",
        offer=offer,
        channel=channel,
        campaign_id=campaign,
        mapping=columns.as_json(),
        source=row.source if columns.source_id == before.source_id else source_of(columns, row.label, ()),
    )
    return row.expected


def stop(receipt: int, *, by: Actor, now: datetime) -> None:
    """After the batch in work; what is imported stays, the rest waits."""
    _turn(receipt, "running", "stopped", by=by, now=now)


def resume(receipt: int, *, by: Actor, now: datetime) -> None:
    _turn(receipt, ("stopped", "failed"), "running", by=by, now=now)


def _turn(receipt: int, before: str | tuple[str, ...], after: str, *, by: Actor, now: datetime) -> None:
    def think(change: Change) -> None:
        row = receipt_in(receipt, (before,) if isinstance(before, str) else before)
        change.expect(Receipt, {row.id: row.version})
        change.update(Receipt, row.id, state=after, fault=None)
        if after == "running":
            queue.enqueue(change, IMPORT, {"receipt": row.id}, key=f"import {row.id}")
            _ask_for_help(change, row.id, row.expected - row.seen)

    journal.change(think, by=by, now=now)


def receipt_in(key: int, states: Sequence[str]) -> Receipt:
    row = Receipt.objects.filter(id=key).first()
    if row is None:
        raise NotFound("receipt")
    if row.state not in states:
        raise Refusal("import_not_in_state", state=row.state)
    return row


@dataclass(frozen=True, slots=True)
class Report:
    rows: int
    received: int
    repeated: int
    opened: int
    joined: int
    unclear: int
    seconds: float
    done: bool

    @property
    def rows_per_second(self) -> float:
        return self.rows / self.seconds if self.seconds else 0.0


def run(
    receipt: int, watcher: Watcher | None = None, *, clock: Callable[[], datetime] = timezone.now
) -> Report:
    """Work the list off from where it stands. Safe to repeat: the place is committed with the arrivals it covers."""
    watcher = watcher or Silent()
    began = time.perf_counter()
    row = receipt_in(receipt, ("running",))
    first = row.seen
    finished = working_off.work_off(row, watcher, clock)
    if finished:
        _finish(receipt, clock())
    return _reported(receipt, first, time.perf_counter() - began, finished)


def _finish(receipt: int, now: datetime) -> None:
    def think(change: Change) -> None:
        change.update(Receipt, receipt, state="done", finished_at=now)

    journal.change(think, by=SYSTEM, now=now)


def _reported(receipt: int, first: int, seconds: float, finished: bool) -> Report:
    line = queries.receipt(Receipt.objects.values_list("public_id", flat=True).get(id=receipt))
    counts = line.states
    return Report(
        rows=line.seen - first,
        received=line.received,
        repeated=line.repeated,
        opened=counts.get("opened", 0),
        joined=counts.get("joined", 0),
        unclear=counts.get("unclear", 0),
        seconds=round(seconds, 3),
        done=finished,
    )
