"""Reading leads. `visible_to` is the only start of a desk list, `open` the only start of a desk write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from leadflow.journal import lookup
from leadflow.journal import queries as journal
from leadflow.kernel.actor import Actor
from leadflow.kernel.facts import Facts, Said
from leadflow.kernel.refusals import NotFound
from leadflow.kernel.values import quick
from leadflow.leads.events import LeadOpened
from leadflow.leads.models import OPEN, Attachment, Campaign, Contact, Lead, Note, Statement, Touch
from leadflow.leads.rules import ENQUIRY, STAGES, UNDONE, Signal, Snapshot, known_of
from leadflow.people import queries as people
from leadflow.people.rules import Of, text

SEE_ALL = "see_all_leads"
SEE_TEAM = "see_team_leads"
SEE_HANDED = "see_handed"


@dataclass(frozen=True, slots=True)
class LeadRef:
    """Proof that the actor may see the lead. Desk-facing services accept nothing else.

    `edition`: as the asker read it; a service refuses with "moved_on" when the lead has changed since.
    """

    id: int
    public_id: UUID
    seen_by: Actor
    edition: str = ""


def visible_to(actor: Actor) -> QuerySet[Lead]:
    """Leads the actor may see; erased ones and those that only point are nobody's."""
    leads = Lead.objects.filter(erased_at__isnull=True, merged_into__isnull=True)
    if actor.may(SEE_ALL):
        return leads
    mine = Q(pk__in=())
    if actor.may(SEE_TEAM):
        mine |= Q(team__in=actor.teams) | Q(owner=actor.user_id)
    if actor.may(SEE_HANDED):
        mine |= Q(sales_team__in=actor.teams) | Q(sales_owner=actor.user_id)
    return leads.filter(mine) if actor.user_id is not None else leads.none()


def open(public_id: UUID, *, seen_by: Actor) -> LeadRef:
    """NotFound for what does not exist and for what the actor may not see; a merged lead opens the one it points to."""
    found = visible_to(seen_by).filter(public_id=public_id).values_list("id", "public_id").first()
    if found is None:
        found = _where_it_points(public_id, seen_by)
    if found is None:
        raise NotFound("lead")
    return LeadRef(*found, seen_by=seen_by)


def _where_it_points(public_id: UUID, actor: Actor) -> tuple[int, UUID] | None:
    row = (
        Lead.objects.filter(public_id=public_id, merged_into__isnull=False)
        .values_list("id", flat=True)
        .first()
    )
    if row is None:
        return None
    return visible_to(actor).filter(id=standing([row])[row]).values_list("id", "public_id").first()


def standing(ids: Iterable[int]) -> dict[int, int]:
    """Lead id -> the lead it points to today, itself where it is not merged."""
    asked = set(ids)
    above: dict[int, int] = {}
    unseen = set(asked)
    while unseen:
        rows = lookup.rows(Lead, ("id", "merged_into_id"), "id", unseen)
        above.update((key, into) for key, into in rows if into is not None)
        unseen = {into for into in above.values() if into not in above and into not in asked}
        asked |= unseen
    return {key: _end(key, above) for key in asked}


def _end(key: int, above: Mapping[int, int]) -> int:
    while key in above:
        key = above[key]
    return key


def groups(roots: Iterable[int]) -> dict[int, list[int]]:
    """Lead id -> itself and the leads merged into it, at any depth."""
    members = {root: [root] for root in roots}
    owner = {root: root for root in members}
    layer = set(members)
    while layer:
        rows = lookup.rows(Lead, ("id", "merged_into_id"), "merged_into_id", layer)
        for key, into in sorted(rows):
            owner[key] = owner[into]
            members[owner[key]].append(key)
        layer = {key for key, _ in rows}
    return members


@quick(frozen=True, slots=True)
class Found:
    """A lead that shares a person or company with somebody who asks again."""

    lead: int
    offer: str
    persons: frozenset[int]
    companies: frozenset[int]


def of_parties(persons: Iterable[int], companies: Iterable[int], offers: Iterable[str]) -> list[Found]:
    """Leads (open and closed, as they stand) of these persons or companies for these offers."""
    persons, companies = set(persons), set(companies)
    if not persons and not companies:
        return []
    linked = links(persons, companies)
    ends = standing({lead for lead, _, _ in linked})
    offers = set(offers)
    rows = lookup.rows(Lead, ("id", "offer", "erased_at"), "id", set(ends.values()))
    offer_of = {key: offer for key, offer, erased_at in rows if erased_at is None and offer in offers}
    found: dict[int, tuple[set[int], set[int]]] = {}
    for lead, person, company in linked:
        if ends[lead] in offer_of:
            people_of, companies_of = found.setdefault(ends[lead], (set(), set()))
            people_of.update({person} if person in persons else ())
            companies_of.update({company} if company in companies else ())
    return [Found(k, offer_of[k], frozenset(p), frozenset(c)) for k, (p, c) in sorted(found.items())]


def links(persons: set[int], companies: set[int]) -> set[tuple[int, int | None, int | None]]:
    """(lead, person, company) for all contacts of these persons or companies, and the companies' own leads."""
    names = ("lead_id", "person_id", "company_id")
    return {
        *lookup.rows(Contact, names, "person_id", persons),
        *lookup.rows(Contact, names, "company_id", companies),
        *((lead, None, company) for lead, company in lookup.rows(Lead, ("id", "company_id"), "company_id", companies)),
    }  # fmt: skip


def snapshots(ids: Iterable[int]) -> dict[int, Snapshot]:
    """Leads as rules see them: row, persons' and company's facts, contacts, signals. Seven queries, however many."""
    rows = {row[0]: _Row(*row) for row in lookup.rows(Lead, _Row._fields, "id", set(ids))}
    members = groups(rows)
    owner = {member: root for root, group in members.items() for member in group}
    contacts = _contacts(owner)
    persons = people.known(Of.PERSON, {p for found in contacts.values() for p, _ in found})
    companies = people.known(Of.COMPANY, {lead.company_id for lead in rows.values() if lead.company_id})
    signals = _signals(owner)
    return {
        key: _snapshot(
            lead,
            [persons[p] for p in dict.fromkeys(p for p, _ in contacts.get(key, ())) if p in persons],
            {firm for _, firm in contacts.get(key, ()) if firm is not None},
            companies[lead.company_id].facts if lead.company_id in companies else {},
            signals.get(key, ()),
        )
        for key, lead in rows.items()
    }


def _contacts(owner: Mapping[int, int]) -> dict[int, list[tuple[int, int | None]]]:
    """Lead -> (person, the company asked for), in the order they came."""
    found: dict[int, list[tuple[int, int | None]]] = {}
    names = ("id", "lead_id", "person_id", "company_id")
    for _, lead, person, company in sorted(lookup.rows(Contact, names, "lead_id", owner), key=itemgetter(0)):
        found.setdefault(owner[lead], []).append((person, company))
    return found


def _signals(owner: Mapping[int, int]) -> dict[int, list[Signal]]:
    found: dict[int, list[Signal]] = {}
    for lead, kind, at in lookup.rows(Statement, ("lead_id", "kind", "happened_at"), "lead_id", owner):
        if kind == ENQUIRY:
            found.setdefault(owner[lead], []).append(Signal(ENQUIRY, at))
    names = ("lead_id", "kind", "result", "happened_at")
    for lead, kind, result, at in lookup.rows(Touch, names, "lead_id", owner):
        found.setdefault(owner[lead], []).append(Signal(f"{kind}.{result}" if result else kind, at))
    return found


class _Row(NamedTuple):
    """What a snapshot needs of a lead's row."""

    id: int
    version: int
    offer: str
    channel: str
    stage: str
    phase: str
    phase_by_human: str | None
    opened_at: datetime
    facts: Facts
    owner_id: int | None
    team_id: int | None
    sales_owner_id: int | None
    sales_team_id: int | None
    claimed_by_id: int | None
    heat: str | None
    company_id: int | None
    touched_at: datetime | None
    merged_into_id: int | None
    erased_at: datetime | None


def _snapshot(
    lead: _Row, persons: Sequence[people.Known], firms: set[int], company: Facts, signals: Iterable[Signal]
) -> Snapshot:
    return Snapshot(
        id=lead.id,
        version=lead.version,
        offer=lead.offer,
        channel=lead.channel,
        stage=lead.stage,
        phase=lead.phase_by_human or lead.phase,
        opened_at=lead.opened_at,
        facts={**known_of([person.facts for person in persons]), **company, **lead.facts},
        roles=frozenset(text(person.facts, "person.role") for person in persons) - {""},
        signals=tuple(sorted(signals, key=lambda signal: (signal.at, signal.kind))),
        owner=lead.owner_id,
        team=lead.team_id,
        sales_owner=lead.sales_owner_id,
        sales_team=lead.sales_team_id,
        claimed_by=lead.claimed_by_id,
        heat=lead.heat,
        company=lead.company_id,
        contacts=frozenset(member for person in persons for member in person.stands_for),
        firms=frozenset(firms | ({lead.company_id} if lead.company_id is not None else set())),
        touched=lead.touched_at is not None,
        phase_seen=lead.phase,
        phase_by_human=lead.phase_by_human,
        merged=lead.merged_into_id is not None,
        erased=lead.erased_at is not None,
    )


def snapshot(ref: LeadRef) -> Snapshot:
    return snapshots([ref.id])[ref.id]


def said(ids: Iterable[int]) -> dict[int, list[Said]]:
    """Lead id -> its statements, those of leads merged into it included."""
    owner = {member: root for root, group in groups(ids).items() for member in group}
    found: dict[int, list[Said]] = {}
    for lead, statements in said_by_row(owner).items():
        found.setdefault(owner[lead], []).extend(statements)
    return found


def said_by_row(ids: Iterable[int]) -> dict[int, list[Said]]:
    """Lead id -> the statements made about exactly that row."""
    names = ("lead_id", "values", "happened_at", "trust", "human")
    found: dict[int, list[Said]] = {}
    for lead, values, happened_at, trust, human in lookup.rows(Statement, names, "lead_id", set(ids)):
        found.setdefault(lead, []).append(Said(values, happened_at, trust, human))
    return found


def campaigns(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """(channel, name) -> id, for those that exist."""
    wanted = set(pairs)
    rows = Campaign.objects.filter(name__in={name for _, name in wanted}).values_list("channel", "name", "id")
    return {(channel, name): key for channel, name, key in rows if (channel, name) in wanted}


def campaign_names(ids: Iterable[int | None]) -> dict[int, str]:
    return dict(lookup.rows(Campaign, ("id", "name"), "id", {key for key in ids if key}))


def open_ids(ids: Iterable[int]) -> set[int]:
    return set(Lead.objects.filter(OPEN, id__in=sorted(ids)).values_list("id", flat=True))


@dataclass(frozen=True, slots=True)
class TouchLine:
    id: int
    kind: str
    inbound: bool
    result: str
    seconds: int
    note: str
    by: int | None
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class NoteLine:
    id: int
    text: str
    by: int | None
    written_at: datetime


@dataclass(frozen=True, slots=True)
class FileLine:
    id: int
    file: int
    name: str
    size: int
    attached_at: datetime


def touches(ref: LeadRef, limit: int = 100) -> list[TouchLine]:
    """Newest first."""
    rows = Touch.objects.filter(lead_id__in=groups([ref.id])[ref.id]).order_by("-id")[:limit]
    return [
        TouchLine(t.id, t.kind, t.inbound, t.result, t.seconds, t.note, t.by_id, t.happened_at) for t in rows
    ]


def notes(ref: LeadRef) -> list[NoteLine]:
    rows = Note.objects.filter(lead_id__in=groups([ref.id])[ref.id], removed_at__isnull=True).order_by("-id")
    return [NoteLine(n.id, n.text, n.by_id, n.written_at) for n in rows]


def attachments(ref: LeadRef) -> list[FileLine]:
    rows = Attachment.objects.filter(lead_id__in=groups([ref.id])[ref.id], removed_at__isnull=True)
    return [
        FileLine(a.id, a.file_id, a.file.name, a.file.size, a.attached_at)
        for a in rows.select_related("file").order_by("-id")
    ]


@dataclass(frozen=True, slots=True)
class Known:
    """A fact with how we know it."""

    key: str
    value: Any
    source: str
    by: int | None
    happened_at: datetime
    human: bool


def provenance(ref: LeadRef, shot: Snapshot | None = None) -> dict[str, Known]:
    """Each known value of the lead, its persons and company, with the statement that carries it."""
    shot = shot or snapshot(ref)
    found: dict[str, Known] = {}
    names = ("values", "source", "by_id", "happened_at", "human", "trust")
    rows = lookup.rows(Statement, names, "lead_id", groups([ref.id])[ref.id])
    about = people.statements(shot.contacts, [shot.company] if shot.company else [])
    lines = [*rows, *about]
    for values, source, by, happened_at, human, _ in sorted(
        lines, key=lambda line: (line[4], line[5], line[3])
    ):
        for key, value in values.items():
            if shot.facts.get(key) == value:
                found[key] = Known(key, value, source, by, happened_at, human)
    return found


def all_open() -> set[int]:
    """For `doctor` only: every open lead."""
    return set(Lead.objects.filter(OPEN).values_list("id", flat=True))


def has_open_twin(shot: Snapshot) -> bool:
    """Whether another open lead of the same company (or person) and offer has taken this one's place."""
    others = Lead.objects.filter(OPEN, offer=shot.offer).exclude(id=shot.id)
    if shot.company is not None:
        return others.filter(company_id=shot.company).exists()
    persons = Lead.objects.filter(id=shot.id).values_list("person_id", flat=True)
    return others.filter(company__isnull=True, person_id__in=list(persons)).exists()


@dataclass(frozen=True, slots=True)
class Opened:
    """The balance of leads: opened (journal) = the sum of the stages + merged + erased + undone."""

    opened: int
    states: Mapping[str, int]

    @property
    def difference(self) -> int:
        return self.opened - sum(self.states.values())


def balance() -> Opened:
    opened = journal.count(LeadOpened.kind)
    living = Lead.objects.filter(merged_into__isnull=True, erased_at__isnull=True)
    states = dict(living.values_list("stage").annotate(Count("id")).order_by())
    merged = Lead.objects.filter(merged_into__isnull=False, erased_at__isnull=True).count()
    gone = Lead.objects.filter(erased_at__isnull=False)
    undone = gone.filter(stage=UNDONE).count()
    left = {"merged": merged, "erased": gone.count() - undone, UNDONE: undone}
    return Opened(opened, {**{stage: states.get(stage, 0) for stage in STAGES}, **left})
