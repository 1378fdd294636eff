"""Whoever named no company turns out to belong to one: the person's open leads become the company's, and can part."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from leadflow.journal import queries as entries
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM, Actor
from leadflow.kernel.facts import Facts
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import merging, queries
from leadflow.leads.events import CompanyAdopted, CompanyLeft
from leadflow.leads.models import Lead, Merge
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import Snapshot, title
from leadflow.leads.services import seen
from leadflow.people import belonging
from leadflow.people import queries as people
from leadflow.people.policy import MatchingPolicy
from leadflow.people.rules import Of, display_name
from leadflow.playbook import queries as playbook

logger = logging.getLogger(__name__)


def settle(
    persons: Collection[int], companies: Collection[int], policy: MatchingPolicy, now: datetime
) -> None:
    """Behind the door: who writes from a domain that one company alone uses belongs to it."""
    waiting = belonging.waiting_for(companies, policy) if companies else set()
    for person in sorted(belonging.without_company({*persons} | waiting, policy)):
        if belonging.belongs(person, policy).certain is not None:
            _settle_one(person, policy, now)


def _settle_one(person: int, policy: MatchingPolicy, now: datetime) -> None:
    """Where a lead that somebody works on would have to be merged, its page asks instead."""

    def think(change: Change) -> None:
        found = belonging.belongs(person, policy)
        if found.certain is None:
            return
        shots = _without_company(person)
        held = _held(shots, found.certain)
        if all(shot.is_untouched for shot in shots if shot.offer in held):
            _place(change, person, found.certain, found.domain)

    try:
        journal.change(think, by=SYSTEM, now=now)
    except Refusal as refusal:
        logger.info("person %s stays without a company: %s", person, refusal.code)


def place(ref: LeadRef, person: int, company: int, *, by: Actor, now: datetime) -> int:
    """A human says so. Refusal("company_moved") where it is no longer one of those who use the domain."""

    def think(change: Change) -> int:
        shot = seen(change, ref)
        if person not in shot.contacts:
            raise NotFound("person")
        found = belonging.belongs(person, playbook.at(now).section(MatchingPolicy))
        if company not in found.companies:
            raise Refusal("company_moved")
        return _place(change, person, company, found.domain, human=True)

    return journal.change(think, by=by, now=now)


def _place(change: Change, person: int, company: int, domain: str, *, human: bool = False) -> int:
    statement, facts = belonging.place(change, person, company, domain, human=human)
    shots = _without_company(person)
    held = _held(shots, company)
    for shot in shots:
        into = held.get(shot.offer)
        if into is None:
            _adopt(change, shot, company, facts, statement)
        else:
            merging.merge(change, [shot], queries.snapshots([into])[into], reason=_reason(statement))
    return statement


def _without_company(person: int) -> list[Snapshot]:
    return [shot for shot in open_leads(person) if shot.company is None]


def _held(shots: Collection[Snapshot], company: int) -> dict[str, int]:
    """Offer -> the open lead that the company has for it."""
    offers = {shot.offer for shot in shots}
    return {
        found.offer: found.lead
        for found in queries.of_parties((), people.groups(Of.COMPANY, [company])[company], offers)
        if queries.snapshots([found.lead])[found.lead].is_open
    }


def _reason(statement: int) -> str:
    return f"placed:{statement}"


def open_leads(person: int) -> list[Snapshot]:
    """Those of which somebody is a contact, whoever stands for them today."""
    leads = queries.standing(_leads(person))
    return [shot for shot in queries.snapshots(set(leads.values())).values() if shot.is_open]


def _adopt(change: Change, shot: Snapshot, company: int, facts: Facts, statement: int) -> None:
    change.expect(Lead, {shot.id: shot.version})
    change.update(Lead, shot.id, company_id=company, title=title(facts, "", ""))
    after = replace(shot, company=company, firms=shot.firms | {company}, facts={**shot.facts, **facts})
    change.announce([CompanyAdopted(lead=shot.id, snapshot=after, company=company, statement_of=statement)])


def displace(ref: LeadRef, statement: int, *, by: Actor, now: datetime) -> None:
    """They do not belong there after all: person, leads and what is next are as before."""

    def think(change: Change) -> None:
        shot = seen(change, ref)
        if statement not in {key for key, _ in placed(ref, shot)}:
            raise NotFound("statement")
        person, company = belonging.displace(change, statement)
        for row in Merge.objects.filter(reason=_reason(statement), undone_at__isnull=True).order_by("-id"):
            merging.part(change, row)
        for lead in _adopted(person, statement):
            _leave(change, lead, company)

    journal.change(think, by=by, now=now)


def _adopted(person: int, statement: int) -> list[int]:
    """Leads that got the company by this statement, each of the person's."""
    told = entries.of_leads(sorted(_leads(person)), [CompanyAdopted.kind])
    return [one.lead for one in told if one.lead and one.payload.get("statement_of") == statement]


def _leads(person: int) -> set[int]:
    """Of which this person is a contact, merged ones too."""
    members = people.groups(Of.PERSON, [person])[person]
    return {lead for lead, _, _ in queries.links(set(members), set())}


def _leave(change: Change, lead: int, company: int) -> None:
    shot = queries.snapshots([lead])[lead]
    if shot.company != company:
        return
    change.expect(Lead, {lead: shot.version})
    change.give_up(Lead, lead, company_id=None)
    person = Lead.objects.values_list("person_id", flat=True).get(id=lead)
    known = people.known(Of.PERSON, [person]) if person else {}
    change.update(Lead, lead, title=title({}, display_name(known[person].facts) if person else "", ""))
    own = {key: value for key, value in shot.facts.items() if not key.startswith("company.")}
    change.announce(
        [CompanyLeft(lead=lead, snapshot=replace(shot, company=None, facts=own), company=company)]
    )


def placed(ref: LeadRef, shot: Snapshot) -> list[tuple[int, int]]:
    """Statements by which this lead, or one merged into it, came to its company: (statement, company)."""
    if shot.company is None:
        return []
    told = entries.of_leads(sorted(queries.groups([ref.id])[ref.id]), [CompanyAdopted.kind])
    merged = Merge.objects.filter(into_id=ref.id, reason__startswith="placed:", undone_at__isnull=True)
    by_merge = [int(reason.partition(":")[2]) for reason in merged.values_list("reason", flat=True)]
    said = {key for one in told if isinstance(key := one.payload.get("statement_of"), int)} | {*by_merge}
    return belonging.standing(sorted(said))
