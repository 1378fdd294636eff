"""What the house knows around persons: of the company, and of the interest in one offer."""

from __future__ import annotations

from collections.abc import Iterable

from leadflow.journal import lookup
from leadflow.kernel.facts import Facts
from leadflow.leads import queries
from leadflow.leads.models import Contact
from leadflow.people import queries as people
from leadflow.people.rules import Of


def around(persons: frozenset[int], offer: str) -> Facts:
    """Facts of the latest lead of this person and offer; of a closed one only what does not age with the interest."""
    found = queries.of_parties(persons, (), [offer])
    if not found:
        return {}
    shot = queries.snapshots([found[-1].lead])[found[-1].lead]
    ageing = () if shot.is_open else ("lead.",)
    return {key: value for key, value in shot.facts.items() if not key.startswith(("person.", *ageing))}


def first_contacts(leads: Iterable[int]) -> list[int]:
    """The first person of each lead, in the order of the leads."""
    wanted = list(leads)
    first: dict[int, int] = {}
    for _, lead, person in sorted(
        lookup.rows(Contact, ("id", "lead_id", "person_id"), "lead_id", set(wanted))
    ):
        first.setdefault(lead, person)
    return [first[lead] for lead in wanted if lead in first]


def firms(persons: Iterable[int]) -> dict[int, Facts]:
    """Person -> facts of the company of the latest lead. As many queries for many as for one."""
    standing = people.known(Of.PERSON, set(persons))
    owner = {member: asked for asked, one in standing.items() for member in one.stands_for}
    lead_of: dict[int, int] = {}
    for person, lead in sorted(lookup.rows(Contact, ("person_id", "lead_id"), "person_id", set(owner))):
        lead_of[owner[person]] = max(lead, lead_of.get(owner[person], 0))
    ends = queries.standing(lead_of.values())
    shots = queries.snapshots(set(ends.values())) if ends else {}
    return {
        person: {key: value for key, value in shots[ends[lead]].facts.items() if key.startswith("company.")}
        for person, lead in lead_of.items()
        if ends[lead] in shots
    }
