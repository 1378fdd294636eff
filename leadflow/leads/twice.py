"""Two persons or companies are one, or stand apart again: what becomes of their leads. By pointers only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q

from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.leads import merging, queries
from leadflow.leads.models import Merge
from leadflow.leads.rules import Snapshot
from leadflow.people import learning
from leadflow.people import queries as people
from leadflow.people.events import Joined
from leadflow.people.policy import MatchingPolicy
from leadflow.people.rules import Of
from leadflow.playbook import queries as playbook

OURS: Final = frozenset({"new", "qualifying", "nurturing", "ready"})
"""What sales has been told of does not vanish into another lead."""


@dataclass(frozen=True, slots=True)
class Decided:
    """`merged`: how many leads became part of another one."""

    same: bool
    merged: int


def worked_on(of: Of, ids: Sequence[int]) -> set[int]:
    """Of these persons or companies, those on whose leads somebody has worked."""
    links = _links(of, ids)
    shots = queries.snapshots({lead for lead, _ in links})
    return {subject for lead, subject in links if not shots[lead].is_untouched}


def _links(of: Of, ids: Iterable[int]) -> set[tuple[int, int]]:
    persons, companies = (set(ids), set()) if of is Of.PERSON else (set(), set(ids))
    found = queries.links(persons, companies)
    ends = queries.standing({lead for lead, _, _ in found})
    each = ((ends[lead], person if of is Of.PERSON else company) for lead, person, company in found)
    return {(lead, subject) for lead, subject in each if subject is not None}


def follow(change: Change, events: Sequence[Joined]) -> None:
    """Listener: whom likeness joins had leads of their own; those nobody touched become part of the other one."""
    together: dict[tuple[Of, int], dict[int, int]] = {}
    for event in events:
        if event.reason == "alike" and event.subject is not None:
            together.setdefault((Of(event.subject.kind), event.into), {})[event.join] = event.subject.id
    for (of, into), gone in together.items():
        groups = people.groups(of, [into, *gone.values()])
        sides = {join: groups[subject] for join, subject in gone.items()}
        _merge_leads(change, of, groups[into], sides, untouched=True)


def _merge_leads(
    change: Change, of: Of, into: frozenset[int], sides: Mapping[int, frozenset[int]], *, untouched: bool
) -> int:
    """Open leads of all sides (join -> who came by it) for the same offer become one, as `_chosen` says."""
    links = _links(of, into.union(*sides.values()))
    joins = {lead: _came_by(sides, {who for key, who in links if key == lead}) for lead, _ in links}
    of_offer: dict[str, list[Snapshot]] = {}
    for shot in queries.snapshots(joins).values():
        if shot.is_open:
            of_offer.setdefault(shot.offer, []).append(shot)
    count = 0
    for shots in of_offer.values():
        oldest, gone = _chosen(shots, untouched=untouched)
        own = joins[oldest.id]
        reasons = {shot.id: _reason(joins[shot.id] | own or frozenset({min(sides)})) for shot in gone}
        merging.merge(change, gone, oldest, reason=reasons)
        count += len(gone)
    return count


def _came_by(sides: Mapping[int, frozenset[int]], who: set[int]) -> frozenset[int]:
    """The join without which the lead would not be here; none where it is of those who stood already."""
    joins = {join for join, side in sides.items() if who & side}
    everybody = frozenset[int]().union(*sides.values())
    return frozenset() if who - everybody else frozenset({min(joins)})


def _chosen(shots: Sequence[Snapshot], *, untouched: bool) -> tuple[Snapshot, list[Snapshot]]:
    """The oldest that sales or somebody here works on, and those that become part of it."""
    into, *others = sorted(shots, key=lambda shot: (shot.stage in OURS, shot.is_untouched, shot.id))
    apart = merging.taken_apart([shot.id for shot in others])
    return into, [
        shot
        for shot in others
        if (shot.is_untouched if untouched else shot.stage in OURS)
        and frozenset({shot.id, into.id}) not in apart
    ]


def _reason(joins: Iterable[int]) -> str:
    """By which the merges of a join are found again: one that needs two joins ends with either."""
    return " ".join(f"join:{join}" for join in sorted(joins))


def _by_join(join: int) -> Q:
    name = _reason([join])
    return Q(reason=name) | Q(reason__startswith=f"{name} ") | Q(reason__endswith=f" {name}")


def decide(proposal: int, *, same: bool, by: Actor, now: datetime) -> Decided:
    """A human says whether two are one. Same: they are joined, and so are their open leads for the same offer."""

    def think(change: Change) -> Decided:
        joint = learning.decide(change, proposal, same=same)
        if joint is None:
            return Decided(same, 0)
        sides = {joint.join: joint.gone}
        return Decided(same, _merge_leads(change, joint.of, joint.into, sides, untouched=False))

    return journal.change(think, by=by, now=now)


def reconsider(proposal: int, *, by: Actor, now: datetime) -> None:
    """The answer, or "later", is taken back: the question is open again, and all is as it was before."""

    def think(change: Change) -> None:
        if learning.put_back(change, proposal):
            return
        join = learning.reopen(change, proposal)
        if join is not None:
            _part(change, join)

    journal.change(think, by=by, now=now)


def part(join: int, *, by: Actor, now: datetime) -> None:
    """Months later: they are two after all. Their leads stand apart again, and no machine joins them any more."""
    journal.change(lambda change: _part(change, join), by=by, now=now)


def _part(change: Change, join: int) -> None:
    learning.part(change, join, playbook.at(change.now).section(MatchingPolicy))
    merges = Merge.objects.filter(_by_join(join), undone_at__isnull=True)
    for row in merges.order_by("-id"):
        merging.part(change, row)


def leads_of(of: Of, ids: Iterable[int]) -> Mapping[int, set[int]]:
    """Each of these persons or companies -> the leads that stand for it today."""
    found: dict[int, set[int]] = {}
    for lead, subject in _links(of, ids):
        found.setdefault(subject, set()).add(lead)
    return found
