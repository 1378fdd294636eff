"""The only room that permits a contact, takes consent and objection down, and erases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from leadflow.delivery import services as delivery
from leadflow.journal import services as journal
from leadflow.journal import traces
from leadflow.journal.services import Change
from leadflow.journal.traces import Subject
from leadflow.kernel.actor import Actor
from leadflow.kernel.events import Ref
from leadflow.kernel.permit import Permit
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.people import queries as people
from leadflow.people.rules import Of
from leadflow.playbook import queries as playbook
from leadflow.privacy import queries
from leadflow.privacy.events import ConsentTaken, ConsentUndone, PersonErased
from leadflow.privacy.models import STANDS, UNDONE, Consent, Erasure
from leadflow.privacy.policy import PrivacyPolicy


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said about being contacted for a purpose: given, withdrawn, objected or lifted."""

    person: int
    purpose: str
    stand: str
    source: str
    happened_at: datetime
    arrival: int | None = None
    wording: str = ""


def take_consents(change: Change, said: Sequence[Said]) -> None:
    """Append-only: the latest by `happened_at` stands."""
    for key, one in zip(change.ids(Consent, len(said)) if said else (), said, strict=False):
        if one.stand not in STANDS:
            raise Refusal("unknown_choice", value=one.stand)
        change.insert(
            Consent,
            id=key,
            person_id=one.person,
            purpose=one.purpose,
            stand=one.stand,
            wording=one.wording,
            source=one.source[:16],
            arrival_id=one.arrival,
            by_id=change.by.user_id,
            happened_at=one.happened_at,
            recorded_at=change.now,
        )
        subject = Ref("person", one.person)
        change.announce([ConsentTaken(subject=subject, consent=key, purpose=one.purpose, stand=one.stand)])
    _stop_mails(change, [one for one in said if one.stand in ("objected", "withdrawn")])


def _stop_mails(change: Change, said: Sequence[Said]) -> None:
    """Whoever objects gets nothing more of what is on its way."""
    for purpose in {one.purpose for one in said}:
        asked = {one.person for one in said if one.purpose == purpose}
        known = people.known(Of.PERSON, asked)
        persons = asked | {member for one in known.values() for member in one.stands_for}
        delivery.drop(change, "objected", persons=persons, purpose=purpose)


def take_back(change: Change, persons: Iterable[int], arrivals: set[int]) -> set[int]:
    """What these arrivals had said of consents stands no more; those of whom something else was said."""
    others: set[int] = set()
    for row in Consent.objects.filter(person_id__in=sorted(persons)).exclude(stand=UNDONE):
        if row.arrival_id not in arrivals:
            others.add(row.person_id)
            continue
        change.update(Consent, row.id, stand=UNDONE)
        subject = Ref("person", row.person_id)
        change.announce([ConsentUndone(subject=subject, consent=row.id, purpose=row.purpose)])
    return others


def record_consent(said: Said, *, by: Actor, now: datetime) -> None:
    """By hand, as heard on the phone."""

    def think(change: Change) -> None:
        if playbook.at(now).section(PrivacyPolicy).purpose(said.purpose) is None:
            raise Refusal("unknown_choice", value=said.purpose)
        take_consents(change, [said])

    journal.change(think, by=by, now=now)


def permit(person: int, purpose: str, *, now: datetime) -> Permit:
    """The leave to contact somebody, or Refusal("contact_not_permitted") with the stand that forbids it."""
    declared = playbook.at(now).section(PrivacyPolicy).purpose(purpose)
    if declared is None:
        raise Refusal("unknown_choice", value=purpose)
    stand = queries.stands([person], purpose).get(person)
    if stand == "given":
        return Permit(person, purpose, "consent", now)
    if stand in ("objected", "withdrawn") or declared.basis == "consent":
        raise Refusal("contact_not_permitted", purpose=purpose, stand=stand or "none")
    return Permit(person, purpose, declared.basis, now)


def permits(persons: Iterable[int], purpose: str, *, now: datetime) -> dict[int, Permit]:
    """The leave to contact each of them; who is not in it must not be contacted."""
    declared = playbook.at(now).section(PrivacyPolicy).purpose(purpose)
    asked = set(persons)
    if declared is None or not asked:
        return {}
    found = queries.stands(asked, purpose)
    basis = {person: "consent" if found.get(person) == "given" else declared.basis for person in asked}
    refused = {p for p in asked if found.get(p) in ("objected", "withdrawn")}
    refused |= {p for p in asked if basis[p] == "consent" and found.get(p) != "given"}
    return {person: Permit(person, purpose, basis[person], now) for person in sorted(asked - refused)}


def erase(person: int, *, by: Actor, now: datetime) -> dict[str, int]:
    """Nothing of the person is left in any room; counts stay. Returns the rows blanked per room."""

    def think(change: Change) -> dict[str, int]:
        subject = queries.subject(person)
        counts = {keeper.room: keeper.erase(change, subject) for keeper in traces.keepers()}
        key = change.id(Erasure)
        change.insert(
            Erasure, id=key, persons=sorted(subject.persons), erased=counts, by_id=by.user_id, erased_at=now
        )
        change.announce([PersonErased(subject=Ref("person", min(subject.persons)), erasure=key)])
        return counts

    counts = journal.change(think, by=by, now=now)
    journal.scrub()
    return counts


def find(words: str) -> list[int]:
    """Persons known by a mail address, a phone number or an id, for an erasure or an export."""
    words = words.strip()
    if words.isdigit():
        found = people.known(Of.PERSON, [int(words)])
        return [one.id for one in found.values()]
    persons = people.by_point(words)
    if not persons:
        raise NotFound("person")
    return persons


def export(person: int) -> dict[str, list[object]]:
    """All the house holds of the person, room by room."""
    subject: Subject = queries.subject(person)
    return {keeper.room: list(keeper.export(subject)) for keeper in traces.keepers()}
