"""Who is likely meant by what is being typed: known people and firms by mail, number or name, with their leads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from leadflow.intake import readers
from leadflow.intake.rules import Reading, read
from leadflow.kernel.actor import Actor
from leadflow.leads import lists
from leadflow.leads import queries as leads
from leadflow.leads.lists import Line
from leadflow.leads.policy import LeadsPolicy
from leadflow.people import alike as people_alike
from leadflow.people import queries as people
from leadflow.people.policy import MatchingPolicy
from leadflow.people.rules import Of, Party, keys_of
from leadflow.playbook import queries as playbook

MOST: Final = 5
LIKELY: Final = 0.2
"""Less probable ones only distract somebody who types."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A lead of somebody who is likely the same. `by`: mail | phone | name | company, the strongest first."""

    line: Line
    by: tuple[str, ...]


RANK: Final = ("mail", "phone", "name", "company")


def alike(values: Mapping[str, str], *, seen_by: Actor, now: datetime) -> list[Alike]:
    """At most five, the likeliest first, and only what the actor may see anyhow. Looked up by key, at any size."""
    reading = read(list(values.items()), readers.words_of(now, "dmy"))
    if not isinstance(reading, Reading):
        return []
    persons, firms = _meant(reading, now)
    if not persons and not firms:
        return []
    policy = playbook.at(now).section(LeadsPolicy)
    found = leads.of_parties(persons, firms, [offer.key for offer in policy.offers])
    lines = lists.lines((one.lead for one in found), seen_by=seen_by)
    told = [
        Alike(lines[one.lead], _by([*(persons[p] for p in one.persons), *(firms[f] for f in one.companies)]))
        for one in found
        if one.lead in lines
    ]
    told.sort(key=lambda one: (not one.line.is_open, RANK.index(one.by[0]), -one.line.id))
    return told[:MOST]


def _by(reasons: Iterable[set[str]]) -> tuple[str, ...]:
    said = set().union(*reasons)
    return tuple(reason for reason in RANK if reason in said)


def _meant(reading: Reading, now: datetime) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """Person -> why, company -> why: by certain points and names, and by likeness for a slip of the pen."""
    policy = playbook.at(now).section(MatchingPolicy)
    persons: dict[int, set[str]] = {}
    firms: dict[int, set[str]] = {}
    for one in people_alike.alike({**reading.person, **reading.company}, policy, limit=2 * MOST):
        if one.probability >= LIKELY or one.certain:
            (persons if one.of is Of.PERSON else firms).setdefault(one.id, set()).update(_told(one))
    party = Party(0, reading.person, reading.company, "", None, now, 0)
    keys = keys_of(party, policy)
    for (kind, _), hit in people.hits(keys.keys).items():
        why = _why(kind)
        if hit.person is not None:
            persons.setdefault(hit.person, set()).add(why)
        if hit.company is not None:
            firms.setdefault(hit.company, set()).add(why)
    for company in people.same_name([keys.company_key]).values():
        firms.setdefault(company, set()).add("company")
    return persons, firms


def _told(one: people_alike.Alike) -> set[str]:
    """What two of them have in common, in the four words the page has for it."""
    if one.of is Of.COMPANY:
        return {"company"}
    return {name for name in ("mail", "phone") if one.tells.get(name) == people_alike.AGREES} or {"name"}


def _why(kind: str) -> str:
    if kind.startswith("mail"):
        return "mail"
    return "phone" if kind.startswith("phone") else "company"
