"""What `qualification` announces."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from typing import ClassVar

from leadflow.kernel.events import CARRIED
from leadflow.kernel.values import quick
from leadflow.leads.events import LeadEvent


@quick(frozen=True, kw_only=True)
class VerdictGiven(LeadEvent):
    kind: ClassVar[str] = "lead.verdict_given"

    assessment: int
    verdict: str
    reason: str = ""
    revisit_at: datetime | None = None
    stage_before: str = field(default="", metadata=CARRIED)


@quick(frozen=True, kw_only=True)
class VerdictUndone(LeadEvent):
    kind: ClassVar[str] = "lead.verdict_undone"

    assessment: int
    verdict: str
