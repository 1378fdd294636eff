"""Who is asked once more at the moment of sending. Higher rooms register; a refusal is a code, and the mail is held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a gate may know of a mail."""

    id: int
    key: str
    sort: str
    purpose: str
    person: int | None
    lead: int | None


Gate = Callable[[Outgoing, datetime], str]
"""The code of the reason against sending it, "" for none."""

_gates: Final[list[Gate]] = []


def register(gate: Gate) -> None:
    if gate not in _gates:
        _gates.append(gate)


def refusal(mail: Outgoing, now: datetime) -> str:
    """The first reason against it."""
    return next((code for gate in _gates if (code := gate(mail, now))), "")
