"""Two persons or companies are one, or stand apart again: what becomes of their leads. By pointers only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.leads import merging, queries
from leadflow.leads.models import Merge
from leadflow.leads.rules import Snapshot
from leadflow.people import learning
from leadflow.people import queries as people
from leadflow.people.events import Joined
from leadflow.people.learning import Joint
from leadflow.people.rules import Of

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
    for event in events:
        if event.reason == "alike" and event.subject is not None:
            of = Of(event.subject.kind)
            sides = people.groups(of, [event.subject.id, event.into])
            _merge_leads(change, Joint(of, event.join, *sides.values()), untouched=True)


def _merge_leads(change: Change, joint: Joint, *, untouched: bool) -> int:
    """Open leads of the two sides for the same offer; into the oldest that sales or somebody here works on."""
    count = 0
    ids = {lead for lead, _ in _links(joint.of, joint.gone | joint.into)}
    of_offer: dict[str, list[Snapshot]] = {}
    for shot in queries.snapshots(ids).values():
        if shot.is_open:
            of_offer.setdefault(shot.offer, []).append(shot)
    for shots in of_offer.values():
        into, *others = sorted(shots, key=lambda shot: (shot.stage in OURS, shot.is_untouched, shot.id))
        apart = merging.taken_apart([shot.id for shot in others])
        gone = [
            shot
            for shot in others
            if (shot.is_untouched if untouched else shot.stage in OURS)
            and frozenset({shot.id, into.id}) not in apart
        ]
        merging.merge(change, gone, into, reason=reason_of(joint.join))
        count += len(gone)
    return count


def reason_of(join: int) -> str:
    """By which the merges of a join are found again."""
    return f"join:{join}"


def decide(proposal: int, *, same: bool, by: Actor, now: datetime) -> Decided:
    """A human says whether two are one. Same: they are joined, and so are their open leads for the same offer."""

    def think(change: Change) -> Decided:
        joint = learning.decide(change, proposal, same=same)
        merged = _merge_leads(change, joint, untouched=False) if joint else 0
        return Decided(same, merged)

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
    learning.part(change, join)
    merges = Merge.objects.filter(reason=reason_of(join), undone_at__isnull=True)
    for row in merges.order_by("-id"):
        merging.part(change, row)


def leads_of(of: Of, ids: Iterable[int]) -> Mapping[int, set[int]]:
    """Each of these persons or companies -> the leads that stand for it today."""
    found: dict[int, set[int]] = {}
    for lead, subject in _links(of, ids):
        found.setdefault(subject, set()).add(lead)
    return found
