"""What is corrected about one contact of a lead: how it is reached, and its role. The lead hears of it at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.kernel.facts import Facts
from leadflow.kernel.refusals import NotFound
from leadflow.leads import lists, placing
from leadflow.leads.events import LeadLearned
from leadflow.leads.models import Lead
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import Snapshot, known_of
from leadflow.leads.services import seen
from leadflow.people import correcting
from leadflow.people import queries as people
from leadflow.people.policy import MatchingPolicy
from leadflow.people.queries import Card
from leadflow.people.rules import Of, text
from leadflow.playbook import queries as playbook

Says = Callable[[Card], Mapping[str, Any]]


def correct(ref: LeadRef, person: int, says: Says, *, by: Actor, now: datetime) -> int:
    """`says`: from the contact as it stands, what is stated of it. The statement, by which it can be unsaid."""

    def think(change: Change) -> int:
        shot = _of_lead(seen(change, ref), person)
        values = says(people.cards([person])[person])
        statement, facts = correcting.state(change, person, values, _policy(now))
        _tell(change, shot, person, facts, tuple(values))
        return statement

    return journal.change(think, by=by, now=now)


def take_back(ref: LeadRef, person: int, statement: int, *, by: Actor, now: datetime) -> None:
    """NotFound("statement") where it was taken back already, or said elsewhere than at the desk."""

    def think(change: Change) -> None:
        shot = _of_lead(seen(change, ref), person)
        keys, facts = correcting.unsay(change, person, statement, _policy(now))
        _tell(change, shot, person, facts, keys)

    journal.change(think, by=by, now=now)


def _policy(now: datetime) -> MatchingPolicy:
    return playbook.at(now).section(MatchingPolicy)


def _of_lead(shot: Snapshot, person: int) -> Snapshot:
    if person not in shot.contacts:
        raise NotFound("person")
    return shot


def _tell(change: Change, shot: Snapshot, person: int, facts: Facts, keys: tuple[str, ...]) -> None:
    """This lead and each other open one of the person."""
    for one in {one.id: one for one in (*placing.open_leads(person), shot)}.values():
        contacts = lists.contacts_of(one.id)
        known = people.known(Of.PERSON, {*contacts, person})
        said = {each.id: each.facts for each in known.values()} | {known[person].id: facts}
        persons = [said[key] for key in dict.fromkeys(known[each].id for each in contacts)]
        others = {key: value for key, value in one.facts.items() if not key.startswith("person.")}
        roles = frozenset(text(each, "person.role") for each in persons) - {""}
        change.expect(Lead, {one.id: one.version})
        after = replace(one, facts={**known_of(persons), **others}, roles=roles)
        change.announce([LeadLearned(lead=one.id, snapshot=after, statement=None, keys=keys)])
