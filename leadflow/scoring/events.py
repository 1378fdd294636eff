"""What `scoring` announces."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from leadflow.kernel.events import CARRIED
from leadflow.leads.events import LeadEvent


@dataclass(frozen=True, kw_only=True)
class Graded(LeadEvent):
    """The grade of a lead is new or another one. `first`: it was just opened."""

    kind: ClassVar[str] = "lead.graded"

    fit: int
    interest: int
    grade: str
    first: bool = field(default=False, metadata=CARRIED)
