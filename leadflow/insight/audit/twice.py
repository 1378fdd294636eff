"""Who is in the files twice, by the certain keys with which every door recognises people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from leadflow.insight.audit.measures import Measures, Rate
from leadflow.intake.rules import Reading
from leadflow.moving.past import History, Past
from leadflow.people.rules import Clusters, Of, Party, keys_of

SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Twice:
    """`surplus`: rows that are there although somebody is there already. `apart`: groups in which different people of
    ours are responsible. `examples`: rows of the largest groups, the first below the headings is 1.
    """

    of: str
    surplus: Rate
    groups: int
    largest: int
    apart: int
    examples: tuple[tuple[int, ...], ...]


def twice(history: History, measures: Measures) -> Twice | None:
    """None: nothing in the files says who somebody is."""
    named = [(past, past.who) for past in history.pasts if past.who is not None]
    if not named:
        return None
    of = Of.PERSON if any(who.person for _, who in named) else Of.COMPANY
    groups = [group for group in _groups(named, measures, of, history.as_of) if len(group) > 1]
    groups.sort(key=lambda group: (-len(group), group[0].row))
    return Twice(
        of=of.value,
        surplus=Rate.of(sum(len(group) - 1 for group in groups), len(history.pasts)),
        groups=len(groups),
        largest=len(groups[0]) if groups else 0,
        apart=sum(len({past.owner for past in group if past.owner}) > 1 for group in groups),
        examples=tuple(tuple(past.row + 1 for past in group[:5]) for group in groups[:SHOWN]),
    )


def _groups(
    named: list[tuple[Past, Reading]], measures: Measures, of: Of, as_of: datetime
) -> list[list[Past]]:
    clusters: Clusters[int] = Clusters()
    first: dict[tuple[str, str], int] = {}
    by_row = {past.row: past for past, _ in named}
    for past, who in named:
        company = who.company if of is Of.COMPANY else {}
        party = Party(past.row, who.person, company, "", None, as_of, 0)
        for key in keys_of(party, measures.matching).certain(of):
            clusters.together(first.setdefault(key[:2], past.row), past.row)
    sizes = Counter(clusters.root(row) for row in by_row)
    found: dict[int, list[Past]] = {}
    for row, past in by_row.items():
        if sizes[clusters.root(row)] > 1:
            found.setdefault(clusters.root(row), []).append(past)
    return list(found.values())
