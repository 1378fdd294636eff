"""The one page that sales gets with an opportunity: plain values, for the desk, for print and for a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from leadflow.accounts import queries as accounts
from leadflow.handover import queries
from leadflow.handover.queries import OfferLine
from leadflow.kernel.facts import is_known
from leadflow.kernel.home import home
from leadflow.kernel.phone import normal_phone, shown_phone
from leadflow.leads import lists
from leadflow.leads import queries as leads
from leadflow.leads.policy import LeadsPolicy
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import Snapshot
from leadflow.people import queries as people
from leadflow.people.queries import Card
from leadflow.people.rules import text
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactDeclaration, FactsPolicy
from leadflow.playbook.rules import Playbook
from leadflow.privacy import queries as privacy
from leadflow.scoring import queries as scoring
from leadflow.scoring.policy import ScoringPolicy

MOST_TALKS = 6


@dataclass(frozen=True, slots=True)
class Person:
    """Whom one talks to. Points of contact the person objected to are left out."""

    name: str
    function: str
    role: str
    phones: tuple[tuple[str, str], ...]
    """(to be dialled, to be read)"""
    mail: str


@dataclass(frozen=True, slots=True)
class Talk:
    """One contact we had, newest first."""

    at: datetime
    kind: str
    note: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """Texts are in the language asked for; `grade` is empty until the lead was looked at."""

    title: str
    offer: str
    price: str
    place: str
    source: str
    phase: str
    grade: str
    reasons: tuple[str, ...]
    need: str
    persons: tuple[Person, ...]
    missing_roles: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    talks: tuple[Talk, ...]
    message: str
    by: str
    offered: OfferLine | None


def of(ref: LeadRef, now: datetime, language: str) -> Dossier:
    """Only what whoever asks may see: a sales partner gets no points and none of our notes."""
    shot, line, book = leads.snapshot(ref), lists.line(ref), playbook.at(now)
    offers = queries.of_lead(ref)
    offered = offers[0] if offers else None
    policy = book.section(LeadsPolicy)
    declared = policy.offer(line.offer) or policy.first_offer
    channel = policy.channel(line.channel)
    campaign = leads.campaign_names([line.campaign]).get(line.campaign or 0, "") if line.campaign else ""
    found = scoring.explain(shot, now)
    labels = {rule.key: rule.label.in_(language) for rule in book.section(ScoringPolicy).rules}
    strongest = sorted(found.reasons, key=lambda reason: -reason.points)
    roles = book.section(FactsPolicy).get("person.role")
    persons = _persons(ref, roles, language)
    inside = not ref.seen_by.roles <= {"partner"}
    return Dossier(
        title=line.title,
        offer=declared.label.in_(language),
        price=f"{declared.price.amount} {declared.price.currency}",
        place=" ".join(
            part for part in (_said(shot, "company.postcode"), _said(shot, "company.city")) if part
        ),
        source=", ".join(part for part in (channel.label.in_(language) if channel else "", campaign) if part),
        phase=policy.phases.of(shot.phase).label.in_(language),
        grade=found.grade if inside and line.heat is not None else "",
        reasons=tuple(labels.get(r.key, r.key) for r in strongest if r.points > 0 and inside)[:4],
        need=_said(shot, "lead.need"),
        persons=persons,
        missing_roles=_missing(shot, roles, language),
        facts=_facts(ref, shot, book, language),
        talks=_talks(ref, book, language) if inside else (),
        message=offered.message if offered else "",
        by=accounts.names([offered.by]).get(offered.by or 0, "") if offered else "",
        offered=offered,
    )


def _said(shot: Snapshot, key: str) -> str:
    return text(shot.facts, key)


def _persons(ref: LeadRef, role: FactDeclaration | None, language: str) -> tuple[Person, ...]:
    persons = lists.contacts(ref)
    cards = people.cards(persons)
    calls, mails = privacy.stands(persons, "phone"), privacy.stands(persons, "mail")
    found: dict[int, Person] = {}
    for asked, card in cards.items():
        found[card.id] = _person(
            card,
            role,
            language,
            may_call=calls.get(asked) not in ("objected", "withdrawn"),
            may_mail=mails.get(asked) not in ("objected", "withdrawn"),
        )
    return tuple(found.values())


def _person(
    card: Card, role: FactDeclaration | None, language: str, *, may_call: bool, may_mail: bool
) -> Person:
    choice = role.choice(card.facts.get("person.role")) if role else None
    phones = [
        (n.replace(" ", ""), shown_phone(normal_phone(n, home().phone_country) or n)) for n in card.phones
    ]
    return Person(
        card.name,
        text(card.facts, "person.function"),
        choice.label.in_(language) if choice else "",
        tuple(phones) if may_call else (),
        card.mails[0] if card.mails and may_mail else "",
    )


def _missing(shot: Snapshot, role: FactDeclaration | None, language: str) -> tuple[str, ...]:
    choices = role.choices if role else ()
    return tuple(c.label.in_(language) for c in choices if c.key not in shot.roles and c.key != "other")


def _facts(ref: LeadRef, shot: Snapshot, book: Playbook, language: str) -> tuple[tuple[str, str], ...]:
    """Key information that is known, as far as this reader's roles may see it."""
    roles = ref.seen_by.roles
    return tuple(
        (fact.label.in_(language), _value(fact, shot.facts, language))
        for fact in book.section(FactsPolicy).key_information()
        if fact.key != "lead.need" and is_known(shot.facts.get(fact.key)) and roles & set(fact.seen_by)
    )


def _value(fact: FactDeclaration, facts: Mapping[str, object], language: str) -> str:
    choice = fact.choice(facts.get(fact.key))
    return choice.label.in_(language) if choice else str(facts.get(fact.key))


def _talks(ref: LeadRef, book: Playbook, language: str) -> tuple[Talk, ...]:
    policy = book.section(LeadsPolicy)
    found = []
    for touch in leads.touches(ref)[:MOST_TALKS]:
        kind = policy.touch(touch.kind)
        found.append(Talk(touch.happened_at, kind.label.in_(language) if kind else touch.kind, touch.note))
    return tuple(found)
