"""What an arrival said about people is taken back: facts without it, and what only it had named is nobody any more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from leadflow.journal import lookup
from leadflow.journal.services import Change
from leadflow.kernel.events import Ref
from leadflow.kernel.facts import Facts, Said, current
from leadflow.people import queries
from leadflow.people.events import NamedNoMore
from leadflow.people.models import Handle, Join, Proposal, Statement, Trait
from leadflow.people.policy import MatchingPolicy
from leadflow.people.queries import Known
from leadflow.people.rules import Of, Party, keys_of
from leadflow.people.services import works_at

Reads = Callable[[Collection[int]], Mapping[int, Party]]
"""Arrivals -> of whom each spoke, for those that can still be read."""
_FIELDS = (
    "id",
    "person_id",
    "company_id",
    "arrival_id",
    "source",
    "by_id",
    "happened_at",
    "trust",
    "human",
    "values",
)


@dataclass(frozen=True, slots=True)
class Left:
    """`facts`: what is known of each standing person and company without it; `gone`: whom nobody else named."""

    facts: Mapping[tuple[Of, int], Facts]
    gone: Mapping[Of, frozenset[int]]


def take_back(
    change: Change, statements: Collection[int], read: Reads, keep: Collection[int], policy: MatchingPolicy
) -> Left:
    """`keep`: persons of whom something else is known that is no statement, such as an objection by phone."""
    rows = [_Row(*row) for row in lookup.rows(Statement, _FIELDS, "id", statements)]
    facts: dict[tuple[Of, int], Facts] = {}
    gone: dict[Of, frozenset[int]] = {}
    handles: set[int] = set()
    for of in Of:
        known = queries.known(of, {key for row in rows if (key := row.subject(of)) is not None})
        standing = {one.id: one for one in known.values()}
        left = _left(of, standing.values(), statements)
        kept = keep if of is Of.PERSON else ()
        gone[of] = frozenset(k for k in standing if not left.get(k) and not standing[k].stands_for & {*kept})
        for key, one in standing.items():
            facts[of, key] = _refold(change, of, one, left.get(key, []), is_gone=key in gone[of])
        _empty(change, of, standing, left, rows, gone[of])
        handles |= _unsupported(of, standing, left, rows, gone[of], read, policy)
    for row in rows:
        change.update(Statement, row.id, values={}, erased_at=change.now)
    for key in sorted(handles):
        change.delete(Handle, key)
    _let_proposals_fall(change, gone)
    return Left(facts, gone)


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    person: int | None
    company: int | None
    arrival: int | None
    source: str
    user: int | None
    happened_at: datetime
    trust: int
    human: bool
    values: Facts

    def subject(self, of: Of) -> int | None:
        return self.person if of is Of.PERSON else self.company

    def party(self) -> Party:
        """As far as the statement itself tells: without the id of another system."""
        person, company = queries.own(Of.PERSON, self.values), queries.own(Of.COMPANY, self.values)
        return Party(
            self.arrival or 0, person, company, "", None, self.happened_at, self.trust, self.human, self.user
        )


def _left(of: Of, standing: Iterable[Known], without: Collection[int]) -> dict[int, list[_Row]]:
    """What others said of each of them."""
    owner = {member: one.id for one in standing for member in one.stands_for}
    column = "person_id" if of is Of.PERSON else "company_id"
    found: dict[int, list[_Row]] = {}
    for row in sorted((_Row(*r) for r in lookup.rows(Statement, _FIELDS, column, owner)), key=_by_id):
        subject = row.subject(of)
        if row.id not in without and row.values and subject is not None:
            found.setdefault(owner[subject], []).append(row)
    return found


def _empty(
    change: Change,
    of: Of,
    standing: Mapping[int, Known],
    left: Mapping[int, Sequence[_Row]],
    rows: Sequence[_Row],
    gone: Collection[int],
) -> None:
    """Rows that only point to somebody, and of which nobody else spoke, keep nothing either; nor does the search."""
    spoken = {row.subject(of) for said in left.values() for row in said}
    named = {row.subject(of) for row in rows}
    silent = {
        member
        for one in standing.values()
        for member in one.stands_for - {one.id}
        if member not in spoken and (member in named or one.id in gone)
    }
    model, keyed = queries.table(of), {"key": ""} if of is Of.COMPANY else {}
    versions = dict(model._default_manager.filter(pk__in=silent).values_list("pk", "version"))
    change.expect(model, versions)
    for member in sorted(silent):
        change.update(model, member, facts={}, erased_at=change.now, **keyed)
        change.announce([NamedNoMore(subject=Ref(of.value, member))])
    traits = Trait.objects.filter(kind=of.value, subject_id__in=silent | {*gone})
    for key in traits.values_list("id", flat=True):
        change.delete(Trait, key)


def _by_id(row: _Row) -> int:
    return row.id


def _refold(change: Change, of: Of, one: Known, left: Sequence[_Row], *, is_gone: bool) -> Facts:
    model = queries.table(of)
    said = [row.party().said() for row in left]
    facts = current(_own(of, said))
    values: dict[str, object] = {"facts": facts}
    if of is Of.PERSON:
        values["company_id"] = works_at(zip(said, (row.company for row in left), strict=True))
    if is_gone:
        values |= {"erased_at": change.now, **({"key": ""} if of is Of.COMPANY else {})}
        change.announce([NamedNoMore(subject=Ref(of.value, one.id))])
    change.expect(model, {one.id: one.version})
    change.update(model, one.id, **values)
    return facts


def _own(of: Of, said: Iterable[Said]) -> Iterable[Said]:
    return (Said(queries.own(of, s.values), s.happened_at, s.trust, s.human) for s in said)


def _unsupported(
    of: Of,
    standing: Mapping[int, Known],
    left: Mapping[int, Sequence[_Row]],
    rows: Sequence[_Row],
    gone: Collection[int],
    read: Reads,
    policy: MatchingPolicy,
) -> set[int]:
    """Handles that only what is taken back had given."""
    others = [row for said in left.values() for row in said]
    stay = _keys(others, read, policy)
    fall = _keys(rows, read, policy)
    owner = {member: one.id for one in standing.values() for member in one.stands_for}
    column = "person_id" if of is Of.PERSON else "company_id"
    return {
        key
        for key, subject, kind, value in lookup.rows(Handle, ("id", column, "kind", "value"), column, owner)
        if owner[subject] in gone or ((kind, value) in fall and (kind, value) not in stay)
    }


def _keys(rows: Sequence[_Row], read: Reads, policy: MatchingPolicy) -> set[tuple[str, str]]:
    parties = read({row.arrival for row in rows if row.arrival is not None}) if rows else {}
    return {
        (key.kind, key.value)
        for row in rows
        for key in keys_of(parties.get(row.arrival or 0) or row.party(), policy).keys
        if not key.asks
    }


def _let_proposals_fall(change: Change, gone: Mapping[Of, frozenset[int]]) -> None:
    """Nobody need decide about those who are gone."""
    for of, ids in gone.items():
        about = Q(newer_id__in=ids) | Q(older_id__in=ids)
        rows = Proposal.objects.filter(about, kind=of.value, decided_at__isnull=True) if ids else ()
        for row in rows:
            change.update(Proposal, row.id, decided_at=change.now)


Ours = Callable[[Collection[int]], Collection[int]]
"""Arrivals -> those of them that are taken back."""


def brought_together(
    subjects: Mapping[Of, Collection[int]], since: datetime, ours: Ours
) -> set[tuple[Of, int]]:
    """Those by whom two that others had named were joined since then, and still are. What only the list itself had
    named, or joined to somebody, goes without a trace."""
    found: set[tuple[Of, int]] = set()
    for of, ids in subjects.items():
        known = queries.known(of, ids)
        groups = {one.id: one.stands_for for one in known.values() if len(one.stands_for) > 1}
        members = {member for group in groups.values() for member in group}
        joins = Join.objects.filter(kind=of.value, gone_id__in=members, joined_at__gte=since)
        pairs = (
            list(joins.filter(undone_at__isnull=True).values_list("gone_id", "into_id")) if members else []
        )
        if pairs:
            apart = {root for root in groups if _joined_others(of, groups[root], pairs, ours)}
            found |= {(of, key) for key in ids if key in known and known[key].id in apart}
    return found


def _joined_others(of: Of, group: frozenset[int], pairs: Sequence[tuple[int, int]], ours: Ours) -> bool:
    column = "person_id" if of is Of.PERSON else "company_id"
    rows = lookup.rows(Statement, (column, "arrival_id", "erased_at"), column, group)
    arrivals = {arrival for _, arrival, erased in rows if arrival is not None and erased is None}
    mine = set(ours(arrivals))
    others = {subject for subject, arrival, erased in rows if erased is None and arrival not in mine}
    gone = (queries.groups(of, [left])[left] for left, _ in pairs if left in group)
    return any(others & side and others - side for side in gone)
