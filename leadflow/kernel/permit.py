"""The leave to contact somebody. Only `privacy` makes one; whoever sends or dials must show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Permit:
    """Given for one person and one purpose at one moment, on a named lawful basis."""

    person: int
    purpose: str
    basis: str
    given_at: datetime
