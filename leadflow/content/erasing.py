"""Links say which piece a person took: after an erasure they belong to nobody, and the counts stay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leadflow.content.models import Link
from leadflow.journal.traces import Subject
from leadflow.journal.unit import Change


def erase(change: Change, subject: Subject) -> int:
    rows = list(Link.objects.filter(person__in=subject.persons).only("id", "version"))
    change.expect(Link, {row.id: row.version for row in rows})
    for row in rows:
        change.update(Link, row.id, token_hash=f"erased {row.id}", person_id=None)
    return len(rows)


def export(subject: Subject) -> Iterable[dict[str, Any]]:
    for row in Link.objects.filter(person__in=subject.persons).select_related("piece").order_by("id"):
        yield {
            "piece": row.piece.title,
            "offered_at": row.made_at.isoformat(),
            "taken_at": row.taken_at.isoformat() if row.taken_at else None,
            "times": row.times,
        }
