"""The history of leads as an old system tells it, one `Past` per lead, in values a figure can be made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from leadflow.intake.rules import Reading
from leadflow.moving.columns import Reads
from leadflow.moving.linking import Link

WON: Final = "won"
LOST: Final = "lost"


@dataclass(slots=True)
class Past:
    """`row`: of the list of leads, the first below the headings is 0. Money in minor units. What nobody said is None.

    `entered`: (stage, when), in the order in which they were entered. `values`: attribute -> what the lead had.
    """

    row: int
    created: datetime | None = None
    answered: datetime | None = None
    last: datetime | None = None
    touches: int | None = None
    stage: str = ""
    outcome: str = ""
    closed: datetime | None = None
    amount: int | None = None
    owner: str = ""
    channel: str = ""
    reason: str = ""
    entered: tuple[tuple[str, datetime], ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    who: Reading | None = None

    @property
    def is_open(self) -> bool:
        return not self.outcome


@dataclass(frozen=True, slots=True)
class History:
    """All that the files tell. `told`: what they speak of at all. `whole_days`: dates that came without a clock.

    `leaks`: headings that only decided leads have, so that they explain nothing.
    """

    pasts: list[Past]
    reads: tuple[Reads, ...]
    links: tuple[Link, ...]
    leading: Reads
    told: frozenset[str]
    whole_days: frozenset[str]
    leaks: tuple[str, ...]
    unlinked: tuple[str, ...]
    as_of: datetime

    @property
    def broken(self) -> int:
        return sum(reads.table.broken for reads in self.reads)


def latest(pasts: Sequence[Past], now: datetime) -> datetime:
    """The last moment the files tell of: from then on they know nothing."""
    moments = [
        moment
        for past in pasts
        for moment in (past.created, past.last, past.closed, past.answered)
        if moment is not None and moment <= now
    ]
    return max(moments, default=now)
