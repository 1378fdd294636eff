"""Where the buyer is in his decision: what signals tell, and beside it and before it a human's word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.kernel.refusals import Refusal
from leadflow.leads import rules
from leadflow.leads.events import PhaseSet
from leadflow.leads.models import Lead
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import Snapshot
from leadflow.leads.services import seen


@dataclass(frozen=True, slots=True)
class Inferred:
    """What the signals of a lead tell. `reason`: the key of the playbook's rule."""

    shot: Snapshot
    phase: str
    reason: str


def infer(change: Change, found: Sequence[Inferred]) -> None:
    """The machine's phase. Where a human set another one, that stays the phase of the lead."""
    for one in found:
        shot = one.shot
        if shot.phase_seen == one.phase:
            continue
        moves = shot.phase_by_human is None and shot.phase != one.phase
        after = replace(shot, phase_seen=one.phase, phase=shot.phase_by_human or one.phase)
        change.expect(Lead, {shot.id: shot.version})
        change.update(Lead, shot.id, phase=one.phase, **({"phase_at": change.now} if moves else {}))
        change.announce(
            [PhaseSet(lead=shot.id, snapshot=after, phase=one.phase, by_human=False, reason=one.reason)]
        )


def set_phase(ref: LeadRef, phase: str, *, by: Actor, now: datetime) -> None:
    """A human's word; the empty one gives the phase back to what the signals tell."""

    def think(change: Change) -> None:
        shot = seen(change, ref)
        if phase and phase not in rules.PHASES:
            raise Refusal("unknown_choice", value=phase)
        after = replace(shot, phase=phase or shot.phase_seen, phase_by_human=phase or None)
        moved = {"phase_at": now} if after.phase != shot.phase else {}
        change.update(Lead, shot.id, phase_by_human=phase or None, **moved)
        change.announce([PhaseSet(lead=shot.id, snapshot=after, phase=phase, by_human=True)])

    journal.change(think, by=by, now=now)
