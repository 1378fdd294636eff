"""Which lists of an old system speak of the same leads, and by which columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from leadflow.intake.doors.csv.words import squashed
from leadflow.moving.columns import IDENTITY, Read, Reads
from leadflow.moving.headings import CHANNEL, CREATED, DONE_AT, HISTORY, ID, OWNER, STAGE

SEEN: Final = 500
LONGEST: Final = 80
ENOUGH: Final = 0.6
"""So many of the keys of a list must be found in the other one."""
APART: Final = 0.8
"""A column whose values are mostly different ones can name rows."""
COINCIDENCE: Final = 20
MANY: Final = 20
"""A value that more rows than that have in both lists names none of them, and their pairs would have no end."""
FIRMS: Final = ("company.name", "company.domain")
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
_Rows = dict[str, list[int]]
_Rank = tuple[int, bool, float]
"""How key-like, whether the headings are the same, and how many agree."""


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
    """By the pair of columns that names rows best, of equals by the one most of whose values agree."""
    best: tuple[_Rank, Read, Read] | None = None
    own = {column.index: _values(leads, column) for column in leads.columns}
    for theirs in other.columns:
        keys = _values(other, theirs)
        for mine in leads.columns:
            found = _agreement(own[mine.index], keys, mine, theirs)
            if found and (best is None or found > best[0]):
                best = (found, mine, theirs)
    return _linked(leads, other, best) if best else None


def _values(reads: Reads, column: Read) -> _Rows:
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


def _agreement(own: _Rows, keys: _Rows, mine: Read, theirs: Read) -> _Rank | None:
    if len(own) < 2 or len(keys) < 2:
        return None
    apart = _apart(own)
    if not apart and not _apart(keys):
        return None
    common = len(own.keys() & keys.keys())
    share, names = common / min(len(keys), len(own)), _keylike(mine, theirs, apart=apart)
    if share < ENOUGH or not names or (common < COINCIDENCE and names == 1):
        return None
    return names, squashed(mine.heading) == squashed(theirs.heading), share


def _apart(rows: _Rows) -> bool:
    return len(rows) >= APART * sum(map(len, rows.values()))


def _keylike(mine: Read, theirs: Read, *, apart: bool) -> int:
    """How surely equal values mean the same row: ids and addresses, then firms, then whatever tells leads apart.

    Owners, stages and cities are in both lists too, but name no row: 0. Few values of the last kind are a coincidence.
    """
    if mine.meaning in HISTORY or theirs.meaning in HISTORY:
        return 0
    ids = _is_id(mine), _is_id(theirs)
    if all(ids) or mine.meaning == theirs.meaning == "mail":
        return 4
    if mine.meaning in (ID, "mail"):
        return 3
    if mine.meaning in FIRMS or (any(ids) and apart):
        return 2
    return int(apart)


def _is_id(column: Read) -> bool:
    return column.meaning == ID or "id" in column.heading.lower()


def _linked(leads: Reads, other: Reads, best: tuple[_Rank, Read, Read]) -> Link:
    (_, _, share), mine, theirs = best
    own, others = _values(leads, mine), _values(other, theirs)
    rows: dict[int, list[int]] = defaultdict(list)
    for key in own.keys() & others.keys():
        if min(len(own[key]), len(others[key])) > MANY:
            continue
        for row in own[key]:
            rows[row].extend(others[key])
    backward = sum(map(len, own.values())) > 1.2 * len(own)
    return Link(other, mine, theirs, dict(rows), share, backward)
