"""The four phases in the order of the buyer's decision, and which of them are passed, present, ahead."""

from __future__ import annotations

ORDER = ("awareness", "consideration", "investigation", "purchase")


def step(phase: str | None) -> int:
    """1 to 4; 0 while the phase is not known."""
    return ORDER.index(phase) + 1 if phase in ORDER else 0


def states(phase: str | None) -> list[str]:
    now = step(phase)
    return ["present" if i == now else "passed" if i < now else "ahead" for i in range(1, len(ORDER) + 1)]
