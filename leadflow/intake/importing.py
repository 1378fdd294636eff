"""A list is imported: kept whole, looked at, started, worked off in batches. A stop or a crash loses nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Final

from django.utils import timezone

from leadflow.intake import queries, working_off
from leadflow.intake.beginning import source_of
from leadflow.intake.doors.csv.mapping import Mapping as Columns
from leadflow.intake.models import Receipt
from leadflow.intake.working_off import Silent, Watcher
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM, Actor
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import services as leads
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook
from leadflow.queue import services as queue

HELPED_FROM: Final = 2_000
"""Rows from which on a second process is asked for."""
IMPORT: Final = "intake.import"


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
    """Refusal("arrivals_missing") where less is there than was received: such a list never counts as done."""
    if queries.missing(receipt):
        raise Refusal("arrivals_missing")

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
