"""Enquiries become leads: join the open lead of the same company or person and offer, else open one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from leadflow.journal import lookup
from leadflow.journal.services import Change
from leadflow.kernel.events import Ref
from leadflow.kernel.facts import Facts, Said, current
from leadflow.kernel.ids import public_ids
from leadflow.kernel.values import quick
from leadflow.leads import merging, queries
from leadflow.leads.events import EnquiryJoined, LeadOpened
from leadflow.leads.models import Contact, Lead, Statement
from leadflow.leads.rules import ENQUIRY, PHASES, Signal, Snapshot, title
from leadflow.people.rules import Clusters, display_name, text
from leadflow.people.services import Recognised


@quick(frozen=True, slots=True)
class Enquiry:
    """One request by a recognised prospect. `interest`: facts of the lead; `fallback`: its title of last resort;
    `into`: the lead a human chose for it.
    """

    arrival: int
    source: str
    offer: str
    channel: str
    campaign: int | None
    happened_at: datetime
    interest: Facts
    trust: int
    who: Recognised
    fallback: str = ""
    into: int | None = None


@quick(frozen=True, slots=True)
class Filed:
    """What became of one enquiry."""

    lead: int
    opened: bool


Router = Callable[[Facts, str], int]
"""(facts, channel) -> team queue for a new lead."""


@dataclass(slots=True)
class _Batch:
    change: Change
    enquiries: Sequence[Enquiry]
    statements: range
    clusters: Clusters[Any] = field(default_factory=Clusters)
    found: dict[int, queries.Found] = field(default_factory=dict)
    shots: dict[int, Snapshot] = field(default_factory=dict)
    filed: dict[int, Filed] = field(default_factory=dict)
    said: dict[int, list[Said]] = field(default_factory=dict)
    bridged: dict[int, list[int]] = field(default_factory=dict)


def open_or_join(change: Change, enquiries: Sequence[Enquiry], *, route: Router) -> list[Filed]:
    """One result per enquiry, in order. An enquiry that bridges two open leads merges the untouched younger one."""
    if not enquiries:
        return []
    batch = _Batch(change, enquiries, change.ids(Statement, len(enquiries)))
    _gather(batch)
    groups = batch.clusters.groups([("enquiry", at) for at in range(len(enquiries))])
    rows = _rows_of(batch)
    opening, joining = [], []
    for root, members in groups.items():
        places = [at for _, at in members]
        leads = rows.get(root, [])
        into = _standing_lead(batch, [lead for lead in leads if batch.shots[lead].is_open])
        if into is None:
            opening.append((places, _last_closed(batch, leads)))
        else:
            joining.append((into, places))
    _recall(batch, [into for into, _ in joining])
    for into, places in joining:
        _join(batch, into, places)
    _open(batch, opening, route)
    return [batch.filed[at] for at in range(len(enquiries))]


def _gather(batch: _Batch) -> None:
    """Link each enquiry with its person, its company and the leads these already have, offer by offer."""
    known = queries.of_parties(
        {p for e in batch.enquiries if not e.who.new_person for p in e.who.persons},
        {c for e in batch.enquiries if not e.who.new_company for c in e.who.companies},
        {e.offer for e in batch.enquiries},
    )
    chosen = queries.standing({e.into for e in batch.enquiries if e.into is not None})
    known += _chosen(set(chosen.values()) - {found.lead for found in known})
    batch.found = {found.lead: found for found in known}
    batch.shots = queries.snapshots(batch.found) if batch.found else {}
    for found in known:
        for person in found.persons:
            batch.clusters.together(("lead", found.lead), (found.offer, "person", person))
        for company in found.companies:
            batch.clusters.together(("lead", found.lead), (found.offer, "company", company))
    for at, enquiry in enumerate(batch.enquiries):
        place = ("enquiry", at)
        batch.clusters.root(place)
        for person in enquiry.who.persons:
            batch.clusters.together((enquiry.offer, "person", person), place)
        for company in enquiry.who.companies:
            batch.clusters.together((enquiry.offer, "company", company), place)
        if enquiry.into is not None and chosen[enquiry.into] in batch.found:
            batch.clusters.together(("lead", chosen[enquiry.into]), place)


def _chosen(leads: Iterable[int]) -> list[queries.Found]:
    """Leads somebody named himself; what was erased is none."""
    rows = lookup.rows(Lead, ("id", "offer", "erased_at"), "id", set(leads))
    return [queries.Found(key, offer, frozenset(), frozenset()) for key, offer, gone in rows if gone is None]


def _rows_of(batch: _Batch) -> dict[Any, list[int]]:
    rows: dict[Any, list[int]] = {}
    for lead in sorted(batch.found):
        rows.setdefault(batch.clusters.root(("lead", lead)), []).append(lead)
    return rows


def _standing_lead(batch: _Batch, leads: Sequence[int]) -> int | None:
    """The oldest open lead; younger ones that nobody touched are merged into it by pointer."""
    if not leads:
        return None
    into, *younger = leads
    if younger:
        apart = merging.taken_apart(younger)
        gone = [
            batch.shots[lead]
            for lead in younger
            if batch.shots[lead].is_untouched and frozenset({lead, into}) not in apart
        ]
        batch.bridged[into] = [shot.id for shot in gone]
        batch.shots[into] = merging.merge(batch.change, gone, batch.shots[into], reason="bridged")
        batch.shots.update({shot.id: replace(shot, merged=True) for shot in gone})
    return into


def _recall(batch: _Batch, leads: Sequence[int]) -> None:
    """What was said so far about the leads that are joined, and about those this change merges into them."""
    if not leads:
        return
    said = queries.said([*leads, *(gone for into in leads for gone in batch.bridged.get(into, ()))])
    for into in leads:
        members = (into, *batch.bridged.get(into, ()))
        batch.said[into] = [one for lead in members for one in said.get(lead, ())]


def _last_closed(batch: _Batch, leads: Sequence[int]) -> int | None:
    return max((lead for lead in leads if not batch.shots[lead].is_open), default=None)


def _join(batch: _Batch, into: int, places: Sequence[int]) -> None:
    """All enquiries of this batch for one open lead, with its facts worked out anew."""
    change, shot = batch.change, batch.shots[into]
    enquiries = [batch.enquiries[at] for at in places]
    interest = current([*batch.said.get(into, ()), *(_said(e) for e in enquiries)])
    adopted = _adoptable(batch, enquiries) if shot.company is None else None
    after = replace(
        shot,
        facts=_all_facts(shot.facts, enquiries, interest),
        signals=(*shot.signals, *(Signal(ENQUIRY, e.happened_at) for e in enquiries)),
        company=shot.company or adopted,
        contacts=shot.contacts | {p for e in enquiries for p in e.who.persons},
        firms=shot.firms | {c for e in enquiries for c in e.who.companies},
    )
    _add_contacts(change, shot, enquiries)
    values: dict[str, Any] = {"facts": interest}
    if adopted is not None:
        first = next(e for e in enquiries if e.who.company == adopted)
        values |= {"company_id": adopted, "title": title(first.who.company_facts, "", first.fallback)}
    change.expect(Lead, {into: shot.version})
    change.update(Lead, into, **values)
    for at in places:
        _state(batch, at, into)
        batch.filed[at] = Filed(into, opened=False)
    change.announce([_joined(batch, at, after, adopted) for at in places])


def _adoptable(batch: _Batch, enquiries: Sequence[Enquiry]) -> int | None:
    """The first company named that no other open lead stands for."""
    held = {other.company for other in batch.shots.values() if other.is_open}
    named = (e.who.company for e in enquiries if e.who.company is not None and e.who.company not in held)
    return next(named, None)


def _all_facts(before: Facts, enquiries: Sequence[Enquiry], interest: Facts) -> Facts:
    facts = dict(before)
    for enquiry in enquiries:
        facts |= enquiry.who.person_facts
        facts |= enquiry.who.company_facts
    return facts | interest


def _add_contacts(change: Change, shot: Snapshot, enquiries: Sequence[Enquiry]) -> None:
    """A new person, or a known one who asks for another company: by either the lead is found again."""
    new = {
        (who.person, who.company)
        for who in (e.who for e in enquiries)
        if who.person is not None
        and (not who.persons & shot.contacts or (who.company is not None and not who.companies & shot.firms))
    }
    rows = sorted(new, key=str)
    for key, (person, company) in zip(change.ids(Contact, len(rows)) if rows else (), rows, strict=False):
        change.insert(Contact, id=key, lead_id=shot.id, person_id=person, company_id=company)


def _said(enquiry: Enquiry) -> Said:
    return Said(enquiry.interest, enquiry.happened_at, enquiry.trust, human=False)


def _state(batch: _Batch, at: int, lead: int) -> None:
    enquiry = batch.enquiries[at]
    batch.change.insert(
        Statement,
        id=batch.statements[at],
        lead_id=lead,
        kind=ENQUIRY,
        source=enquiry.source[:16],
        arrival_id=enquiry.arrival,
        channel=enquiry.channel,
        campaign_id=enquiry.campaign,
        by_id=None,
        happened_at=enquiry.happened_at,
        recorded_at=batch.change.now,
        trust=enquiry.trust,
        human=False,
        values=enquiry.interest,
        erased_at=None,
    )


def _joined(batch: _Batch, at: int, after: Snapshot, adopted: int | None) -> EnquiryJoined:
    enquiry = batch.enquiries[at]
    return EnquiryJoined(
        lead=after.id,
        subject=Ref("arrival", enquiry.arrival),
        happened_at=enquiry.happened_at,
        snapshot=after,
        statement=batch.statements[at],
        about=enquiry.who.statement,
        channel=enquiry.channel,
        campaign=enquiry.campaign,
        person=enquiry.who.person,
        company=enquiry.who.company,
        adopted=adopted,
    )


def _open(batch: _Batch, opening: Sequence[tuple[list[int], int | None]], route: Router) -> None:
    """New leads: the earliest enquiry of each opens it, the others of the same batch join at once."""
    change = batch.change
    if not opening:
        return
    ids, publics = change.ids(Lead, len(opening)), public_ids(len(opening))
    contacts = iter(change.ids(Contact, sum(len(places) for places, _ in opening)))
    events: list[LeadOpened | EnquiryJoined] = []
    for lead, public, (places, predecessor) in zip(ids, publics, opening, strict=True):
        snapshot = _open_one(batch, lead, public, places, predecessor, contacts, route)
        first, *further = places
        events.append(_opened(batch, first, snapshot, predecessor))
        events.extend(_joined(batch, at, snapshot, None) for at in further)
        for at in places:
            _state(batch, at, lead)
            batch.filed[at] = Filed(lead, opened=at == first)
    change.announce(events)


def _open_one(
    batch: _Batch,
    lead: int,
    public: UUID,
    places: Sequence[int],
    predecessor: int | None,
    contacts: Iterator[int],
    route: Router,
) -> Snapshot:
    change = batch.change
    enquiries = [batch.enquiries[at] for at in places]
    first = enquiries[0]
    interest = first.interest if len(enquiries) == 1 else current(_said(e) for e in enquiries)
    facts = _all_facts({}, enquiries, interest)
    firm = next((e.who for e in enquiries if e.who.company is not None), first.who)
    asked = dict.fromkeys((e.who.person, e.who.company) for e in enquiries if e.who.person is not None)
    name = next((display_name(e.who.person_facts) for e in enquiries if e.who.person_facts), "")
    snapshot = Snapshot(
        id=lead,
        version=1,
        offer=first.offer,
        channel=first.channel,
        stage="new",
        phase=PHASES[0],
        opened_at=first.happened_at,
        facts=facts,
        roles=frozenset(text(e.who.person_facts, "person.role") for e in enquiries) - {""},
        signals=tuple(sorted((Signal(ENQUIRY, e.happened_at) for e in enquiries), key=lambda s: s.at)),
        team=route(facts, first.channel),
        company=firm.company,
        contacts=frozenset(member for e in enquiries for member in e.who.persons),
        firms=frozenset(member for e in enquiries for member in e.who.companies),
    )
    change.insert(
        Lead,
        id=lead,
        public_id=public,
        version=1,
        offer=first.offer,
        title=title(firm.company_facts, name, first.fallback),
        company_id=firm.company,
        person_id=next((person for person, _ in asked), None),
        campaign_id=first.campaign,
        channel=first.channel,
        stage="new",
        stage_at=change.now,
        phase=PHASES[0],
        phase_at=change.now,
        phase_by_human=None,
        owner_id=None,
        team_id=snapshot.team,
        sales_team_id=None,
        sales_owner_id=None,
        claimed_by_id=None,
        claimed_at=None,
        heat=None,
        tags=[],
        facts=interest,
        opened_at=first.happened_at,
        touched_at=None,
        merged_into_id=None,
        predecessor_id=predecessor,
        erased_at=None,
    )
    for person, company in asked:
        change.insert(Contact, id=next(contacts), lead_id=lead, person_id=person, company_id=company)
    return snapshot


def _opened(batch: _Batch, at: int, snapshot: Snapshot, predecessor: int | None) -> LeadOpened:
    enquiry = batch.enquiries[at]
    return LeadOpened(
        lead=snapshot.id,
        subject=Ref("arrival", enquiry.arrival),
        happened_at=enquiry.happened_at,
        snapshot=snapshot,
        statement=batch.statements[at],
        about=enquiry.who.statement,
        offer=enquiry.offer,
        channel=enquiry.channel,
        campaign=enquiry.campaign,
        person=enquiry.who.person,
        company=snapshot.company,
        team=snapshot.team,
        predecessor=predecessor,
    )
