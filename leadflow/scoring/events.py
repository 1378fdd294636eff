"""What `scoring` announces."""

from __future__ import annotations

from dataclasses import field
from typing import ClassVar

from leadflow.kernel.events import CARRIED
from leadflow.kernel.values import quick
from leadflow.leads.events import LeadEvent


@quick(frozen=True, kw_only=True)
class Graded(LeadEvent):
    """The grade of a lead is new or another one. `first`: it was just opened."""

    kind: ClassVar[str] = "lead.graded"

    fit: int
    interest: int
    grade: str
    first: bool = field(default=False, metadata=CARRIED)
