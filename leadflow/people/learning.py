"""What is learned about people beside arrivals: by hand, by a proposal decided, by a join taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM, Actor
from leadflow.kernel.events import Ref
from leadflow.kernel.facts import Facts, Said, current
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.people import finding, queries
from leadflow.people.events import (
    JoinUndone,
    PersonLearned,
    ProposalDecided,
    ProposalPutOff,
    ProposalReopened,
)
from leadflow.people.models import Join, Person, Proposal, Statement
from leadflow.people.policy import MatchingPolicy
from leadflow.people.queries import Known
from leadflow.people.rules import Of, Party
from leadflow.people.services import join, recognise

HUMAN_TRUST: Final = 100


@dataclass(frozen=True, slots=True)
class Learned:
    """Facts a human or a door states about one person or one company."""

    of: Of
    id: int
    values: Mapping[str, Any]
    source: str
    trust: int
    human: bool


def learn(change: Change, learned: Sequence[Learned]) -> list[Facts]:
    """One statement each; the facts that stand from now on are worked out anew and returned."""
    return [facts for of in Of for facts in _learn_about(change, of, [o for o in learned if o.of is of])]


def _learn_about(change: Change, of: Of, learned: Sequence[Learned]) -> list[Facts]:
    if not learned:
        return []
    model = queries.table(of)
    known = queries.known(of, {one.id for one in learned})
    said = {one.id: [s for s, _ in queries.said(of, [one]).get(one.id, ())] for one in known.values()}
    for key, one in zip(change.ids(Statement, len(learned)), learned, strict=True):
        subject = known[one.id]
        said[subject.id].append(Said(one.values, change.now, one.trust, one.human))
        insert_statement(change, key, one, subject.id)
        change.expect(model, {subject.id: subject.version})
        change.update(model, subject.id, facts=current(said[subject.id]))
        change.announce([learned_event(of, subject.id, key, one)])
    return [current(statements) for statements in said.values()]


def insert_statement(change: Change, key: int, one: Learned, subject: int) -> None:
    change.insert(
        Statement,
        id=key,
        person_id=subject if one.of is Of.PERSON else None,
        company_id=subject if one.of is Of.COMPANY else None,
        source=one.source[:16],
        arrival_id=None,
        by_id=change.by.user_id,
        happened_at=change.now,
        recorded_at=change.now,
        trust=one.trust,
        human=one.human,
        values=dict(one.values),
        erased_at=None,
    )


def learned_event(of: Of, subject: int, statement: int, one: Learned) -> PersonLearned:
    return PersonLearned(
        subject=Ref(of.value, subject),
        statement=statement,
        person=subject if of is Of.PERSON else None,
        company=subject if of is Of.COMPANY else None,
        keys=tuple(one.values),
    )


def undo_join(join_id: int, policy: MatchingPolicy, *, by: Actor, now: datetime) -> None:
    """The pointer is taken back; both rows know again what was said about each of them."""
    journal.change(lambda change: part(change, join_id, policy), by=by, now=now)


def part(change: Change, join_id: int, policy: MatchingPolicy) -> None:
    """As `undo_join`, within a change."""
    row = Join.objects.filter(id=join_id, undone_at__isnull=True).first()
    if row is None:
        raise NotFound("join")
    of = Of(row.kind)
    model = queries.table(of)
    change.update(Join, row.id, undone_at=change.now)
    change.update(model, row.gone_id, joined_into_id=None)
    rows = model._default_manager.filter(pk__in=[row.gone_id, row.into_id]).values_list("pk", "version")
    change.expect(model, dict(rows))
    sides = _refold_apart(change, of, row)
    if of is Of.PERSON:
        finding.restore(change, sides, policy)
    change.announce([JoinUndone(subject=Ref(of.value, row.gone_id), into=row.into_id, join=row.id)])


def _refold_apart(change: Change, of: Of, row: Join) -> list[tuple[int, list[Said]]]:
    """Facts of both sides, as if the pointer were gone already. What was said of each."""
    root = queries.known(of, [row.gone_id])[row.gone_id]
    gone = queries.groups(of, [row.gone_id])[row.gone_id]
    rest = root.stands_for - gone
    sides: list[tuple[int, list[Said]]] = []
    for subject, members in ((row.gone_id, gone), (root.id, rest)):
        side = Known(subject, 0, {}, None, members)
        sides.append((subject, [said for said, _ in queries.said(of, [side]).get(subject, [])]))
        change.update(queries.table(of), subject, facts=current(sides[-1][1]))
    version = {root.id: root.version}
    change.expect(queries.table(of), version)
    return sides


@dataclass(frozen=True, slots=True)
class Joint:
    """What a join brought together: all rows of both sides."""

    of: Of
    join: int
    gone: frozenset[int]
    into: frozenset[int]


def decide_proposal(proposal_id: int, *, same: bool, by: Actor, now: datetime) -> None:
    """A human says whether the two are one. Same: the newer one is joined by pointer."""
    journal.change(lambda change: decide(change, proposal_id, same=same), by=by, now=now)


def decide(change: Change, proposal_id: int, *, same: bool) -> Joint | None:
    """As `decide_proposal`, within a change; what was joined, if anything was left to join."""
    row = Proposal.objects.filter(id=proposal_id, decided_at__isnull=True).first()
    if row is None:
        raise Refusal("proposal_decided")
    of = Of(row.kind)
    change.update(Proposal, row.id, decided_at=change.now, same=same)
    change.announce([ProposalDecided(subject=Ref(of.value, row.newer_id), proposal=row.id, same=same)])
    if not same:
        return None
    known = queries.known(of, [row.newer_id, row.older_id])
    gone, into = known[row.newer_id], known[row.older_id]
    if gone.id == into.id:
        return None
    key = join(change, of, gone, into, reason="decided")
    _fold_together(change, of, gone, into)
    _settle(change, of, gone.stands_for | into.stands_for, but=row.id)
    return Joint(of, key, gone.stands_for, into.stands_for)


def _settle(change: Change, of: Of, everybody: frozenset[int], *, but: int = 0) -> None:
    """What else was asked about those who are one now is answered by it."""
    rows = Proposal.objects.filter(kind=of.value, older_id__in=everybody, newer_id__in=everybody)
    for row in rows.filter(decided_at__isnull=True).exclude(id=but):
        change.update(Proposal, row.id, decided_at=change.now, same=True)
        change.announce([ProposalDecided(subject=Ref(of.value, row.newer_id), proposal=row.id, same=True)])


def reopen(change: Change, proposal_id: int) -> int | None:
    """The answer is taken back; the join it brought, for the caller to part. Refuses what is not decided."""
    row = Proposal.objects.filter(id=proposal_id, decided_at__isnull=False).first()
    if row is None or row.decided_at is None:
        raise NotFound("proposal")
    change.update(Proposal, row.id, decided_at=None, same=None)
    change.announce([ProposalReopened(subject=Ref(row.kind, row.newer_id), proposal=row.id)])
    brought = Join.objects.filter(
        kind=row.kind, joined_at=row.decided_at, reason="decided", undone_at__isnull=True
    )
    return brought.values_list("id", flat=True).first()


def put_off(proposal_id: int, *, later: bool, by: Actor, now: datetime) -> None:
    """Not now: it goes to the end of the list, or back to its place."""

    def think(change: Change) -> None:
        row = Proposal.objects.filter(id=proposal_id, decided_at__isnull=True).first()
        if row is None:
            raise Refusal("proposal_decided")
        _put(change, row, later=later)

    journal.change(think, by=by, now=now)


def put_back(change: Change, proposal_id: int) -> bool:
    """Whether it was put off, and is no longer."""
    row = Proposal.objects.filter(id=proposal_id, decided_at__isnull=True, later_at__isnull=False).first()
    if row is not None:
        _put(change, row, later=False)
    return row is not None


def _put(change: Change, row: Proposal, *, later: bool) -> None:
    change.update(Proposal, row.id, later_at=change.now if later else None)
    change.announce([ProposalPutOff(subject=Ref(row.kind, row.newer_id), proposal=row.id, later=later)])


def join_alike(of: Of, ids: Sequence[int], *, now: datetime) -> None:
    """So alike that nobody needs to be asked: the younger ones point to the oldest."""

    def think(change: Change) -> None:
        known = {one.id: one for one in queries.known(of, ids).values()}
        into, *younger = (known[key] for key in sorted(known))
        for gone in younger:
            join(change, of, gone, into, reason="alike")
        everybody = frozenset[int]().union(*(one.stands_for for one in known.values()))
        _settle(change, of, everybody)
        _fold(change, of, Known(into.id, into.version, into.facts, into.company, everybody))

    journal.change(think, by=SYSTEM, now=now)


def _fold_together(change: Change, of: Of, gone: Known, into: Known) -> None:
    everybody = into.stands_for | gone.stands_for
    _fold(change, of, Known(into.id, into.version, into.facts, into.company, everybody))


def _fold(change: Change, of: Of, one: Known) -> None:
    """The facts of whoever stands for all of these."""
    said = queries.said(of, [one]).get(one.id, [])
    change.update(queries.table(of), one.id, facts=current(s for s, _ in said))


def meet(change: Change, party: Party, policy: MatchingPolicy) -> int | None:
    """Somebody speaks up in a lead that is there already: recognised or made. No enquiry tells of it, so this does."""
    who = recognise(change, [party], policy)[0]
    keys = tuple(party.person)
    subject = Ref(Of.PERSON.value, who.person or 0)
    change.announce(
        [
            PersonLearned(
                subject=subject, statement=who.statement, person=who.person, company=who.company, keys=keys
            )
        ]
    )
    return who.person


def make_person(change: Change, facts: Facts, *, company: int | None, source: str) -> int:
    """A person a human names on the desk; handles are claimed only where nobody has them yet."""
    party = Party(0, facts, {}, source, None, change.now, 100, human=True, user=change.by.user_id)
    person, statement = change.id(Person), change.id(Statement)
    change.insert(
        Person, id=person, version=1, company_id=company, facts=current([party.said()]), created_at=change.now
    )
    insert_statement(change, statement, Learned(Of.PERSON, person, facts, source, 100, human=True), person)
    change.announce(
        [learned_event(Of.PERSON, person, statement, Learned(Of.PERSON, person, facts, source, 100, True))]
    )
    return person


def facts_in(change: Change, person: int) -> Facts:
    """What is known of this row alone, as the change leaves it."""
    pending = change.updates.get(Person, {}).get(person, {})
    return (
        pending["facts"]
        if "facts" in pending
        else Person.objects.values_list("facts", flat=True).get(id=person)
    )
