"""Reading persons and companies: by handle, with their pointers followed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

from django.conf import settings
from django.db import models

from leadflow.delivery import queries as mails
from leadflow.journal import lookup
from leadflow.kernel.facts import Facts, Said
from leadflow.kernel.home import home
from leadflow.kernel.mail import normal_mail
from leadflow.kernel.phone import normal_phone
from leadflow.kernel.values import quick
from leadflow.people.models import Company, Handle, Join, Person, Proposal, Statement
from leadflow.people.points import MAIL, PHONE, Point, Spoken, points, told
from leadflow.people.rules import Key, Of, display_name, text


@quick(frozen=True, slots=True)
class Known:
    """A person or company as it stands: `stands_for` are the ids that point to it, itself included."""

    id: int
    version: int
    facts: Facts
    company: int | None
    stands_for: frozenset[int]


@quick(frozen=True, slots=True)
class Hit:
    person: int | None
    company: int | None


@lru_cache(maxsize=65_536)
def handle_hash(kind: str, value: str) -> int:
    """Keyed, so that the number alone tells nobody whose it is; 64 bits, signed."""
    hasher = _hasher(settings.SECRET_KEY).copy()
    hasher.update(f"{kind}\0{value}".encode())
    return int.from_bytes(hasher.digest(), "big", signed=True)


@lru_cache(maxsize=2)
def _hasher(secret: str) -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=8, key=secret.encode()[:64])


def hits(keys: Iterable[Key]) -> dict[tuple[str, str], Hit]:
    """Handles that exist, by kind and value. A hash that belongs to another value is no hit."""
    wanted = {handle_hash(key.kind, key.value): (key.kind, key.value) for key in keys}
    found = lookup.rows(Handle, ("kind", "value", "person_id", "company_id"), "hash", wanted)
    return {(kind, value): Hit(person, company) for kind, value, person, company in found}


def table(of: Of) -> type[models.Model]:
    return Person if of is Of.PERSON else Company


def standing(of: Of, ids: Iterable[int]) -> dict[int, int]:
    """Each id -> the id that stands for it today (pointers followed to the end)."""
    asked = set(ids)
    above: dict[int, int] = {}
    unseen = set(asked)
    while unseen:
        rows = lookup.rows(table(of), ("id", "joined_into_id"), "id", unseen)
        unseen = _follow(above, rows) - asked
        asked |= unseen
    return {key: _end(key, above) for key in ids}


def _follow(above: dict[int, int], rows: Iterable[tuple[int, int | None]]) -> set[int]:
    """Take the pointers down; what they point to."""
    pointers = {key: into for key, into in rows if into is not None}
    above.update(pointers)
    return set(pointers.values())


def _end(key: int, above: Mapping[int, int]) -> int:
    while key in above:
        key = above[key]
    return key


def groups(of: Of, roots: Iterable[int]) -> dict[int, frozenset[int]]:
    """Each standing id -> all ids that point to it, itself included."""
    members = {root: {root} for root in roots}
    owner = {root: root for root in members}
    layer = set(members)
    while layer:
        rows = lookup.rows(table(of), ("id", "joined_into_id"), "joined_into_id", layer)
        for key, into in sorted(rows):
            owner[key] = owner[into]
            members[owner[key]].add(key)
        layer = {key for key, _ in rows}
    return {root: frozenset(found) for root, found in members.items()}


def known(of: Of, ids: Iterable[int]) -> dict[int, Known]:
    """Asked-for id -> what stands for it."""
    asked = set(ids)
    rows = {row[0]: row for row in lookup.rows(table(of), _FIELDS[of], "id", asked)}
    above = {key: row[3] for key, row in rows.items() if row[3] is not None}
    if above:
        above |= {key: into for key, into in standing(of, above.values()).items() if key != into}
        further = {_end(key, above) for key in above} - rows.keys()
        rows |= {row[0]: row for row in lookup.rows(table(of), _FIELDS[of], "id", further)}
    ends = {key: _end(key, above) for key in asked if key in rows}
    stands_for = groups(of, set(ends.values()))
    found = {
        key: Known(key, rows[key][1], rows[key][2], rows[key][4] if of is Of.PERSON else None, members)
        for key, members in stands_for.items()
    }
    return {key: found[end] for key, end in ends.items()}


_FIELDS: Final = {
    Of.PERSON: ("id", "version", "facts", "joined_into_id", "company_id"),
    Of.COMPANY: ("id", "version", "facts", "joined_into_id"),
}


def said(of: Of, known_ones: Iterable[Known]) -> dict[int, list[tuple[Said, int | None]]]:
    """Standing id -> its statements (with the company each names), whoever of its group they were made about."""
    owner = {member: one.id for one in known_ones for member in one.stands_for}
    column = "person_id" if of is Of.PERSON else "company_id"
    names = ("id", column, "values", "happened_at", "trust", "human", "company_id")
    found: dict[int, list[tuple[Said, int | None]]] = {}
    for _, key, values, happened_at, trust, human, company in sorted(
        lookup.rows(Statement, names, column, owner), key=itemgetter(0)
    ):
        found.setdefault(owner[key], []).append((Said(own(of, values), happened_at, trust, human), company))
    return found


def own(of: Of, values: Mapping[str, Any]) -> Facts:
    """Only the values that speak of a person, or only those of a company."""
    return {key: value for key, value in values.items() if key.startswith(of.value + ".")}


def apart(of: Of, ids: Iterable[int]) -> set[frozenset[int]]:
    """Pairs a human took apart, or said are not the same: never joined by a machine again."""
    ids = sorted(set(ids))
    undone = Join.objects.filter(kind=of.value, undone_at__isnull=False, gone_id__in=ids)
    denied = Proposal.objects.filter(kind=of.value, same=False, newer_id__in=ids)
    pairs = [*undone.values_list("gone_id", "into_id"), *denied.values_list("newer_id", "older_id")]
    return {frozenset(pair) for pair in pairs}


def about_how_many(of: Of) -> int:
    """Ids are given in blocks, so that the last one is near enough."""
    return table(of)._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0


def same_name(keys: Iterable[str]) -> dict[str, int]:
    """Company name key -> the oldest standing company of that name."""
    names = ("id", "key", "joined_into_id", "erased_at")
    rows = lookup.rows(Company, names, "key", {key for key in keys if key})
    own = {(key, name) for key, name, into, erased in rows if into is None and erased is None}
    return {name: key for key, name in sorted(own, reverse=True)}


@dataclass(frozen=True, slots=True)
class Card:
    """A person as shown beside a lead. `mails` and `phones`: the main one first, without those that are wrong."""

    id: int
    name: str
    facts: Facts
    points: tuple[Point, ...] = ()

    @property
    def mails(self) -> tuple[str, ...]:
        return self._right(MAIL)

    @property
    def phones(self) -> tuple[str, ...]:
        return self._right(PHONE)

    def _right(self, kind: str) -> tuple[str, ...]:
        return tuple(point.value for point in self.points if point.kind == kind and not point.wrong)


def cards(persons: Sequence[int]) -> dict[int, Card]:
    """Asked-for id -> the person that stands for it, with every way to reach it."""
    people = known(Of.PERSON, persons)
    spoken = _spoken(people.values())
    named = {point.value for each in spoken.values() for one in each for point in told(one.said.values)}
    dead = mails.unreachable(value for value in named if "@" in value)
    return {
        asked: Card(one.id, display_name(one.facts), one.facts, points(spoken.get(one.id, ()), dead))
        for asked, one in people.items()
    }


def _spoken(known_ones: Iterable[Known]) -> dict[int, list[Spoken]]:
    owner = {member: one.id for one in known_ones for member in one.stands_for}
    names = ("id", "person_id", "values", "happened_at", "trust", "human", "source", "by_id", "arrival_id")
    found: dict[int, list[Spoken]] = {}
    for _, person, values, at, trust, human, *who in sorted(
        lookup.rows(Statement, names, "person_id", owner), key=itemgetter(0)
    ):
        said = Said(values, at, trust, human)
        found.setdefault(owner[person], []).append(Spoken(said, *who))
    return found


@dataclass(frozen=True, slots=True)
class Likeness:
    """A proposal as seen from one of its two sides."""

    id: int
    kind: str
    other: int
    reason: str
    proposed_at: datetime


def likenesses(of: Of, ids: Iterable[int]) -> list[Likeness]:
    """Undecided proposals that touch one of the ids."""
    mine = set(ids)
    rows = Proposal.objects.filter(
        models.Q(newer_id__in=mine) | models.Q(older_id__in=mine), kind=of.value, decided_at__isnull=True
    )
    return [
        Likeness(p.id, p.kind, p.older_id if p.newer_id in mine else p.newer_id, p.reason, p.proposed_at)
        for p in rows
    ]


Line = tuple[dict[str, Any], str, int | None, datetime, bool, int]
"""values, source, user, happened_at, human, trust of a statement."""


def statements(persons: Iterable[int], companies: Iterable[int]) -> list[Line]:
    """What was said about these persons and companies and whoever stands for them."""
    people = {member for group in groups(Of.PERSON, persons).values() for member in group}
    firms = {member for group in groups(Of.COMPANY, companies).values() for member in group}
    names = ("id", "values", "source", "by_id", "happened_at", "human", "trust")
    rows = {row[0]: row[1:] for row in lookup.rows(Statement, names, "person_id", people)}
    rows |= {row[0]: row[1:] for row in lookup.rows(Statement, names, "company_id", firms)}
    return [rows[key] for key in sorted(rows)]


def by_point(words: str) -> list[int]:
    """Standing persons reached by this mail address or phone number, as typed."""
    mail, phone = normal_mail(words), normal_phone(words, home().phone_country)
    points = {("mail", mail), ("mail~", mail), ("phone", phone)}
    wanted = {handle_hash(kind, value): (kind, value) for kind, value in points if value}
    rows = lookup.rows(Handle, ("kind", "value", "person_id"), "hash", wanted)
    reached = [person for kind, value, person in rows if person and (kind, value) in points]
    return sorted(set(standing(Of.PERSON, reached).values()))


def said_about(persons: Iterable[int]) -> list[dict[str, Any]]:
    """The values of every statement about these rows."""
    return list(Statement.objects.filter(person_id__in=sorted(persons)).values_list("values", flat=True))


def arrivals_about(persons: Iterable[int]) -> list[int]:
    """Arrivals in which somebody spoke of these persons."""
    rows = Statement.objects.filter(person_id__in=sorted(persons), arrival_id__isnull=False)
    return [key for key in rows.values_list("arrival_id", flat=True) if key]


def speaker(persons: Iterable[int], arrival: int) -> int | None:
    """Which of these persons spoke in that arrival."""
    rows = lookup.rows(Statement, ("arrival_id", "person_id"), "person_id", set(persons))
    return next((person for came, person in rows if came == arrival), None)


@dataclass(frozen=True, slots=True)
class JoinLine:
    """A row that only points to another one, as the page with the way back shows it."""

    id: int
    kind: str
    name: str
    joined_at: datetime


def joins(persons: Iterable[int], companies: Iterable[int]) -> list[JoinLine]:
    """Pointers away from these rows that still stand, newest first."""
    found: list[JoinLine] = []
    for of, ids in ((Of.PERSON, sorted(set(persons))), (Of.COMPANY, sorted(set(companies)))):
        members = sorted({member for group in groups(of, ids).values() for member in group}) if ids else []
        rows = (
            list(Join.objects.filter(kind=of.value, gone_id__in=members, undone_at__isnull=True))
            if ids
            else []
        )
        names = dict(
            table(of)._default_manager.filter(pk__in=[row.gone_id for row in rows]).values_list("pk", "facts")
        )
        found += [
            JoinLine(row.id, row.kind, _called(of, names.get(row.gone_id, {})), row.joined_at) for row in rows
        ]
    return sorted(found, key=lambda one: one.id, reverse=True)


def _called(of: Of, facts: Facts) -> str:
    return display_name(facts) if of is Of.PERSON else text(facts, "company.name")


def made(ids: Iterable[int]) -> dict[int, datetime]:
    """When each row of a person was made, erased ones too: number and moment together name one row for ever."""
    return dict(lookup.rows(Person, ("id", "created_at"), "id", set(ids)))


def is_there(person: int) -> bool:
    """Known, and not erased."""
    return Person.objects.filter(id=person, erased_at__isnull=True).exists()
