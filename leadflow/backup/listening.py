"""What the room hears: somebody was erased, so that no older backup brings the person back."""

from __future__ import annotations

from collections.abc import Sequence

from leadflow.backup.services import NOTE
from leadflow.intake.events import ArrivalErased
from leadflow.journal.services import Change
from leadflow.privacy.events import PersonErased
from leadflow.queue import services as queue


def person_erased(change: Change, events: Sequence[PersonErased]) -> None:
    """With the arrivals that the same change erased."""
    spoke = [e.subject.id for e in change.events if isinstance(e, ArrivalErased) and e.subject]
    for event in events:
        queue.enqueue(change, NOTE, {"erasure": event.erasure, "arrivals": spoke})
