"""What this room blanks of a person, and what it tells the person about itself. The company stays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leadflow.journal.traces import Subject
from leadflow.journal.unit import Change
from leadflow.people import queries
from leadflow.people.models import Handle, Person, Statement, Trait
from leadflow.people.queries import own
from leadflow.people.rules import Of


def erase(change: Change, subject: Subject) -> int:
    persons = Person.objects.filter(id__in=subject.persons)
    versions = dict(persons.values_list("id", "version"))
    change.expect(Person, versions)
    for key in versions:
        change.update(Person, key, facts={}, erased_at=change.now)
    statements = list(Statement.objects.filter(person_id__in=subject.persons).values_list("id", "values"))
    for key, values in statements:
        change.update(Statement, key, values=own(Of.COMPANY, values), erased_at=change.now)
    handles = list(Handle.objects.filter(person_id__in=subject.persons).values_list("id", flat=True))
    for key in handles:
        change.delete(Handle, key)
    traits = list(
        Trait.objects.filter(kind=Of.PERSON.value, subject_id__in=subject.persons).values_list(
            "id", flat=True
        )
    )
    for key in traits:
        change.delete(Trait, key)
    return len(versions) + len(statements) + len(handles)


def export(subject: Subject) -> Iterable[dict[str, Any]]:
    for s in Statement.objects.filter(person_id__in=subject.persons).order_by("id"):
        yield {"said": own(Of.PERSON, s.values), "source": s.source, "happened_at": s.happened_at.isoformat()}
    cards = queries.cards(sorted(subject.persons))
    for card in {card.id: card for card in cards.values()}.values():
        for one in card.points:
            yield {
                "contact_point": one.value,
                "kind": one.kind,
                "use": one.use,
                "main": one.main,
                "wrong": one.wrong,
            }
