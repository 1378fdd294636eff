"""The questions a human is asked: pairs side by side with what tells for and against, and what became one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from leadflow.kernel.facts import Facts
from leadflow.kernel.phone import shown_phone
from leadflow.people import alike, comparing, queries
from leadflow.people.likeness.records import COMPANY, PERSON, Record
from leadflow.people.models import Join, Proposal
from leadflow.people.policy import MatchingPolicy
from leadflow.people.rules import Of, display_name, text

SILENT: Final = "silent"
"""What a comparison tells where one of the two says nothing."""
FACTS: Final = {
    "given": "person.given",
    "surname": "person.surname",
    "born": "person.born",
    "company": "company.name",
    "firm": "company.name",
    "street": "company.street",
    "postcode": "company.postcode",
    "city": "company.city",
    "domain": "company.domain",
}


@dataclass(frozen=True, slots=True)
class Side:
    id: int
    members: frozenset[int]
    name: str


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the comparison. `tells`: agrees, slips, differs, silent."""

    name: str
    left: str
    right: str
    tells: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A question. `probability` and `lines` are of today, whatever was known when it was asked."""

    id: int
    of: Of
    reason: str
    probability: float
    proposed_at: datetime
    left: Side
    right: Side
    lines: tuple[Told, ...] = field(default=())


def pairs(
    policy: MatchingPolicy, *, of: Of | None, later: bool, before: int | None, limit: int
) -> tuple[list[Pair], int | None]:
    """Newest first, and with what the next page goes on. What has become one or nothing meanwhile is left out."""
    rows = Proposal.objects.filter(decided_at__isnull=True, later_at__isnull=not later)
    rows = rows.filter(kind=of.value) if of else rows
    rows = rows.filter(id__lt=before) if before else rows
    found = list(rows.order_by("-id")[: limit + 1])
    shown = _compared(found[:limit], policy)
    return shown, found[limit - 1].id if len(found) > limit else None


def pair(proposal: int, policy: MatchingPolicy) -> Pair | None:
    return next(iter(_compared(list(Proposal.objects.filter(id=proposal)), policy)), None)


def asked_about(proposal: int) -> tuple[Of, frozenset[int]] | None:
    """Whom a question is about, also once it is answered."""
    row = Proposal.objects.filter(id=proposal).values_list("kind", "older_id", "newer_id").first()
    return (Of(row[0]), frozenset(row[1:])) if row else None


def _compared(rows: Sequence[Proposal], policy: MatchingPolicy) -> list[Pair]:
    found: list[Pair] = []
    for of in Of:
        mine = [row for row in rows if row.kind == of.value]
        known = comparing.records(of, {key for row in mine for key in (row.older_id, row.newer_id)}, policy)
        weights, many = comparing.weighing(of), queries.about_how_many(of)
        for row in mine:
            if row.older_id in known and row.newer_id in known:
                (left, ours), (right, theirs) = known[row.older_id], known[row.newer_id]
                if left.id != right.id:
                    model = comparing.model(of, [ours, theirs], many, weights)
                    lines = _lines(of, left.facts, ours, right.facts, theirs, alike.tells(model, 0, 1))
                    one, other = (Side(o.id, o.stands_for, _name(of, o.facts)) for o in (left, right))
                    sure = model.probability(0, 1)
                    found.append(Pair(row.id, of, row.reason, sure, row.proposed_at, one, other, lines))
    return sorted(found, key=lambda one: -one.id)


def _lines(
    of: Of, left: Facts, ours: Record, right: Facts, theirs: Record, tells: dict[str, str]
) -> tuple[Told, ...]:
    parts = PERSON if of is Of.PERSON else COMPANY
    told = (
        Told(name, _shown(name, left, ours), _shown(name, right, theirs), tells.get(name, SILENT))
        for name, _, _ in parts
    )
    return tuple(line for line in told if line.left or line.right)


def _shown(name: str, facts: Facts, one: Record) -> str:
    if name == "mails":
        return ", ".join(mail.text for mail in one.mails or ())
    if name == "phones":
        return ", ".join(shown_phone(number) for number in one.phones or ())
    if name == "surname":
        return text(facts, "person.surname") or text(facts, "person.name")
    return text(facts, FACTS[name])


def _name(of: Of, facts: Facts) -> str:
    return display_name(facts) if of is Of.PERSON else text(facts, "company.name")


def count_open(*, up_to: int) -> int:
    return Proposal.objects.filter(decided_at__isnull=True, later_at__isnull=True)[:up_to].count()


@dataclass(frozen=True, slots=True)
class Past:
    """Two that became one, by whom it was recognised (alike, decided, bridged), and whether it was taken back."""

    id: int
    of: Of
    gone: str
    into: str
    members: frozenset[int]
    reason: str
    joined_at: datetime
    undone_at: datetime | None


def past(*, before: int | None, limit: int) -> tuple[list[Past], int | None]:
    """Newest first, and with what the next page goes on."""
    rows = Join.objects.filter(id__lt=before) if before else Join.objects.all()
    found = list(rows.order_by("-id")[: limit + 1])
    names: dict[tuple[str, int], str] = {}
    for of in Of:
        ids = {key for row in found if row.kind == of.value for key in (row.gone_id, row.into_id)}
        named = queries.table(of)._default_manager.filter(pk__in=ids).values_list("pk", "facts")
        names |= {(of.value, key): _name(of, facts) for key, facts in named}
    shown = [
        Past(
            row.id,
            Of(row.kind),
            names.get((row.kind, row.gone_id), ""),
            names.get((row.kind, row.into_id), ""),
            frozenset({row.gone_id, row.into_id}),
            row.reason,
            row.joined_at,
            row.undone_at,
        )
        for row in found[:limit]
    ]
    return shown, found[limit - 1].id if len(found) > limit else None
