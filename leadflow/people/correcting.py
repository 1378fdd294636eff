"""A human says how a person is reached, or what role it has: one statement, which can be unsaid as if it never was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from leadflow.journal.services import Change
from leadflow.kernel.events import Ref
from leadflow.kernel.facts import FURTHER, WRONG, Facts, Said, current
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.people import queries
from leadflow.people.events import Unsaid
from leadflow.people.finding import keys
from leadflow.people.learning import HUMAN_TRUST, Learned, insert_statement, learned_event
from leadflow.people.models import Handle, Person, Statement
from leadflow.people.points import MAIL, PHONE, Point
from leadflow.people.policy import MatchingPolicy
from leadflow.people.queries import Known
from leadflow.people.rules import Key, Of
from leadflow.people.services import write_handles

FACTS = {MAIL: "person.mail", PHONE: "person.phone"}


def added(card: queries.Card, kind: str, value: str, use: str) -> dict[str, Any]:
    """One more point; the first of its kind is the one to use. Refusal("point_known")."""
    if any(point.value == value and not point.wrong for point in card.points):
        raise Refusal("point_known", value=value)
    further = {FURTHER: [[kind, value, use]]}
    return (
        further if any(p.kind == kind and p.reaches for p in card.points) else {FACTS[kind]: value, **further}
    )


def preferred(card: queries.Card, value: str) -> dict[str, Any]:
    """From now on the one to use, whatever machines say. Refusal("point_unreachable") where mails come back."""
    point = _point(card, value)
    if not point.reaches:
        raise Refusal("point_unreachable", value=value)
    return {"person.mobile" if point.use == "mobile" else FACTS[point.kind]: value}


def wrong(card: queries.Card, value: str) -> dict[str, Any]:
    """Not this person's, or not any more."""
    return {WRONG: [_point(card, value).value]}


def _point(card: queries.Card, value: str) -> Point:
    found = next((point for point in card.points if point.value == value and not point.wrong), None)
    if found is None:
        raise Refusal("point_unknown", value=value)
    return found


def state(
    change: Change, person: int, values: Mapping[str, Any], policy: MatchingPolicy
) -> tuple[int, Facts]:
    """What a human says at the desk. The id of the statement, and the facts that stand from now on."""
    one = queries.known(Of.PERSON, [person])[person]
    said = [_said(row) for row in _rows(one)]
    learned = Learned(Of.PERSON, one.id, values, "desk", HUMAN_TRUST, human=True)
    key = change.id(Statement)
    insert_statement(change, key, learned, one.id)
    change.announce([learned_event(Of.PERSON, one.id, key, learned)])
    fresh = Said(dict(values), change.now, HUMAN_TRUST, human=True)
    return key, _fold(change, one, said, [*said, fresh], policy)


def unsay(
    change: Change, person: int, statement: int, policy: MatchingPolicy
) -> tuple[tuple[str, ...], Facts]:
    """What was said at the desk is taken back, and all is as before. Of what it spoke, and the facts that stand."""
    one = queries.known(Of.PERSON, [person])[person]
    rows = _rows(one)
    mine = [row for row in rows if row.id == statement and row.source == "desk" and row.human and row.values]
    if not mine:
        raise NotFound("statement")
    change.update(Statement, statement, values={}, erased_at=change.now)
    keys = tuple(mine[0].values)
    change.announce([Unsaid(subject=Ref("person", one.id), statement=statement, keys=keys)])
    left = [_said(row) for row in rows if row.id != statement]
    return keys, _fold(change, one, [_said(row) for row in rows], left, policy)


def _rows(one: Known) -> list[Statement]:
    return list(Statement.objects.filter(person_id__in=sorted(one.stands_for)).order_by("id"))


def _said(row: Statement) -> Said:
    return Said(queries.own(Of.PERSON, row.values), row.happened_at, row.trust, row.human)


def _fold(
    change: Change, one: Known, before: Sequence[Said], after: Sequence[Said], policy: MatchingPolicy
) -> Facts:
    facts = current(after)
    change.expect(Person, {one.id: one.version})
    change.update(Person, one.id, facts=facts)
    _move_handles(change, one, keys(before, one.facts, policy), keys(after, facts, policy))
    return facts


def _move_handles(
    change: Change,
    one: Known,
    before: Mapping[tuple[str, str], Key],
    after: Mapping[tuple[str, str], Key],
) -> None:
    """Whoever writes from an address that is not this person's is not taken for it."""
    rows = Handle.objects.filter(person_id__in=sorted(one.stands_for)).values_list("id", "kind", "value")
    for key, kind, value in rows:
        if (kind, value) in before and (kind, value) not in after:
            change.delete(Handle, key)
    new = [key for place, key in after.items() if place not in before]
    taken = queries.hits(new)
    write_handles(change, [(key, one.id) for key in new if (key.kind, key.value) not in taken])
