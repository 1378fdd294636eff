"""Why a row stays when its import is taken back: what happened to its lead since, as the journal tells it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

FOLLOWS: Final = frozenset(
    {"agenda.set", "agenda.cleared", "lead.graded", "arrival.undone", "lead.enquiry_undone"}
)
"""What follows by itself when an enquiry comes, and depends on nobody."""
BY_RULE: Final = frozenset({"lead.phase_set", "lead.moved", "lead.verdict_given"})
"""What a rule of the playbook may do to a lead; it counts as work when a human did it."""
WORDS: Final = ("worked_on", "asked_again", "brought_together", "mended", "not_undone")


class Entry(Protocol):
    """As much of a journal entry as is judged here."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def actor_kind(self) -> str: ...
    @property
    def subject_id(self) -> int | None: ...
    @property
    def batch(self) -> int: ...
    @property
    def payload(self) -> Mapping[str, Any]: ...


class Row(Protocol):
    """As much of an arrival."""

    @property
    def id(self) -> int: ...
    @property
    def mended(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """`why`: one of WORDS. `what`: the kinds of journal entries that show it, the first first."""

    why: str
    what: tuple[str, ...] = ()


def told_of(mine: Sequence[Row], entries: Sequence[Entry], *, among_us: bool = False) -> Kept | None:
    """None where nobody did anything with the lead since these rows came to it. `among_us`: it was merged only with
    leads that the same list had opened."""
    if not mine:
        return None
    if any(row.mended for row in mine):
        return Kept("mended")
    ids = {row.id for row in mine}
    first = next((e for e in entries if _brought(e) and e.subject_id in ids), None)
    if first is None:
        return Kept("not_undone")
    later = [e for e in entries if e.id > first.id and e.kind not in FOLLOWS]
    opened_here = first.kind == "lead.opened"
    if work := [e for e in later if not _brought(e) and not _by_rule(e, opened_here, among_us)]:
        what = tuple(dict.fromkeys(e.kind for e in work))
        return Kept("brought_together" if what == ("lead.merged",) else "worked_on", what)
    others = _standing(later, ids, entries)
    return Kept("asked_again") if opened_here and others else None


def _brought(entry: Entry) -> bool:
    return entry.kind in ("lead.opened", "lead.enquiry_joined")


def _by_rule(entry: Entry, opened_here: bool, among_us: bool) -> bool:
    """A lead that a row opened goes with all a rule did to it; of somebody else's lead only the phase is put back."""
    return entry.actor_kind == "system" and (
        entry.kind == "lead.phase_set"
        or (opened_here and entry.kind in BY_RULE)
        or (among_us and entry.kind == "lead.merged")
    )


def _standing(later: Iterable[Entry], ids: set[int], entries: Iterable[Entry]) -> list[Entry]:
    """Enquiries of others that were not taken back themselves."""
    undone = {e.payload.get("statement") for e in entries if e.kind == "lead.enquiry_undone"}
    return [
        e
        for e in later
        if _brought(e) and e.subject_id not in ids and e.payload.get("statement") not in undone
    ]
