"""Reading consent, and who a person is in all rooms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from leadflow.delivery.gates import Outgoing
from leadflow.delivery.services import PERMITTED
from leadflow.journal import lookup
from leadflow.journal.traces import Subject
from leadflow.kernel.refusals import NotFound
from leadflow.people import points
from leadflow.people import queries as people
from leadflow.people.rules import Of
from leadflow.playbook import queries as playbook
from leadflow.privacy.models import UNDONE, Consent, Erasure
from leadflow.privacy.policy import PrivacyPolicy

NAMES: Final = ("person.surname", "person.name")


@dataclass(frozen=True, slots=True)
class Stand:
    purpose: str
    stand: str
    source: str
    happened_at: datetime


def stands(persons: Iterable[int], purpose: str) -> dict[int, str]:
    """Person -> what stands for a purpose, whoever of the joined rows said it."""
    known = people.known(Of.PERSON, persons)
    owner = {member: asked for asked, one in known.items() for member in one.stands_for}
    names = ("happened_at", "id", "person_id", "purpose", "stand")
    rows = sorted(lookup.rows(Consent, names, "person_id", owner))
    return {
        owner[person]: stand for _, _, person, about, stand in rows if about == purpose and stand != UNDONE
    }


def of_persons(persons: Iterable[int]) -> dict[int, list[Stand]]:
    """Person -> the latest stand per purpose."""
    known = people.known(Of.PERSON, persons)
    owner = {member: asked for asked, one in known.items() for member in one.stands_for}
    latest: dict[tuple[int, str], Stand] = {}
    for c in (
        Consent.objects.filter(person_id__in=sorted(owner))
        .exclude(stand=UNDONE)
        .order_by("happened_at", "id")
    ):
        latest[owner[c.person_id], c.purpose] = Stand(c.purpose, c.stand, c.source, c.happened_at)
    found: dict[int, list[Stand]] = {}
    for (person, _), stand in latest.items():
        found.setdefault(person, []).append(stand)
    return found


def objection(mail: Outgoing, now: datetime) -> str:
    """Asked again when a mail is sent: whether the person still lets us write. "" where nothing stands against it."""
    if mail.person is None or mail.sort not in PERMITTED:
        return ""
    declared = playbook.at(now).section(PrivacyPolicy).purpose(mail.purpose)
    stand = stands([mail.person], mail.purpose).get(mail.person)
    if stand in ("objected", "withdrawn"):
        return stand
    return "" if stand == "given" or (declared and declared.basis != "consent") else "no_consent"


def subject(person: int) -> Subject:
    """All ids that stand for the human, and every word of theirs that must not be found after an erasure."""
    known = people.known(Of.PERSON, [person])
    if person not in known:
        raise NotFound("person")
    persons = known[person].stands_for
    return Subject(persons, tuple(sorted(words(people.said_about(persons)))))


def words(said: Iterable[Mapping[str, Any]]) -> set[str]:
    """Names, mails and phones ever stated: what notes and tags are searched for."""
    said = list(said)
    names = {v for values in said for k in NAMES if isinstance(v := values.get(k), str)}
    return {word for word in names | points.addresses(said) if len(word) > 2}


def export(subject: Subject) -> Iterable[dict[str, Any]]:
    for c in Consent.objects.filter(person_id__in=subject.persons).order_by("id"):
        yield {
            "purpose": c.purpose,
            "stand": c.stand,
            "wording": c.wording,
            "source": c.source,
            "happened_at": c.happened_at.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class ErasureView:
    persons: tuple[int, ...]
    erased_at: datetime


def erasures() -> list[ErasureView]:
    """All that were carried out, oldest first."""
    rows = Erasure.objects.order_by("id").values_list("persons", "erased_at")
    return [ErasureView(tuple(persons), erased_at) for persons, erased_at in rows.iterator()]


def erasure(key: int) -> ErasureView:
    row = Erasure.objects.filter(id=key).first()
    if row is None:
        raise NotFound("erasure")
    return ErasureView(tuple(row.persons), row.erased_at)


def newest_erasure() -> int:
    """0 where nobody was erased yet."""
    return Erasure.objects.order_by("-id").values_list("id", flat=True).first() or 0
