"""What people did to background work. Its own coming and going is no business event."""

from __future__ import annotations

from typing import ClassVar

from leadflow.kernel.events import Event
from leadflow.kernel.values import quick


@quick(frozen=True, kw_only=True)
class JobStopped(Event):
    """Somebody asked for it; a running job returns at its next look."""

    kind: ClassVar[str] = "job.stopped"

    task: str


@quick(frozen=True, kw_only=True)
class JobRetried(Event):
    kind: ClassVar[str] = "job.retried"

    task: str
