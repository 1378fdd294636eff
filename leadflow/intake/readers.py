"""Which door reads an arrival: from what is stored to what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from leadflow.intake.models import Arrival, Receipt
from leadflow.intake.rules import Reading, Unclear

Read = Callable[[Arrival], Reading | Unclear]


def of(receipt: Receipt, now: datetime) -> Read:
    raise NotImplementedError


def raw_values(row: Arrival) -> list[tuple[str, str]]:
    raise NotImplementedError
