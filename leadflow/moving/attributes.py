"""By what leads can be compared: columns with few different values, known of decided and undecided ones alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

from leadflow.moving import cells
from leadflow.moving.columns import ATTRIBUTE, Read, Reads
from leadflow.moving.linking import Link
from leadflow.moving.past import Past

CHANNEL: Final = "channel"
MOST_VALUES: Final = 40
"""More different ones are names, ids or sentences."""
COMMON: Final = 0.5
"""The most frequent values of an attribute cover at least this much."""
RARELY, OFTEN = 0.02, 0.10
"""A column that hardly any undecided lead has and many decided ones have was filled in afterwards."""


def give(pasts: Sequence[Past], leads: Reads, links: Sequence[Link], untouched: Collection[str]) -> list[str]:
    """Sets the values of all leads. Returns the headings that tell nothing because they came with the decision."""
    columns = [(one.heading, cells.words(leads.texts(one), untouched)) for one in leads.of(ATTRIBUTE)]
    leaks: list[str] = []
    for one in links:
        for column in one.other.of(ATTRIBUTE):
            if one.backward:
                columns.append((column.heading, _through(one, column, untouched, len(pasts))))
            elif any(one.other.texts(column)):
                leaks.append(column.heading)
    kept = [(heading, texts) for heading, texts in columns if _tells(texts)]
    leaks += [heading for heading, texts in kept if _leaks(pasts, texts)]
    _set(pasts, [(heading, texts) for heading, texts in kept if heading not in leaks])
    return leaks


def _through(one: Link, column: Read, untouched: Collection[str], size: int) -> list[str]:
    texts = cells.words(one.other.texts(column), untouched)
    return [texts[one.rows[row][0]] if row in one.rows else "" for row in range(size)]


def _tells(texts: Sequence[str]) -> bool:
    counted = Counter(filter(None, texts))
    if len(counted) < 2:
        return False
    return len(counted) <= MOST_VALUES and counted.total() >= COMMON * len(counted)


def _leaks(pasts: Sequence[Past], texts: Sequence[str]) -> bool:
    filled = {True: 0, False: 0}
    all_of = {True: 0, False: 0}
    for past, text in zip(pasts, texts, strict=True):
        all_of[past.is_open] += 1
        filled[past.is_open] += bool(text)
    return (
        filled[True] <= RARELY * all_of[True] and filled[False] > OFTEN * all_of[False] and all_of[True] > 0
    )


def _set(pasts: Sequence[Past], columns: Sequence[tuple[str, list[str]]]) -> None:
    for past in pasts:
        values = {heading: texts[past.row] for heading, texts in columns if texts[past.row]}
        if past.channel:
            values[CHANNEL] = past.channel
        past.values = values
