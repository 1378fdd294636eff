"""What this room blanks of a person: the wording and origin of consents; that there was an objection stays."""

from __future__ import annotations

from leadflow.journal.traces import Subject
from leadflow.journal.unit import Change
from leadflow.privacy.models import Consent


def erase(change: Change, subject: Subject) -> int:
    ids = list(Consent.objects.filter(person_id__in=subject.persons).values_list("id", flat=True))
    for key in ids:
        change.update(Consent, key, wording="")
    return len(ids)
