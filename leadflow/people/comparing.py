"""Rows of this home as they are compared, and who shares a trait with whom. Reads in batches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from operator import itemgetter
from typing import Any, Final

from leadflow.journal import lookup
from leadflow.kernel.home import home
from leadflow.people import queries
from leadflow.people.likeness.model import Model
from leadflow.people.likeness.records import LARGEST, Record, features, record, traits
from leadflow.people.likeness.weighing import Weighing, thought, weighed_by
from leadflow.people.models import Statement, Trait, Weights
from leadflow.people.policy import MatchingPolicy
from leadflow.people.queries import Known, handle_hash
from leadflow.people.rules import Of

LATEST: Final = 40
"""Statements of one subject that are read: whoever was spoken of more often is known by the others."""


def records(of: Of, ids: Iterable[int], policy: MatchingPolicy) -> dict[int, tuple[Known, Record]]:
    """Asked-for id -> what stands for it, with its place, and how it is compared. Who says nothing is left out."""
    known = queries.known(of, ids)
    standing = {one.id: one for one in known.values() if one.facts}
    said = _said(of, standing.values())
    firms = (
        queries.known(Of.COMPANY, {o.company for o in standing.values() if o.company})
        if of is Of.PERSON
        else {}
    )
    shared, free = frozenset(policy.shared_mailboxes), frozenset(policy.free_mail_domains)
    made: dict[int, tuple[Known, Record]] = {}
    for key, one in standing.items():
        spoken = said.get(key, [])
        place = firms[one.company].facts if one.company in firms else _place(spoken)
        whole = replace(one, facts={**place, **one.facts})
        made[key] = whole, record(whole.facts, spoken, shared, free, home().phone_country)
    return {asked: made[one.id] for asked, one in known.items() if one.id in made}


def _said(of: Of, known: Iterable[Known]) -> dict[int, list[dict[str, Any]]]:
    owner = {member: one.id for one in known for member in one.stands_for}
    column = "person_id" if of is Of.PERSON else "company_id"
    found: dict[int, list[dict[str, Any]]] = {}
    rows = sorted(
        lookup.rows(Statement, ("id", column, "values"), column, owner), key=itemgetter(0), reverse=True
    )
    for _, subject, values in rows:
        spoken = found.setdefault(owner[subject], [])
        if len(spoken) < LATEST:
            spoken.append(values)
    return found


def _place(said: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Where a private person lives stands only in what was said."""
    place: dict[str, Any] = {}
    for values in said:
        for key, value in values.items():
            if key.startswith("company.") and value:
                place.setdefault(key, value)
    return place


def hashes(of: Of, one: Record) -> list[int]:
    return [handle_hash(of.value, trait) for trait in traits(one, persons=of is Of.PERSON)]


def sharing(of: Of, wanted: Iterable[int]) -> dict[int, list[int]]:
    """Trait -> who has it; of those that many have nobody. Never more than LARGEST rows each are kept."""
    found: dict[int, list[int]] = {}
    for key, kind, subject in lookup.rows(Trait, ("hash", "kind", "subject_id"), "hash", set(wanted)):
        if kind == of.value:
            found.setdefault(key, []).append(subject)
    return found


def telling(found: Mapping[int, list[int]], wanted: Iterable[int]) -> set[int]:
    """Who shares one of these, as far as it is rare."""
    shared = (found.get(key, []) for key in wanted)
    return {subject for subjects in shared if len(subjects) < LARGEST for subject in subjects}


def weighing(of: Of) -> Weighing:
    """What this home has learned, else a first thought."""
    row = Weights.objects.filter(kind=of.value).order_by("-id").first()
    return Weighing.read(row.told) if row else thought(features([], persons=of is Of.PERSON))


def model(of: Of, table: list[Record], rows: int, by: Weighing) -> Model:
    """The rule of `match`, with the weights of this home, over a few of its rows."""
    return weighed_by(by, features(table, persons=of is Of.PERSON), rows, keyed)


def keyed(value: str) -> str:
    """What stands for a value where only its share is kept."""
    return str(handle_hash("often", value))
