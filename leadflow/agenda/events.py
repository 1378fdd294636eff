"""What `agenda` announces."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from leadflow.kernel.events import Event
from leadflow.kernel.values import quick


@quick(frozen=True, kw_only=True)
class NextSet(Event):
    """The one next thing of an open lead."""

    kind: ClassVar[str] = "agenda.set"

    what: str
    due_at: datetime
    deadline_at: datetime
    owner: int | None = None
    team: int | None = None
    attempt: int = 0
    fallback: bool = False
    reason: dict[str, Any] | None = None


@quick(frozen=True, kw_only=True)
class NextCleared(Event):
    """The lead is closed, merged or erased: nothing is due any more."""

    kind: ClassVar[str] = "agenda.cleared"
