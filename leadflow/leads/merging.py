"""Two leads turn out to be one: a pointer, with both rows kept, that can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from leadflow.journal import queries as entries
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.kernel.facts import current
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import queries
from leadflow.leads.events import LeadMerged, MergeUndone
from leadflow.leads.models import Lead, Merge
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import Snapshot, title
from leadflow.people import learning
from leadflow.people.rules import display_name


def merge(
    change: Change, gone: Sequence[Snapshot], into: Snapshot, *, reason: str | Mapping[int, str]
) -> Snapshot:
    """`gone` only point to `into` from now on; returns `into` with the facts of all. `reason`: one, or of each lead."""
    if not gone:
        return into
    shots = [into, *gone]
    said = queries.said([shot.id for shot in shots])
    interest = current(s for shot in shots for s in said.get(shot.id, ()))
    after = replace(
        into,
        facts={**{k: v for shot in reversed(shots) for k, v in shot.facts.items()}, **interest},
        roles=frozenset().union(*(shot.roles for shot in shots)),
        signals=tuple(sorted((s for shot in shots for s in shot.signals), key=lambda s: (s.at, s.kind))),
        contacts=frozenset().union(*(shot.contacts for shot in shots)),
        firms=frozenset().union(*(shot.firms for shot in shots)),
        company=into.company or next((shot.company for shot in gone if shot.company), None),
    )
    change.expect(Lead, {shot.id: shot.version for shot in shots})
    for key, shot in zip(change.ids(Merge, len(gone)), gone, strict=True):
        why = reason if isinstance(reason, str) else reason[shot.id]
        change.update(Lead, shot.id, merged_into_id=into.id)
        change.insert(
            Merge,
            id=key,
            gone_id=shot.id,
            into_id=into.id,
            reason=why,
            merged_at=change.now,
            undone_at=None,
        )
        merged = replace(shot, merged=True)
        adopted = after.company if into.company is None and shot.company == after.company else None
        change.announce(
            [LeadMerged(lead=shot.id, snapshot=merged, into=into.id, merge=key, reason=why, adopted=adopted)]
        )
    change.update(Lead, into.id, facts=interest, **_adopted(into, after))
    return after


def _adopted(before: Snapshot, after: Snapshot) -> dict[str, object]:
    if before.company == after.company:
        return {}
    return {"company_id": after.company, "title": str(after.facts.get("company.name") or "")[:200]}


def merge_leads(gone: LeadRef, into: LeadRef, *, by: Actor, now: datetime) -> None:
    """By hand. Refuses one lead into itself and leads that are no longer open."""

    def think(change: Change) -> None:
        shots = queries.snapshots([gone.id, into.id])
        if gone.id == into.id:
            raise Refusal("merge_same_lead")
        if not (shots[gone.id].is_open and shots[into.id].is_open):
            raise Refusal("lead_not_open")
        merge(change, [shots[gone.id]], shots[into.id], reason="by_hand")

    journal.change(think, by=by, now=now)


def undo_merge(into: LeadRef, merge_id: int, *, by: Actor, now: datetime) -> None:
    """The lead that pointed here stands on its own again, with its own facts and what was next before."""

    def think(change: Change) -> None:
        row = Merge.objects.filter(id=merge_id, into_id=into.id, undone_at__isnull=True).first()
        if row is None:
            raise NotFound("merge")
        part(change, row)

    journal.change(think, by=by, now=now)


def part(change: Change, row: Merge) -> None:
    """One pointer is taken back within a change."""
    versions = dict(Lead.objects.filter(id__in=[row.gone_id, row.into_id]).values_list("id", "version"))
    change.expect(Lead, versions)
    change.update(Merge, row.id, undone_at=change.now)
    _apart(change, row)
    returned = _give_back(change, row)
    shot = replace(queries.snapshots([row.gone_id])[row.gone_id], merged=False)
    undone = MergeUndone(lead=row.gone_id, snapshot=shot, into=row.into_id, merge=row.id, returned=returned)
    change.announce([undone])


def _give_back(change: Change, row: Merge) -> int | None:
    """The company that the other lead took over with this merge goes back to the lead it came from."""
    told = entries.of_leads([row.gone_id], [LeadMerged.kind])
    adopted = next((one.payload.get("adopted") for one in told if one.payload.get("merge") == row.id), None)
    into = queries.snapshots([row.into_id])[row.into_id]
    if not isinstance(adopted, int) or into.company != adopted:
        return None
    change.give_up(Lead, row.into_id, company_id=None)
    person, named = Lead.objects.values_list("person_id", "title").get(id=row.into_id)
    own = display_name(learning.facts_in(change, person)) if person else ""
    change.update(Lead, row.into_id, title=title({}, own, named))
    return adopted


def _apart(change: Change, row: Merge) -> None:
    all_of_them = queries.groups([row.into_id])[row.into_id]
    left = _left_before(change, all_of_them) - {row.into_id, row.gone_id}
    away = {lead for group in queries.groups(left).values() for lead in group}
    own = queries.groups([row.gone_id])[row.gone_id]
    members = [lead for lead in own if lead not in away]
    said = queries.said_by_row(all_of_them)
    change.update(
        Lead,
        row.gone_id,
        merged_into_id=None,
        facts=current(s for lead in members for s in said.get(lead, ())),
    )
    rest = [lead for lead in said if lead not in own and lead not in away]
    change.update(Lead, row.into_id, facts=current(s for lead in rest for s in said[lead]))


def _left_before(change: Change, leads: Iterable[int]) -> set[int]:
    """Those that this very change has let stand apart already."""
    updates = change.updates.get(Lead, {})
    return {lead for lead in leads if updates.get(lead, {}).get("merged_into_id", lead) is None}


def taken_apart(ids: Iterable[int]) -> set[frozenset[int]]:
    """Pairs of leads whose merge a human undid."""
    rows = Merge.objects.filter(undone_at__isnull=False).filter(Q(gone_id__in=ids) | Q(into_id__in=ids))
    return {frozenset(pair) for pair in rows.values_list("gone_id", "into_id")}
