"""Which piece suits which reader at which moment, and why; which does not, and why not. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

PHASES: Final = ("awareness", "consideration", "investigation", "purchase")


@dataclass(frozen=True, slots=True)
class Tags:
    """For whom a piece is made. Empty means: for everybody. `argues`: the alternative it argues against."""

    phases: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    argues: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who would read it: what is known of the lead and the contact; "" or None where nobody knows."""

    phase: str
    role: str = ""
    industry: str = ""
    leans_to: str = ""
    language: str = ""
    had: frozenset[int] = frozenset()
    """Pieces this person got already."""


@dataclass(frozen=True, slots=True)
class Fit:
    """`against`: why it must not be sent by a plan; empty when nothing speaks against it. `reasons` speak for it."""

    piece: int
    points: int
    reasons: tuple[str, ...] = ()
    against: tuple[str, ...] = ()

    @property
    def suits(self) -> bool:
        return not self.against


def fit(piece: int, tags: Tags, reader: Reader) -> Fit:
    """Codes: phase, role, industry, argues for it; too_early, too_late, other_role, other_industry, other_language,
    had_it against it.
    """
    reasons: list[str] = []
    against: list[str] = []
    _weigh_phase(tags, reader, reasons, against)
    for name, wanted, known in (
        ("role", tags.roles, reader.role),
        ("industry", tags.industries, reader.industry),
    ):
        if wanted and known:
            (reasons if known in wanted else against).append(name if known in wanted else f"other_{name}")
    if reader.leans_to and reader.leans_to in tags.argues:
        reasons.append("argues")
    if tags.language and reader.language and tags.language != reader.language:
        against.append("other_language")
    if piece in reader.had:
        against.append("had_it")
    return Fit(piece, sum(_POINTS[reason] for reason in reasons), tuple(reasons), tuple(against))


_POINTS: Final = {"phase": 8, "argues": 6, "role": 4, "industry": 2}
"""Only an order: what suits the moment comes first, then what answers the alternative, the reader, the trade."""


def _weigh_phase(tags: Tags, reader: Reader, reasons: list[str], against: list[str]) -> None:
    if not tags.phases:
        return
    if reader.phase in tags.phases:
        reasons.append("phase")
        return
    here = PHASES.index(reader.phase)
    first = min(PHASES.index(phase) for phase in tags.phases)
    against.append("too_early" if first > here else "too_late")


def ranked(pieces: Iterable[tuple[int, Tags]], reader: Reader) -> list[Fit]:
    """The best first; what does not suit stands behind, with its reason."""
    found = [fit(key, tags, reader) for key, tags in pieces]
    return sorted(found, key=lambda one: (bool(one.against), -one.points, -one.piece))


def coverage(
    pieces: Sequence[Tags], readers: Sequence[str], waiting: dict[tuple[str, str], int]
) -> dict[tuple[str, str], tuple[int, int]]:
    """(phase, role) -> (pieces there, open leads that wait there). `waiting` is counted by whoever knows the leads."""
    return {
        (phase, role): (
            sum(
                1
                for tags in pieces
                if (not tags.phases or phase in tags.phases) and (not tags.roles or role in tags.roles)
            ),
            waiting.get((phase, role), 0),
        )
        for phase in PHASES
        for role in readers
    }
