"""Which lists of an old system speak of the same leads, and by which columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from leadflow.intake.doors.csv.words import squashed
from leadflow.moving.columns import IDENTITY, Read, Reads
from leadflow.moving.headings import CHANNEL, CREATED, DONE_AT, ID, OWNER, STAGE

SEEN: Final = 500
LONGEST: Final = 80
ENOUGH: Final = 0.6
"""So many of the keys of a list must be found in the other one."""
APART: Final = 0.8
"""A column whose values are mostly different ones can name rows."""
BREAK: Final = ";"
TELLING: Final = {
    CREATED: 3,
    CHANNEL: 2,
    ID: 1,
    OWNER: 1,
    STAGE: 1,
    **dict.fromkeys(IDENTITY, 1),
    DONE_AT: -6,
}


@dataclass(frozen=True, slots=True)
class Link:
    """Rows of `other`, by the row of the leads they belong to. `share` of its keys were found."""

    other: Reads
    own: Read
    theirs: Read
    rows: dict[int, list[int]]
    share: float
    backward: bool
    """Many leads point to one row, as to a company."""


def leading(found: Sequence[Reads]) -> Reads:
    """The list of leads: the one that tells most of how they came and who they are; the longer of two."""
    return max(found, key=lambda reads: (_telling(reads), len(reads.table.rows)))


def _telling(reads: Reads) -> int:
    return sum(TELLING.get(meaning, 0) for meaning in {column.meaning for column in reads.columns})


def link(leads: Reads, other: Reads) -> Link | None:
    """By the pair of columns most of whose values agree; None where no pair does."""
    best: tuple[float, bool, Read, Read] | None = None
    own = {column.index: _values(leads, column) for column in leads.columns}
    for theirs in other.columns:
        keys = set(_values(other, theirs))
        for mine in leads.columns:
            found = _agreement(own[mine.index], keys, mine, theirs)
            if found and (best is None or found[:2] > best[:2]):
                best = (*found, mine, theirs)
    return _linked(leads, other, best) if best else None


def _values(reads: Reads, column: Read) -> dict[str, list[int]]:
    """Value -> rows; several ids in one cell are several. Empty for what cannot be a key."""
    made: dict[str, list[int]] = defaultdict(list)
    texts = reads.texts(column)
    if not any(texts) or max(map(len, texts[:SEEN]), default=0) > LONGEST:
        return {}
    for row, text in enumerate(texts):
        for one in _split(text):
            made[one].append(row)
    return made


def _split(text: str) -> Iterator[str]:
    for part in text.split(BREAK) if BREAK in text else (text,):
        if bare := part.strip().casefold():
            yield bare


def _agreement(
    own: dict[str, list[int]], keys: set[str], mine: Read, theirs: Read
) -> tuple[float, bool] | None:
    if len(own) < 2 or len(keys) < 2:
        return None
    named = sum(map(len, own.values()))
    if len(own) < APART * named and len(own) < 20:
        return None
    common = sum(key in own for key in keys)
    share = common / min(len(keys), len(own))
    if share < ENOUGH or (common < 20 and not _keylike(mine, theirs)):
        return None
    return share, squashed(mine.heading) == squashed(theirs.heading)


def _keylike(mine: Read, theirs: Read) -> bool:
    """Few values that agree may be a coincidence, unless they are ids, addresses or names of firms."""
    return (
        mine.meaning in (ID, "mail", "company.name") or theirs.meaning == ID or "id" in theirs.heading.lower()
    )


def _linked(leads: Reads, other: Reads, best: tuple[float, bool, Read, Read]) -> Link:
    share, _, mine, theirs = best
    own, others = _values(leads, mine), _values(other, theirs)
    rows: dict[int, list[int]] = defaultdict(list)
    for key in own.keys() & others.keys():
        for row in own[key]:
            rows[row].extend(others[key])
    backward = sum(map(len, own.values())) > 1.2 * len(own)
    return Link(other, mine, theirs, dict(rows), share, backward)
