"""What `nurture` announces. What a mail says and to whom stands with the mail."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from leadflow.kernel.events import Event
from leadflow.kernel.values import quick


@quick(frozen=True, kw_only=True)
class PlanStarted(Event):
    """A plan for one lead; `until` is the talk that was agreed."""

    kind: ClassVar[str] = "plan.started"

    plan: int
    template: str
    steps: int
    until: datetime | None = None


@quick(frozen=True, kw_only=True)
class PlanEnded(Event):
    """done, or stopped with its reason."""

    kind: ClassVar[str] = "plan.ended"

    plan: int
    state: str
    reason: str


@quick(frozen=True, kw_only=True)
class PlanResumed(Event):
    """What had ended it was taken back."""

    kind: ClassVar[str] = "plan.resumed"

    plan: int


@quick(frozen=True, kw_only=True)
class StepSet(Event):
    """One step of a plan stands in this state now: planned, done, skipped."""

    kind: ClassVar[str] = "plan.step_set"

    plan: int
    step: int
    what: str
    state: str
    due_at: datetime
    code: str = ""
    piece: int | None = None
