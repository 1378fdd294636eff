"""Enquiries are taken back: the lead they opened goes with them, a lead they joined is as if they had not come."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from leadflow.journal import lookup
from leadflow.journal.services import Change
from leadflow.kernel.events import Ref
from leadflow.kernel.facts import Facts, Said, current
from leadflow.leads import queries
from leadflow.leads.events import EnquiryUndone, LeadUndone, PhaseSet
from leadflow.leads.models import Contact, Lead, Merge, Statement
from leadflow.leads.rules import ENQUIRY, UNDONE, Signal, Snapshot, title
from leadflow.people import queries as people
from leadflow.people.rules import Of, display_name, text
from leadflow.people.undoing import Left


@dataclass(frozen=True, slots=True)
class Came:
    """One enquiry as the journal tells it: what it wrote, whom it named, and the change it came by."""

    arrival: int
    statement: int
    about: int
    batch: int
    person: int | None
    company: int | None
    adopted: int | None = None


@dataclass(frozen=True, slots=True)
class Undoing:
    """What of one lead is taken back, and what stays. `whole`: the lead itself goes. `phase`: as it was seen before."""

    lead: int
    back: Sequence[Came]
    stay: Sequence[Came]
    whole: bool
    phase: str = ""


def take_back(change: Change, undoings: Sequence[Undoing], left: Left, seen: Mapping[int, int]) -> None:
    """After `people.undoing.take_back`, whose `left` tells what is still known. `seen`: see `watched`."""
    change.expect(Lead, seen)
    shots = queries.snapshots([one.lead for one in undoings])
    change.expect(Lead, {key: shot.version for key, shot in shots.items()})
    for one in undoings:
        for came in one.back:
            change.update(Statement, came.statement, kind=UNDONE, values={}, erased_at=change.now)
        if one.whole:
            _go(change, shots[one.lead])
        else:
            _leave(change, one, shots[one.lead], left)


def _go(change: Change, shot: Snapshot) -> None:
    """Only the row is left: it counts as undone, and what reads leads passes it by as it does erased ones."""
    change.update(
        Lead,
        shot.id,
        stage=UNDONE,
        stage_at=change.now,
        title="",
        facts={},
        tags=[],
        erased_at=change.now,
    )
    after = replace(shot, stage=UNDONE, erased=True, facts={})
    change.announce([LeadUndone(lead=shot.id, snapshot=after)])


def _leave(change: Change, one: Undoing, shot: Snapshot, left: Left) -> None:
    statements = {came.statement for came in one.back}
    rows = _statements([*queries.groups([one.lead])[one.lead]], without=statements)
    interest = current(Said(values, at, trust, human) for _, values, at, trust, human in rows)
    gone, contacts = _part_with(change, one, left)
    persons = _persons(contacts, left)
    dropped = _dropped(one, shot)
    after = replace(
        shot,
        facts=_facts(shot, persons, interest, left, dropped),
        roles=frozenset(text(facts, "person.role") for facts in persons) - {""},
        signals=_signals(shot, rows, one.lead),
        company=None if dropped else shot.company,
        contacts=shot.contacts - gone,
        firms=shot.firms - ({came.company for came in one.back} - {came.company for came in one.stay}),
    )
    values: dict[str, Any] = {"facts": interest}
    if dropped:
        name = next((n for facts in persons if (n := display_name(facts))), "")
        values |= {"company_id": None, "title": title({}, name, "")}
    change.update(Lead, one.lead, **values)
    if one.phase and one.phase != shot.phase_seen:
        after = _seen_before(change, after, one.phase)
    batches = tuple(sorted({came.batch for came in one.back}))
    change.announce([_undone(came, after, dropped, tuple(sorted(gone)), batches) for came in one.back])


def _undone(
    came: Came, after: Snapshot, dropped: int | None, gone: tuple[int, ...], batches: tuple[int, ...]
) -> EnquiryUndone:
    return EnquiryUndone(
        lead=after.id,
        subject=Ref("arrival", came.arrival),
        snapshot=after,
        statement=came.statement,
        dropped=dropped,
        gone=gone,
        batches=batches,
    )


Row = tuple[str, Facts, Any, int, bool]
"""kind, values, when, trust, human of a statement."""


def _statements(leads: Collection[int], *, without: Collection[int]) -> list[Row]:
    names = ("id", "kind", "values", "happened_at", "trust", "human")
    rows = sorted(lookup.rows(Statement, names, "lead_id", set(leads)), key=lambda row: int(row[0]))
    return [rest for key, *rest in rows if key not in without]  # type: ignore[misc]


def _signals(shot: Snapshot, rows: Sequence[Row], lead: int) -> tuple[Signal, ...]:
    asked = [Signal(ENQUIRY, at) for kind, _, at, _, _ in rows if kind == ENQUIRY]
    others = [signal for signal in shot.signals if signal.kind != ENQUIRY]
    return tuple(sorted([*asked, *others], key=lambda signal: (signal.at, signal.kind)))


def _part_with(change: Change, one: Undoing, left: Left) -> tuple[frozenset[int], list[int]]:
    """Contacts that only the enquiries taken back had brought; who went, and the persons that stay."""
    back = {(came.person, came.company) for came in one.back}
    persons = {came.person for came in one.stay}
    companies = {came.company for came in one.stay} | {None}
    gone, stay = set(), []
    rows = lookup.rows(Contact, ("id", "person_id", "company_id"), "lead_id", {one.lead})
    for key, person, company in sorted(rows):
        named_by_others = person in persons and company in companies
        if (person, company) in back and not named_by_others:
            change.delete(Contact, key)
            gone.add(person)
        else:
            stay.append(person)
    return frozenset(gone - set(stay)), stay


def _persons(contacts: Sequence[int], left: Left) -> list[Facts]:
    """What is known of them now, the first contact first."""
    known = people.known(Of.PERSON, contacts)
    standing = dict.fromkeys(known[key].id for key in contacts if key in known)
    facts = {one.id: one.facts for one in known.values()}
    return [left.facts.get((Of.PERSON, key), facts[key]) for key in standing]


def _facts(
    shot: Snapshot, persons: Sequence[Facts], interest: Facts, left: Left, dropped: int | None
) -> Facts:
    facts: Facts = {}
    for person in reversed(persons):
        facts |= {key: value for key, value in person.items() if value is not None}
    company: Mapping[str, Any] = {}
    if shot.company is not None and not dropped:
        known = people.known(Of.COMPANY, [shot.company]).get(shot.company)
        company = left.facts.get((Of.COMPANY, known.id), known.facts) if known else {}
    return {**facts, **company, **interest}


def _dropped(one: Undoing, shot: Snapshot) -> int | None:
    """The lead's company, where it was an enquiry taken back that had brought it and nobody else named it."""
    brought = any(came.adopted is not None and came.adopted == shot.company for came in one.back)
    return None if not brought or any(shot.company == came.company for came in one.stay) else shot.company


def _seen_before(change: Change, shot: Snapshot, phase: str) -> Snapshot:
    after = replace(shot, phase_seen=phase, phase=shot.phase_by_human or phase)
    change.update(Lead, shot.id, phase=phase)
    change.announce([PhaseSet(lead=shot.id, snapshot=after, phase=phase, by_human=False, reason="undone")])
    return after


def watched(leads: Collection[int]) -> tuple[list[frozenset[int]], dict[int, int]]:
    """Each lead with those merged into it and into the one it points to; and the versions of all of them.

    Whoever judges by what is read afterwards takes back with these versions, or not at all.
    """
    ends = sorted(set(queries.standing(leads).values()))
    seen = _versions(ends)
    groups = [frozenset(group) for group in queries.groups(ends).values()]
    return groups, _versions(frozenset().union(*groups)) | seen


def _versions(leads: Collection[int]) -> dict[int, int]:
    return dict(lookup.rows(Lead, ("id", "version"), "id", set(leads)))


def merged_since(leads: Collection[int], since: datetime) -> set[int]:
    """Those into which another lead was merged since then, and still is."""
    rows = Merge.objects.filter(into_id__in=leads, merged_at__gte=since, undone_at__isnull=True)
    return set(rows.values_list("into_id", flat=True))
