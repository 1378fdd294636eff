"""Lists for pages: leads as lines, filtered and paged by key. Every list starts from what the actor may see."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from leadflow.journal import lookup
from leadflow.kernel.actor import Actor
from leadflow.leads import queries
from leadflow.leads.models import Attachment, Campaign, Contact, Lead, Merge, Statement, Touch
from leadflow.leads.queries import FileLine, LeadRef
from leadflow.leads.rules import ENQUIRY, OPEN_STAGES
from leadflow.people import queries as people
from leadflow.people.rules import Of

RECENT_TOUCHES: Final = 500
"""What was done today is counted among so many last touches of the house: the same cost at any size."""


@dataclass(frozen=True, slots=True)
class Line:
    """A lead as a list or a head shows it."""

    id: int
    public_id: UUID
    title: str
    offer: str
    channel: str
    campaign: int | None
    company: int | None
    person: int | None
    stage: str
    stage_at: datetime
    phase: str
    phase_at: datetime
    phase_by_human: bool
    owner: int | None
    team: int | None
    sales_owner: int | None
    sales_team: int | None
    claimed_by: int | None
    claimed_at: datetime | None
    heat: str | None
    tags: list[str]
    opened_at: datetime
    predecessor: int | None

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN_STAGES


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is filtered by; nothing given filters nothing. `among` narrows to lead ids another room names."""

    stages: tuple[str, ...] = ()
    owner: int | None = None
    nobody: bool = False
    team: int | None = None
    channel: str = ""
    last_channel: str = ""
    campaign: int | None = None
    medium: str = ""
    offer: str = ""
    tag: str = ""
    words: str = ""
    persons: frozenset[int] = frozenset()
    among: Any = field(default=None)


def lines(ids: Iterable[int], *, seen_by: Actor) -> dict[int, Line]:
    visible = queries.visible_to(seen_by).filter(id__in=sorted(set(ids))).values_list("id", flat=True)
    return {line.id: line for line in _lines(visible)}


def line(ref: LeadRef) -> Line:
    return _lines([ref.id])[0]


def public_id(lead: int) -> UUID:
    """Under which the lead is opened; whoever opens it must still be allowed to."""
    return Lead.objects.values_list("public_id", flat=True).get(id=lead)


def public_ids(leads: Iterable[int]) -> dict[int, UUID]:
    """Also of merged and erased ones: the name under which machines know them stays."""
    return dict(lookup.rows(Lead, ("id", "public_id"), "id", set(leads)))


def title(lead: int) -> str:
    """For mails to our own people, who may see the lead anyway."""
    return Lead.objects.filter(id=lead).values_list("title", flat=True).first() or ""


def listed(actor: Actor, wanted: Wanted, *, before: int | None = None, limit: int = 50) -> list[Line]:
    """Newest first, paged by the id of the last one."""
    rows = _found(actor, wanted)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return _lines(rows.order_by("-id").values_list("id", flat=True)[:limit])


def count(actor: Actor, wanted: Wanted, *, up_to: int) -> int:
    """Counts no further than `up_to`."""
    return _found(actor, wanted).order_by()[:up_to].count()


def _found(actor: Actor, wanted: Wanted) -> QuerySet[Lead]:
    rows = queries.visible_to(actor)
    exact: Mapping[str, Any] = {
        "stage__in": wanted.stages,
        "owner": wanted.owner,
        "team": wanted.team,
        "channel": wanted.channel,
        "campaign": wanted.campaign,
        "offer": wanted.offer,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.nobody:
        rows = rows.filter(owner__isnull=True)
    if wanted.last_channel:
        rows = rows.annotate(last_channel=_last_channel()).filter(last_channel=wanted.last_channel)
    if wanted.medium:
        rows = rows.annotate(medium=KeyTextTransform("lead.medium", "facts")).filter(medium=wanted.medium)
    if wanted.tag:
        rows = rows.filter(_tagged(wanted.tag))
    if wanted.words:
        rows = rows.filter(_said(wanted))
    if wanted.among is not None:
        rows = rows.filter(id__in=wanted.among)
    return rows


def _last_channel() -> Subquery:
    """Where the last enquiry of a lead came from."""
    rows = Statement.objects.filter(lead=OuterRef("pk"), kind=ENQUIRY).order_by("-happened_at", "-id")
    return Subquery(rows.values("channel")[:1])


def _tagged(tag: str) -> Q:
    """SQLite keeps JSON as text: letters beyond ASCII may stand there as they are or escaped."""
    if connection.vendor == "postgresql":
        return Q(tags__contains=[tag])
    return Q(tags__icontains=json.dumps(tag)) | Q(tags__icontains=json.dumps(tag, ensure_ascii=False))


def _said(wanted: Wanted) -> Q:
    found = Q(title__icontains=wanted.words)
    if wanted.persons:
        found |= Q(id__in=Contact.objects.filter(person_id__in=sorted(wanted.persons)).values("lead_id"))
    return found


_COLUMNS: Final = (
    "id", "public_id", "title", "offer", "channel", "campaign_id", "company_id", "person_id", "stage", "stage_at",
    "phase", "phase_at", "phase_by_human", "owner_id", "team_id", "sales_owner_id", "sales_team_id", "claimed_by_id",
    "claimed_at", "heat", "tags", "opened_at", "predecessor_id",
)  # fmt: skip


_NAMES: Final = tuple(name if name == "public_id" else name.removesuffix("_id") for name in _COLUMNS)
"""Foreign keys under their plain names."""


def _lines(ids: Iterable[int]) -> list[Line]:
    """In the order of the ids. Only the columns a list shows: the facts of a lead are its largest part."""
    wanted = list(ids)
    rows = {row[0]: row for row in lookup.rows(Lead, _COLUMNS, "id", set(wanted))}
    return [_line(rows[key]) for key in wanted if key in rows]


def _line(row: tuple[Any, ...]) -> Line:
    """What a human set as phase stands before the machine's."""
    values = dict(zip(_NAMES, row, strict=True))
    by_human = values["phase_by_human"]
    return Line(**values | {"phase": by_human or values["phase"], "phase_by_human": by_human is not None})


def campaigns(limit: int = 200) -> list[tuple[int, str, str]]:
    """(id, channel, name), the newest first."""
    return list(Campaign.objects.order_by("-id").values_list("id", "channel", "name")[:limit])


def contacts(ref: LeadRef) -> list[int]:
    """Persons in the order they came; the first one is whom one calls."""
    return contacts_of(ref.id)


def contacts_of(lead: int) -> list[int]:
    members = queries.groups([lead])[lead]
    found = sorted(lookup.rows(Contact, ("id", "person_id"), "lead_id", members))
    return list(dict.fromkeys(person for _, person in found))


@dataclass(frozen=True, slots=True)
class MergedLine:
    """A lead that points to this one."""

    merge: int
    title: str
    merged_at: datetime
    reason: str


def merged_into(ref: LeadRef) -> list[MergedLine]:
    rows = Merge.objects.filter(into_id=ref.id, undone_at__isnull=True).select_related("gone").order_by("-id")
    return [MergedLine(m.id, m.gone.title, m.merged_at, m.reason) for m in rows]


def attachment(ref: LeadRef, attachment: int) -> FileLine | None:
    members = queries.groups([ref.id])[ref.id]
    a = (
        Attachment.objects.filter(id=attachment, lead_id__in=members, removed_at__isnull=True)
        .select_related("file")
        .first()
    )
    return FileLine(a.id, a.file_id, a.file.name, a.file.size, a.attached_at) if a else None


def worked_on(user: int, since: datetime) -> int:
    """How many leads somebody touched since a moment, counted among the last touches of the house."""
    recent = Touch.objects.order_by("-id").values_list("by_id", "lead_id", "recorded_at")[:RECENT_TOUCHES]
    return len({lead for by, lead, at in recent if by == user and at >= since})


def of_persons(persons: Iterable[int]) -> set[int]:
    """Leads, as they stand, in which one of these persons (or a row that stands for the same human) is a contact."""
    known = people.known(Of.PERSON, persons)
    members = {member for one in known.values() for member in one.stands_for}
    rows = lookup.rows(Contact, ("lead_id",), "person_id", members)
    return set(queries.standing({lead for (lead,) in rows}).values())


def belonging(of: Of, ids: Iterable[int]) -> dict[int, set[int]]:
    """Person or company -> the leads, as they stand, whose contact or company it (or a row that stands for it) is."""
    known = people.known(of, ids)
    members = {member for one in known.values() for member in one.stands_for}
    column = "person_id" if of is Of.PERSON else "company_id"
    rows = lookup.rows(Contact, (column, "lead_id"), column, members)
    if of is Of.COMPANY:
        rows += lookup.rows(Lead, ("company_id", "id"), "company_id", members)
    ends = queries.standing({lead for _, lead in rows})
    found: dict[int, set[int]] = {}
    for member, lead in rows:
        found.setdefault(member, set()).add(ends[lead])
    return {
        asked: set().union(*(found.get(member, set()) for member in one.stands_for))
        for asked, one in known.items()
    }


def waiting(roles: Iterable[str]) -> dict[tuple[str, str], int]:
    """(phase, role) -> leads at work that have such a contact: who waits for something to read."""
    phase = Coalesce("lead__phase_by_human", "lead__phase")
    role = KeyTextTransform("person.role", "person__facts")
    rows = Contact.objects.filter(lead__stage__in=("qualifying", "nurturing"), lead__merged_into__isnull=True)
    counted = rows.order_by().annotate(at=phase, reads=role).values_list("at", "reads")
    wanted = set(roles)
    return {
        (at, reads): n for at, reads, n in counted.annotate(n=Count("lead", distinct=True)) if reads in wanted
    }


LONGEST_GLIMPSE: Final = 600


def enquiries(ref: LeadRef) -> dict[int, str]:
    """Statement -> what was written with an enquiry, as far as one reads it at a glance."""
    rows = Statement.objects.filter(lead=ref.id, kind=ENQUIRY, erased_at__isnull=True)
    said = {key: str(values.get("note") or "") for key, values in rows.values_list("id", "values")}
    return {
        key: text if len(text) <= LONGEST_GLIMPSE else f"{text[:LONGEST_GLIMPSE].rstrip()} \u2026"
        for key, text in said.items()
    }
