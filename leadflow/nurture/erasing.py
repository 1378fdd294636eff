"""What this room blanks of a person: notes of steps in the plans of their leads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leadflow.journal.traces import Subject
from leadflow.journal.unit import Change
from leadflow.leads import erasing
from leadflow.nurture.models import Plan, Step


def erase(change: Change, subject: Subject) -> int:
    rows = list(
        Step.objects.filter(plan__lead_id__in=erasing.about(subject)).exclude(note="").select_related("plan")
    )
    change.expect(Plan, {row.plan_id: row.plan.version for row in rows})
    for row in rows:
        change.update(Step, row.id, note="")
    return len(rows)


def export(subject: Subject) -> Iterable[dict[str, Any]]:
    for row in Step.objects.filter(plan__lead_id__in=erasing.about(subject)).order_by("id"):
        yield {"due_at": row.due_at.isoformat(), "what": row.kind, "state": row.state, "note": row.note}
