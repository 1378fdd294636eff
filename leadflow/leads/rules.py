"""What a lead is: stages and the moves between them, phases, heat. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from leadflow.kernel.facts import Facts
from leadflow.kernel.values import quick

STAGES: Final = (
    "new", "qualifying", "nurturing", "ready", "handed_over", "accepted", "won", "lost", "disqualified",
)  # fmt: skip
OPEN_STAGES: Final = ("new", "qualifying", "nurturing", "ready", "handed_over", "accepted")
CLOSED_STAGES: Final = ("won", "lost", "disqualified")
UNDONE: Final = "undone"
"""No stage of the way: the import that opened the lead was taken back, and nobody had touched it."""
PHASES: Final = ("awareness", "consideration", "investigation", "purchase")
HEATS: Final = ("hot", "warm", "cold", "skipped")

MOVES: Final[dict[str, frozenset[str]]] = {
    "new": frozenset({"qualifying", "ready", "nurturing", "disqualified"}),
    "qualifying": frozenset({"ready", "nurturing", "disqualified"}),
    "nurturing": frozenset({"qualifying", "ready", "disqualified"}),
    "ready": frozenset({"handed_over", "qualifying", "nurturing", "disqualified"}),
    "handed_over": frozenset({"accepted", "qualifying", "nurturing", "ready"}),
    "accepted": frozenset({"won", "lost"}),
    "won": frozenset({"accepted"}),
    "lost": frozenset({"accepted"}),
    "disqualified": frozenset({"new", "qualifying", "nurturing", "ready"}),
}
"""From a stage to those it may move to. Moves out of won, lost and disqualified take a decision back."""


def may_move(before: str, after: str) -> bool:
    return after in MOVES[before]


def is_open(stage: str) -> bool:
    return stage in OPEN_STAGES


@quick(frozen=True, slots=True)
class Signal:
    """Something that speaks for interest: an enquiry, or a touch by its kind and result ("call.reached")."""

    kind: str
    at: datetime


@quick(frozen=True, slots=True)
class Snapshot:
    """A lead as rules see it. `facts` joins what is known of the interest, the persons and the company.

    `firms`: every company somebody asked for in it, its own included. `phase_seen`: what the signals tell.
    """

    id: int
    version: int
    offer: str
    channel: str
    stage: str
    phase: str
    opened_at: datetime
    facts: Facts
    roles: frozenset[str] = frozenset()
    signals: tuple[Signal, ...] = ()
    owner: int | None = None
    team: int | None = None
    sales_owner: int | None = None
    sales_team: int | None = None
    claimed_by: int | None = None
    heat: str | None = None
    company: int | None = None
    contacts: frozenset[int] = frozenset()
    firms: frozenset[int] = frozenset()
    touched: bool = False
    phase_seen: str = "awareness"
    phase_by_human: str | None = None
    merged: bool = False
    erased: bool = False

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN_STAGES and not self.merged and not self.erased

    @property
    def is_untouched(self) -> bool:
        """Nobody has worked on it: a machine may still merge it."""
        return self.stage == "new" and not self.touched and self.claimed_by is None and self.heat is None


ENQUIRY: Final = "enquiry"


def known_of(contacts: Sequence[Facts]) -> Facts:
    """What is known of the contacts of a lead, of whom the first one counts most."""
    return {key: value for facts in reversed(contacts) for key, value in facts.items() if value is not None}


def title(company: Facts, person_name: str, fallback: str) -> str:
    """What a lead is called in lists: its company, else its person, else what is left."""
    return (str(company.get("company.name") or "") or person_name or fallback)[:200]


def tags(text: str) -> list[str]:
    """Comma-separated, each once, in the order typed; 40 characters and 20 tags at most."""
    cleaned = (" ".join(part.split())[:40] for part in text.split(","))
    return list(dict.fromkeys(tag for tag in cleaned if tag))[:20]


def claim_has_ended(claimed_at: datetime | None, now: datetime, idle_minutes: float) -> bool:
    return claimed_at is None or (now - claimed_at).total_seconds() > idle_minutes * 60
