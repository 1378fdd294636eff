"""Companies of one name at several places: sites of one house, as long as nobody says that they are strangers."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from leadflow.journal import lookup
from leadflow.kernel.facts import Facts
from leadflow.kernel.names import fold
from leadflow.people import queries
from leadflow.people.models import Company
from leadflow.people.rules import Of, text

MOST: Final = 12
"""Whoever has more sites than that is looked up by name."""


@dataclass(frozen=True, slots=True)
class Site:
    id: int
    name: str
    place: str


def another_site(one: Facts, other: Facts) -> bool:
    """Of two companies of one name: they stand at two places, or their web addresses differ in the ending only."""
    return (
        _differ(one, other, "company.postcode") or _differ(one, other, "company.city") or _endings(one, other)
    )


def _differ(one: Facts, other: Facts, key: str) -> bool:
    ours, theirs = (fold(text(facts, key)).replace(" ", "") for facts in (one, other))
    return bool(ours and theirs and ours != theirs)


def _endings(one: Facts, other: Facts) -> bool:
    """muster.de and muster.at"""
    ours, theirs = (text(facts, "company.domain") for facts in (one, other))
    return bool(ours) and ours != theirs and ours.partition(".")[0] == theirs.partition(".")[0]


def sites(company: int) -> list[Site]:
    """The others, oldest first. Who was joined is no other one; who a human said is a stranger is none either."""
    one = queries.known(Of.COMPANY, [company]).get(company)
    if one is None or not text(one.facts, "company.name"):
        return []
    keys = set(Company.objects.filter(id__in=one.stands_for).values_list("key", flat=True)) - {""}
    rows = lookup.rows(Company, ("id", "facts", "joined_into_id", "erased_at"), "key", keys)
    others = sorted(
        ((key, facts) for key, facts, into, gone in rows if into is None and gone is None), key=itemgetter(0)
    )
    found = [Site(key, text(facts, "company.name"), _place(facts)) for key, facts in _sites(one, others)]
    strangers = queries.apart(Of.COMPANY, [*one.stands_for, *(site.id for site in found)])
    return [
        site for site in found if not any(frozenset({site.id, mine}) in strangers for mine in one.stands_for)
    ][:MOST]


def _sites(one: queries.Known, others: list[tuple[int, Facts]]) -> list[tuple[int, Facts]]:
    return [
        (key, facts) for key, facts in others if key not in one.stands_for and another_site(one.facts, facts)
    ]


def _place(facts: Facts) -> str:
    return " ".join(filter(None, (text(facts, "company.postcode"), text(facts, "company.city"))))
