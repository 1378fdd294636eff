"""Who was erased, told to the ledgers; and erased again in a house that came out of an older backup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings

from leadflow.backup import ledger
from leadflow.backup.ledger import Erased
from leadflow.backup.places import Folder, Place
from leadflow.files import services as files
from leadflow.intake import erasing as intake
from leadflow.intake import queries as arrivals
from leadflow.kernel.actor import SYSTEM
from leadflow.people import queries as people
from leadflow.privacy import queries as privacy
from leadflow.privacy import services as privacies


def own() -> Folder:
    """Each home keeps a ledger of its own, beside the one at the backups."""
    return Folder(Path(settings.HOME))


def note_all(place: Place) -> None:
    """All erasures of the house, and what the home's ledger knows from houses before it."""
    known = place.entries()
    stems = {ledger.stem_of(name) for name in known}
    for one in _all():
        if one.stem not in stems:
            place.note(one.name, one.written())
    for name, text in own().noted(known):
        place.note(name, text)


def _all() -> list[Erased]:
    found = privacy.erasures()
    made = people.made({person for one in found for person in one.persons})
    return [
        Erased(erased_at=one.erased_at, persons=tuple((key, made[key]) for key in one.persons if key in made))
        for one in found
    ]


def note(erasure: int, spoke: Sequence[int], places: Iterable[Place]) -> None:
    """One erasure with the arrivals that spoke of the person: in a backup they may not be understood yet."""
    one = privacy.erasure(erasure)
    made, received = people.made(one.persons), arrivals.received(spoke)
    entry = Erased(
        erased_at=one.erased_at,
        persons=tuple((key, made[key]) for key in one.persons if key in made),
        arrivals=tuple(sorted(received.items())),
    )
    for place in (own(), *places):
        place.note(entry.name, entry.written())


def read(places: Iterable[Place]) -> list[Erased]:
    """Refusal("ledger_damaged")."""
    found: dict[str, Erased] = {}
    for place in places:
        for name, text in place.noted(found.keys()):
            found[name] = ledger.read(text, name)
    return [found[name] for name in sorted(found)]


def erase_again(entries: Iterable[Erased], made_at: datetime, now: datetime) -> int:
    """In this very house; how many persons it was. Only rows that were made at the very moment are meant."""
    count = 0
    for entry in ledger.since(entries, made_at):
        for person in _still_there(entry):
            if people.is_there(person):
                privacies.erase(person, by=SYSTEM, now=now)
                count += 1
        received = arrivals.received([key for key, _ in entry.arrivals])
        intake.erase_arrivals(
            [key for key, at in entry.arrivals if received.get(key) == at], by=SYSTEM, now=now
        )
        own().note(entry.name, entry.written())
    files.settle_erasures()
    return count


def _still_there(entry: Erased) -> list[int]:
    made = people.made([key for key, _ in entry.persons])
    return [key for key, at in entry.persons if made.get(key) == at]
