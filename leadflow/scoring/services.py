"""The only writer of scores: added up whenever something about the lead changes, and again as interest fades."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from leadflow.journal import lookup
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM
from leadflow.leads import queries as leads
from leadflow.leads.events import LeadEvent
from leadflow.leads.models import Lead
from leadflow.leads.rules import Snapshot
from leadflow.playbook import queries as playbook
from leadflow.playbook.rules import Playbook
from leadflow.scoring.events import Graded
from leadflow.scoring.models import Score
from leadflow.scoring.queries import explain

FADE_EVERY = timedelta(hours=20)


def grade(change: Change, events: Sequence[LeadEvent]) -> None:
    """Listener: the last snapshot of each lead in the batch counts."""
    shots = {event.snapshot.id: event.snapshot for event in events}
    book = playbook.at(change.now)
    known = [key for key in shots if not change.opened(Lead, key)]
    before = _stored(known) if known else {}
    for shot in shots.values():
        if not shot.merged and not shot.erased:
            _grade_one(change, shot, book, before.get(shot.id))


def _stored(ids: Sequence[int]) -> dict[int, str]:
    """Lead -> its grade so far."""
    rows = lookup.rows(Score, ("lead_id", "fit_grade", "interest_grade"), "lead_id", set(ids))
    return {lead: f"{fit}{interest}" for lead, fit, interest in rows}


def _grade_one(change: Change, shot: Snapshot, book: Playbook, before: str | None) -> None:
    found = explain(shot, change.now)
    values = {
        "fit": found.fit,
        "interest": found.interest,
        "fit_grade": found.fit_grade,
        "interest_grade": found.interest_grade,
        "as_of": change.now,
        "playbook": book.number,
        "fades": found.fades,
    }
    first = before is None and change.fresh(Score, shot.id) is None
    if first:
        change.insert(Score, lead_id=shot.id, **values)
    else:
        change.update(Score, shot.id, **values)
    if first or (before is not None and before != found.grade):
        change.announce(
            [
                Graded(
                    lead=shot.id,
                    snapshot=shot,
                    fit=found.fit,
                    interest=found.interest,
                    grade=found.grade,
                    first=first,
                )
            ]
        )


def fade(*, now: datetime, limit: int = 500) -> int:
    """Add up again what has faded since yesterday; how many leads it was."""
    stale = Score.objects.filter(fades=True, as_of__lt=now - FADE_EVERY).order_by("as_of")
    ids = list(stale.values_list("lead_id", flat=True)[:limit])

    def think(change: Change) -> None:
        shots = leads.snapshots(ids)
        before = _stored(ids)
        book = playbook.at(now)
        change.expect(Lead, {shot.id: shot.version for shot in shots.values()})
        for shot in shots.values():
            _grade_one(change, shot, book, before.get(shot.id))

    if ids:
        journal.change(think, by=SYSTEM, now=now)
    return len(ids)
