"""Which edition of a lead somebody has read: another one whenever the lead, its company or a person in it changed."""

from __future__ import annotations

import hashlib

from leadflow.leads.rules import Snapshot
from leadflow.people import queries as people
from leadflow.people.rules import Of


def edition(shot: Snapshot) -> str:
    """Sixteen letters over the versions of all rows that the lead is read from."""
    persons = people.known(Of.PERSON, shot.contacts).values()
    companies = people.known(Of.COMPANY, [shot.company] if shot.company is not None else []).values()
    seen = [
        shot.version,
        *sorted({(one.id, one.version) for one in persons}),
        *sorted({(one.id, one.version) for one in companies}),
    ]
    return hashlib.blake2b(repr(seen).encode(), digest_size=8).hexdigest()
