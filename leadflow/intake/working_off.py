"""The inner loop of an import: rows are kept block by block and understood in batches, by one process or by two.

One process keeps: only it moves the place in the file. Whoever helps understands a share of what is kept and waits.
What nobody understood waits still, and is understood at the end or by the next attempt.
"""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from math import ceil
from typing import BinaryIO, Final, Protocol, TypeVar
from zlib import crc32

from django.db import connection

from leadflow.intake import queries, readers, services
from leadflow.intake.doors.csv.counting import count_records
from leadflow.intake.doors.csv.mapping import Mapping
from leadflow.intake.doors.csv.reading import Dialect, Record, records
from leadflow.intake.models import Receipt
from leadflow.intake.queries import Waiting
from leadflow.intake.rules import MAIL, Origin, Todo, key_of
from leadflow.intake.services import Message, Place
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.names import company_key
from leadflow.queue import queries as queue

BATCH: Final = 500
"""Rows understood in one change."""
SHARES: Final = 2
BLOCK: Final = BATCH * SHARES
"""Rows kept in one change."""
PAUSE: Final = 0.002
"""Seconds between two batches on SQLite, so that others get their turn at the one writer's lock."""
LOOK: Final = 0.01
"""Seconds until one looks again whether the other one has got on."""
HELP: Final = "intake.import_help"

T = TypeVar("T")
Clock = Callable[[], datetime]


class Watcher(Protocol):
    """Who runs it hears of progress and may say stop."""

    def progress(self, done: int, total: int | None = None) -> None: ...
    def should_stop(self) -> bool: ...


class Silent:
    def progress(self, done: int, total: int | None = None) -> None:
        """Nobody watches."""

    def should_stop(self) -> bool:
        return False


def help_key(receipt: int) -> str:
    return f"import {receipt} help"


@contextmanager
def fewer_collections() -> Iterator[None]:
    """A batch is a hundred thousand small objects that all live until it is written: looking for garbage among them
    again and again costs a fifth of the time and finds nothing. Between two batches there is little to look at."""
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


@dataclass(frozen=True, slots=True)
class List:
    """A receipt's file and how it is read. `shares`: the columns that say who of two understands a row."""

    receipt: Receipt
    dialect: Dialect
    columns: Mapping
    origin: Origin
    clock: Clock
    shares: tuple[tuple[int, Callable[[str], str]], ...]

    @classmethod
    def of(cls, row: Receipt, clock: Clock) -> List:
        dialect, columns = Dialect.from_json(row.dialect), Mapping.from_json(row.mapping)
        shares = (("company.name", company_key), (MAIL, str.casefold))
        places = ((c.index, key) for target, key in shares for c in columns.columns if c.target == target)
        return cls(row, dialect, columns, queries.origin(row.id, clock()), clock, tuple(places))

    def share_of(self, row: Record) -> int:
        """Rows of one company, else of one mail, go to the same process: two rarely meet at one person."""
        for at, key in self.shares:
            if text := row.values[at].strip():
                return crc32(key(text).encode()) % SHARES
        return row.number % SHARES

    def understand(self, rows: Iterable[Record], waiting: Waiting) -> None:
        """Rows that wait for nothing are passed over: they were here before, or are understood already."""
        now = self.clock()
        words = readers.words_of(now, self.columns.order)
        todo = [
            Todo(*waiting[row.number], readers.of_record(row, self.columns, words))
            for row in rows
            if row.number in waiting
        ]
        for batch in _pieces(todo, ceil(len(todo) / max(round(len(todo) / BATCH), 1))):
            services.understand(batch, self.origin, now=now)
            gc.collect(1)
            if connection.vendor == "sqlite":
                time.sleep(PAUSE)


def work_off(row: Receipt, watcher: Watcher, clock: Clock, *, size: int = BLOCK) -> bool:
    """From where it stands to its end, or until somebody says stop: then False.

    A block is kept before the one before it is understood, so that who helps never waits for rows.
    """
    if not _is_helped(row.id, clock()):
        settle_waiting(row.id, clock)
    aim, kept, ended = List.of(row, clock), _Kept(), True
    with readers.open_list(row) as file, readers.open_list(row) as again, fewer_collections():
        keeper = _Keeper(aim, again, _seen_so_far(aim, file))
        for block in _pieces(records(file, aim.dialect, offset=row.offset, number=row.next_number), size):
            if watcher.should_stop() or not _still_running(row.id):
                ended = False
                break
            before, kept = kept, keeper.keep(block)
            aim.understand(before.mine, before.waiting)
            watcher.progress(row.seen + keeper.count, row.expected)
        aim.understand(kept.mine, kept.waiting)
    _settle_all(row.id, clock)
    return ended


@dataclass(frozen=True, slots=True)
class _Kept:
    """A block whose rows wait, and which of them this process understands."""

    mine: Sequence[Record] = ()
    waiting: Waiting = field(default_factory=dict)


@dataclass(slots=True)
class _Keeper:
    """Keeps block after block. `seen`: how often each row stood above, for the same row twice is two rows."""

    list: List
    again: BinaryIO
    seen: Counter[bytes]
    count: int = 0

    def keep(self, block: Sequence[Record]) -> _Kept:
        aim, last, now = self.list, block[-1], self.list.clock()
        messages = [_message(aim.receipt, record, self.seen) for record in block]
        place = Place(last.offset + last.length, last.number + 1)
        at_door = count_records(self.again, aim.dialect, offset=block[0].offset, end=place.offset)
        helped = _is_helped(aim.receipt.id, now)
        got = services.receive(aim.receipt.id, messages, seen=at_door, by=SYSTEM, now=now, place=place)
        self.count += len(block)
        waiting = {m.number: (got.arrivals[m.key], 1) for m in messages if m.key in got.arrivals}
        return _Kept([one for one in block if not helped or not aim.share_of(one)], waiting)


def help_out(receipt: int, watcher: Watcher, clock: Clock) -> None:
    """Understand the second share of what another process keeps, until there is no more of it."""
    row = Receipt.objects.filter(id=receipt, state="running").first()
    if row is None:
        return
    aim = List.of(row, clock)
    with readers.open_list(row) as file, fewer_collections():
        for block in _pieces(records(file, aim.dialect, offset=row.offset, number=row.next_number), BLOCK):
            if not _is_kept(receipt, block[-1], watcher):
                return
            waiting = queries.waiting_rows(receipt, block[0].number, block[-1].number)
            aim.understand((one for one in block if aim.share_of(one)), waiting)


def _is_kept(receipt: int, last: Record, watcher: Watcher) -> bool:
    """Waits until it is. False when there is nothing more to be done here."""
    while not watcher.should_stop():
        place = Receipt.objects.filter(id=receipt, state="running").values_list("offset", flat=True).first()
        if place is None or place > last.offset:
            return place is not None
        time.sleep(LOOK)
    return False


def _is_helped(receipt: int, now: datetime) -> bool:
    return queue.is_at_work(help_key(receipt), now)


def settle_waiting(receipt: int, clock: Clock) -> None:
    """What was kept and not understood, as after a crash."""
    while (done := services.retry(receipt, now=clock(), limit=BATCH)) != services.Understood():
        if not done.leads and not done.unclear:
            return


def _settle_all(receipt: int, clock: Clock) -> None:
    """Whoever helps gets to the end of his share; what is left is understood here, also where the list is stopped."""
    while _is_helped(receipt, clock()) and queries.waits(receipt):
        time.sleep(LOOK)
    settle_waiting(receipt, clock)


def _pieces(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(rows)
    while piece := list(islice(rest, size)):
        yield piece


def _still_running(receipt: int) -> bool:
    return Receipt.objects.filter(id=receipt, state="running").exists()


def _seen_so_far(aim: List, file: BinaryIO) -> Counter[bytes]:
    """How often each row stood in the part already read."""
    seen: Counter[bytes] = Counter()
    if aim.receipt.offset > aim.dialect.start:
        for record in records(file, aim.dialect):
            if record.offset >= aim.receipt.offset:
                break
            seen[_content(aim.receipt, record)] += 1
    return seen


def _content(row: Receipt, record: Record) -> bytes:
    return key_of(str(row.campaign_id), row.offer, "\x1f".join(record.values))


def _message(row: Receipt, record: Record, seen: Counter[bytes]) -> Message:
    content = _content(row, record)
    seen[content] += 1
    key = content if seen[content] == 1 else key_of(content, str(seen[content]))
    return Message(key, record.number, record.offset, record.length)
