"""The only writer of persons and companies: recognise, learn, join and un-join."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from leadflow.journal.services import Change
from leadflow.kernel.events import Ref
from leadflow.kernel.facts import Facts, Said, current
from leadflow.kernel.values import quick
from leadflow.people import queries
from leadflow.people.events import Joined, SameProposed
from leadflow.people.models import Company, Handle, Join, Person, Proposal, Statement
from leadflow.people.policy import MatchingPolicy
from leadflow.people.queries import Hit, Known
from leadflow.people.rules import Clusters, Key, Keys, Of, Party, keys_of


@quick(frozen=True, slots=True)
class Recognised:
    """Who one party is. `persons` and `companies` are all ids that stand for them (for looking up their leads)."""

    person: int | None
    company: int | None
    persons: frozenset[int]
    companies: frozenset[int]
    person_facts: Facts
    company_facts: Facts
    statement: int
    new_person: bool
    new_company: bool


@dataclass(slots=True)
class _Side:
    """Recognising one kind of subject (persons or companies) for a whole batch."""

    of: Of
    clusters: Clusters[Any] = field(default_factory=Clusters)
    known: dict[int, Known] = field(default_factory=dict)
    subject: dict[int, int] = field(default_factory=dict)
    fresh: set[int] = field(default_factory=set)
    members: dict[int, frozenset[int]] = field(default_factory=dict)
    facts: dict[int, Facts] = field(default_factory=dict)
    versions: dict[int, int] = field(default_factory=dict)


def recognise(change: Change, parties: Sequence[Party], policy: MatchingPolicy) -> list[Recognised]:
    """Find or make the person and company of each party; take down what it says. One result per party, in order.

    Parties that share a certain key are one; a party that bridges two known ones joins the younger into the older
    by pointer. Keys that are not certain only propose.
    """
    keys = [keys_of(party, policy) for party in parties]
    hits = queries.hits(key for each in keys for key in each.keys)
    sides = {
        Of.PERSON: _sided(change, Of.PERSON, [k if k.speaks_of_person else None for k in keys], hits),
        Of.COMPANY: _sided(change, Of.COMPANY, [k if k.speaks_of_company else None for k in keys], hits),
    }
    statements = _take_down(change, parties, sides)
    _settle(change, parties, keys, sides)
    _claim(change, keys, hits, sides)
    return [_result(at, sides, statements[at]) for at in range(len(parties))]


def _sided(change: Change, of: Of, keys: Sequence[Keys | None], hits: Mapping[tuple[str, str], Hit]) -> _Side:
    side = _Side(of)
    wanted = {
        found
        for each in keys
        if each
        for key in each.certain(of)
        if key[:2] in hits and (found := _subject(hits, key, of))
    }
    side.known = queries.known(of, wanted) if wanted else {}
    told = Counter(key[:2] for each in keys if each for key in each.certain(of))
    for at, each in enumerate(keys):
        if each is None:
            continue
        side.clusters.root(("party", at))
        for key in each.certain(of):
            if told[key[:2]] > 1:
                side.clusters.together(("key", *key[:2]), ("party", at))
            found = _subject(hits, key, of) if key[:2] in hits else None
            if found in side.known:
                side.clusters.together(("row", side.known[found].id), ("party", at))
    _name_subjects(change, side, keys)
    return side


def _subject(hits: Mapping[tuple[str, str], Hit], key: Key, of: Of) -> int | None:
    hit = hits.get((key.kind, key.value))
    return None if hit is None else (hit.person if of is Of.PERSON else hit.company)


def _name_subjects(change: Change, side: _Side, keys: Sequence[Keys | None]) -> None:
    """One row per cluster: the oldest known one, else a new one."""
    model = queries.table(side.of)
    by_id = {one.id: one for one in side.known.values()}
    side.versions = {one.id: one.version for one in by_id.values()}
    nodes = [("party", at) for at, each in enumerate(keys) if each is not None]
    rows: dict[Any, list[int]] = {}
    for one in by_id:
        rows.setdefault(side.clusters.root(("row", one)), []).append(one)
    groups = side.clusters.groups(nodes)
    new = iter(change.ids(model, sum(root not in rows for root in groups)) if groups else ())
    for root, parties in groups.items():
        old = sorted(rows.get(root, ()))
        subject = old[0] if old else next(new)
        side.subject.update({at: subject for _, at in parties})
        if old:
            side.members[subject] = by_id[subject].stands_for | _join_all(change, side, old, by_id)
        else:
            side.fresh.add(subject)
            side.members[subject] = frozenset({subject})


def _join_all(change: Change, side: _Side, ids: Sequence[int], by_id: Mapping[int, Known]) -> frozenset[int]:
    """The younger ones point to the oldest from now on, unless a human once took that pair apart."""
    into, *younger = ids
    if not younger:
        return frozenset()
    apart = queries.apart(side.of, younger)
    joined: frozenset[int] = frozenset()
    for gone in younger:
        if frozenset({gone, into}) in apart:
            continue
        join(change, side.of, by_id[gone], by_id[into], reason="bridged")
        joined |= by_id[gone].stands_for
    return joined


def join(change: Change, of: Of, gone: Known, into: Known, *, reason: str) -> int:
    """`gone` only points to `into` from now on. Both rows stay; `undo_join` takes it back."""
    model = queries.table(of)
    key = change.id(Join)
    change.expect(model, {gone.id: gone.version, into.id: into.version})
    change.update(model, gone.id, joined_into_id=into.id)
    change.insert(
        Join,
        id=key,
        kind=of.value,
        gone_id=gone.id,
        into_id=into.id,
        reason=reason,
        joined_at=change.now,
        undone_at=None,
    )
    change.announce([Joined(subject=Ref(of.value, gone.id), into=into.id, join=key, reason=reason)])
    return key


def _take_down(change: Change, parties: Sequence[Party], sides: Mapping[Of, _Side]) -> range:
    statements = change.ids(Statement, len(parties)) if parties else range(0)
    for at, (key, party) in enumerate(zip(statements, parties, strict=True)):
        change.insert(
            Statement,
            id=key,
            person_id=sides[Of.PERSON].subject.get(at),
            company_id=sides[Of.COMPANY].subject.get(at),
            source=(party.door or party.source)[:16],
            arrival_id=party.arrival,
            by_id=party.user,
            happened_at=party.happened_at,
            recorded_at=change.now,
            trust=party.trust,
            human=party.human,
            values={**party.person, **party.company},
            erased_at=None,
        )
    return statements


def _settle(
    change: Change, parties: Sequence[Party], keys: Sequence[Keys], sides: Mapping[Of, _Side]
) -> None:
    """Work out the standing facts of every subject spoken of, and write the rows."""
    companies, persons = sides[Of.COMPANY], sides[Of.PERSON]
    for side in (companies, persons):
        said = _all_said(side, parties, sides)
        for subject, statements in said.items():
            side.facts[subject] = current(said for said, _ in statements)
        if side is companies:
            _write_companies(change, side, keys)
        else:
            _write_persons(change, side, said)


def _all_said(
    side: _Side, parties: Sequence[Party], sides: Mapping[Of, _Side]
) -> dict[int, list[tuple[Said, int | None]]]:
    old = [one for one in side.known.values() if one.id in side.members and one.id not in side.fresh]
    widened = [
        Known(o.id, o.version, o.facts, o.company, side.members[o.id])
        for o in {o.id: o for o in old}.values()
    ]
    said = queries.said(side.of, widened) if widened else {}
    for at, subject in side.subject.items():
        party = parties[at]
        values = party.person if side.of is Of.PERSON else party.company
        company = sides[Of.COMPANY].subject.get(at)
        said.setdefault(subject, []).append(
            (Said(values, party.happened_at, party.trust, party.human), company)
        )
    return said


def _write_companies(change: Change, side: _Side, keys: Sequence[Keys]) -> None:
    names = {subject: keys[at].company_key for at, subject in reversed(side.subject.items())}
    for subject, facts in side.facts.items():
        if subject in side.fresh:
            change.insert(
                Company,
                id=subject,
                version=1,
                key=names[subject][:120],
                facts=facts,
                joined_into_id=None,
                created_at=change.now,
                erased_at=None,
            )
        else:
            _rewrite(change, side, subject, facts=facts)


def _write_persons(change: Change, side: _Side, said: Mapping[int, list[tuple[Said, int | None]]]) -> None:
    for subject, facts in side.facts.items():
        company = works_at(said[subject])
        if subject in side.fresh:
            change.insert(
                Person,
                id=subject,
                version=1,
                company_id=company,
                facts=facts,
                joined_into_id=None,
                created_at=change.now,
                erased_at=None,
            )
        else:
            _rewrite(change, side, subject, facts=facts, company_id=company)


def works_at(said: Iterable[tuple[Said, int | None]]) -> int | None:
    """The company named by the statement of the highest rank; the oldest row where ranks are equal."""
    named = [(s.human, s.trust, s.happened_at, -company) for s, company in said if company is not None]
    return -max(named)[3] if named else None


def _rewrite(change: Change, side: _Side, subject: int, **values: Any) -> None:
    version = side.versions[subject]
    change.expect(queries.table(side.of), {subject: version})
    change.update(queries.table(side.of), subject, **values)


def _claim(
    change: Change, keys: Sequence[Keys], hits: Mapping[tuple[str, str], Hit], sides: Mapping[Of, _Side]
) -> None:
    """New handles are claimed; a contact point that belongs to somebody else becomes a proposal."""
    claimed: dict[tuple[str, str], tuple[Key, int]] = {}
    proposed: dict[tuple[Of, int, int], str] = {}
    for at, each in enumerate(keys):
        for key in each.keys:
            side = sides[key.of]
            subject = side.subject.get(at)
            if subject is None:
                continue
            place = key[:2]
            first = claimed.get(place)
            if first is None and place not in hits:
                if not key.asks:
                    claimed[place] = key, subject
                continue
            owner = _subject(hits, key, key.of)
            if owner is None and first is not None and first[0].of is key.of:
                owner = first[1]
            if owner is not None and not key.certain:
                proposed.setdefault((key.of, owner, subject), key.kind)
    write_handles(change, list(claimed.values()))
    _propose_names(keys, sides, proposed)
    _propose(change, proposed, sides)


def write_handles(change: Change, claimed: Sequence[tuple[Key, int]]) -> None:
    ids = change.ids(Handle, len(claimed)) if claimed else range(0)
    rows = [
        {
            "id": row,
            "hash": queries.handle_hash(key.kind, key.value),
            "kind": key.kind,
            "value": key.value,
            "person_id": subject if key.of is Of.PERSON else None,
            "company_id": subject if key.of is Of.COMPANY else None,
        }
        for row, (key, subject) in zip(ids, claimed, strict=True)
    ]
    if rows:
        change.claim(Handle, "hash", rows)


def _propose_names(
    keys: Sequence[Keys], sides: Mapping[Of, _Side], proposed: dict[tuple[Of, int, int], str]
) -> None:
    """A new company whose name is known already, without a second field that agrees."""
    side = sides[Of.COMPANY]
    fresh = {keys[at].company_key: subject for at, subject in side.subject.items() if subject in side.fresh}
    known = queries.same_name(fresh) if fresh else {}
    first: dict[str, int] = {}
    for at, subject in side.subject.items():
        name = keys[at].company_key
        if not name or subject not in side.fresh:
            continue
        other = known.get(name) or first.setdefault(name, subject)
        if other != subject:
            proposed.setdefault((Of.COMPANY, other, subject), "same_name")


def _propose(change: Change, proposed: Mapping[tuple[Of, int, int], str], sides: Mapping[Of, _Side]) -> None:
    """Only for rows that are new: a likeness is worth saying once."""
    ends = {of: queries.standing(of, {owner for kind, owner, _ in proposed if kind is of}) for of in Of}
    pairs = {
        (of, ends[of].get(owner, owner), subject): reason
        for (of, owner, subject), reason in proposed.items()
        if subject in sides[of].fresh and ends[of].get(owner, owner) not in sides[of].members[subject]
    }
    ids = change.ids(Proposal, len(pairs)) if pairs else range(0)
    for key, ((of, older, newer), reason) in zip(ids, pairs.items(), strict=True):
        change.insert(
            Proposal,
            id=key,
            kind=of.value,
            older_id=older,
            newer_id=newer,
            reason=reason,
            proposed_at=change.now,
            decided_at=None,
            same=None,
        )
        change.announce(
            [SameProposed(subject=Ref(of.value, newer), older=older, proposal=key, reason=reason)]
        )


def _result(at: int, sides: Mapping[Of, _Side], statement: int) -> Recognised:
    person, company = sides[Of.PERSON].subject.get(at), sides[Of.COMPANY].subject.get(at)
    nobody: frozenset[int] = frozenset()
    return Recognised(
        person=person,
        company=company,
        persons=sides[Of.PERSON].members[person] if person is not None else nobody,
        companies=sides[Of.COMPANY].members[company] if company is not None else nobody,
        person_facts=sides[Of.PERSON].facts[person] if person is not None else {},
        company_facts=sides[Of.COMPANY].facts[company] if company is not None else {},
        statement=statement,
        new_person=person in sides[Of.PERSON].fresh,
        new_company=company in sides[Of.COMPANY].fresh,
    )
