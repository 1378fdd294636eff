"""A list between being uploaded and being started: what was chosen is kept with it, so that each step is an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID

from leadflow.files import services as files
from leadflow.intake import queries, readers
from leadflow.intake.beginning import source_of
from leadflow.intake.doors.csv.mapping import Mapping as Columns
from leadflow.intake.doors.csv.reading import Dialect, Record, records
from leadflow.intake.importing import Choices
from leadflow.intake.models import Receipt
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook

CAMPAIGN: Final = "campaign"
"""Where the draft keeps the name of its campaign: beside the columns, until the list is started."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A list as far as it is decided. `campaign` may be empty: then it takes the file's name."""

    receipt: int
    public_id: UUID
    label: str
    rows: int
    columns: Columns
    dialect: Dialect
    offer: str
    channel: str
    campaign: str
    noticed: Mapping[str, Any]

    @property
    def choices(self) -> Choices:
        targets = {column.index: column.target for column in self.columns.columns}
        return Choices(targets, self.offer, self.channel, self.campaign)


def kept(public_id: UUID) -> Kept:
    """NotFound for what is no draft (any more)."""
    row = Receipt.objects.filter(public_id=public_id, state="draft").first()
    if row is None:
        raise NotFound("receipt")
    return Kept(
        row.id,
        row.public_id,
        row.label,
        row.expected,
        Columns.from_json(row.mapping),
        Dialect.from_json(row.dialect),
        row.offer,
        row.channel,
        str(row.mapping.get(CAMPAIGN, "")),
        row.noticed,
    )


def sample(receipt: int, limit: int = 40) -> list[Record]:
    """The first rows of the list, as they are written."""
    row = _row(receipt)
    with readers.open_list(row) as file:
        return list(islice(records(file, Dialect.from_json(row.dialect)), limit))


def columns_of(receipt: int) -> Columns | None:
    """How the columns of a list were read; None where there was no list."""
    row = _row(receipt)
    return Columns.from_json(row.mapping) if row.mapping else None


def choose(receipt: int, chosen: Choices, *, by: Actor, now: datetime) -> None:
    """Remember what was decided so far. Refusal("unknown_choice") where the playbook has no such offer or channel."""
    policy = playbook.at(now).section(LeadsPolicy)
    if chosen.offer and policy.offer(chosen.offer) is None:
        raise Refusal("unknown_choice", value=chosen.offer)
    if chosen.channel and policy.channel(chosen.channel) is None:
        raise Refusal("unknown_choice", value=chosen.channel)

    def think(change: Change) -> None:
        row = queries.draft(receipt)
        before = Columns.from_json(row.mapping)
        columns = before.with_targets(dict(chosen.targets))
        same_ids = columns.source_id == before.source_id
        source = row.source if same_ids else source_of(columns, row.label, sample(receipt))
        change.expect(Receipt, {row.id: row.version})
        change.update(
            Receipt,
            row.id,
            offer=chosen.offer or row.offer,
            channel=chosen.channel or row.channel,
            mapping=columns.as_json() | {CAMPAIGN: chosen.campaign.strip()[:120]},
            source=source,
        )

    journal.change(think, by=by, now=now)


def drop(receipt: int, *, by: Actor, now: datetime) -> None:
    """A list nobody wants after all goes with its file: nothing of it was received."""

    def think(change: Change) -> None:
        row = queries.draft(receipt)
        change.expect(Receipt, {row.id: row.version})
        change.delete(Receipt, row.id)
        files.erase(change, queries.unshared((row.file_id, row.original_id), row.id))

    journal.change(think, by=by, now=now)


def _row(receipt: int) -> Receipt:
    row = Receipt.objects.filter(id=receipt).first()
    if row is None:
        raise NotFound("receipt")
    return row


def headings(columns: Columns, targets: Sequence[str]) -> list[str]:
    """The columns of the file that go to one of these targets."""
    return [column.heading or column.slug for column in columns.columns if column.target in targets]
