"""What this room blanks of a person: the words beside a verdict. The verdict stays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leadflow.journal.traces import Subject
from leadflow.journal.unit import Change
from leadflow.leads import erasing
from leadflow.qualification.models import Assessment


def erase(change: Change, subject: Subject) -> int:
    return erasing.blank_texts(change, subject, Assessment, ("note",))


def export(subject: Subject) -> Iterable[dict[str, Any]]:
    for one in Assessment.objects.filter(lead_id__in=erasing.about(subject)).order_by("id"):
        yield {"verdict": one.verdict, "given_at": one.given_at.isoformat(), "note": one.note}
