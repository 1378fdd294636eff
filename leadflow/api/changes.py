"""What happened to leads since a cursor: the journal, told without row numbers and without personal values."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from uuid import UUID

from leadflow.api.lead_schemas import ChangeOut
from leadflow.journal import queries as journal
from leadflow.journal.queries import Cursor, Told
from leadflow.kernel.refusals import Refusal
from leadflow.leads import lists
from leadflow.people.rules import Of

KINDS: Final = ("lead.", "plan.", "people.learned", "people.unsaid", "people.joined", "people.join_undone")
"""What is told: whatever happens to a lead or its plan, and what becomes known of its people."""
WHAT: Final[Mapping[str, tuple[str, ...]]] = {
    "lead.opened": ("offer", "channel"),
    "lead.enquiry_joined": ("channel",),
    "lead.moved": ("before", "after", "reason", "undoes"),
    "lead.phase_set": ("phase", "by_human"),
    "lead.heat_set": ("heat",),
    "lead.learned": ("keys",),
    "lead.touched": ("touch_kind", "inbound", "result", "seconds", "call_again_at"),
    "lead.graded": ("fit", "interest", "grade"),
    "lead.verdict_given": ("verdict", "reason", "revisit_at"),
    "lead.verdict_undone": ("verdict",),
    "lead.offered": ("answer_by",),
    "lead.accepted": ("counts",),
    "lead.returned": ("reason", "revisit_at"),
    "lead.outcome_reported": ("result", "amount", "currency", "reason"),
    "lead.outcome_undone": ("result",),
    "plan.started": ("template", "until"),
    "plan.ended": ("state", "reason"),
    "plan.step_set": ("what", "state", "due_at"),
    "people.learned": ("keys",),
    "people.unsaid": ("keys",),
}
"""Of each kind the fields that say something outside the house; of others only that it happened."""
SHARED: Final = "people.learned"
LEARNING: Final = (
    SHARED,
    "people.unsaid",
    "people.joined",
    "people.join_undone",
    "lead.opened",
    "lead.enquiry_joined",
)
"""Kinds by which something becomes known of a person or company that other leads share."""
PIECE: Final = 500
PIECES: Final = 10
"""So many entries are looked through for one answer at most."""
LARGEST: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Page:
    changes: list[ChangeOut]
    leads: set[int]
    next: str
    more: bool


def written(cursor: Cursor) -> str:
    """After a restore or a move with the era: a cursor of before would miss what has numbers anew."""
    era = journal.era()
    return f"{cursor[0]}-{cursor[1]}-{era}" if era else f"{cursor[0]}-{cursor[1]}"


def read(text: str) -> Cursor:
    """An empty one is the beginning; Refusal("cursor_unreadable")."""
    if not text:
        return 0, 0
    found = re.fullmatch(r"(\d{1,20})-(\d{1,20})(?:-(\d{1,10}))?", text, re.ASCII)
    if found is None or max(cursor := (int(found[1]), int(found[2]))) > LARGEST:
        raise Refusal("cursor_unreadable")
    if int(found[3] or 0) != journal.era():
        raise Refusal("cursor_unreadable")
    return cursor


def page(cursor: Cursor, *, kinds: Collection[str], limit: int) -> Page:
    """Entries behind the cursor, until `limit` are told. One about a person is told of each of its leads."""
    found: list[Told] = []
    pieces = _pieces(cursor, PIECE)
    more = True
    for piece in islice(pieces, PIECES):
        for entry in piece:
            if len(found) == limit:
                return _page(found, cursor, more=True)
            cursor = entry.horizon, entry.id
            if entry.kind.startswith(KINDS) and (not kinds or entry.kind in kinds):
                found.append(entry)
        more = len(piece) == PIECE
        if not more:
            break
    return _page(found, cursor, more=more)


def _pieces(cursor: Cursor, size: int) -> Iterator[list[Told]]:
    while True:
        piece = journal.after(cursor, limit=size)
        yield piece
        if not piece:
            return
        cursor = piece[-1].horizon, piece[-1].id


def _page(found: Sequence[Told], cursor: Cursor, *, more: bool) -> Page:
    whose = _whose(found)
    about = {lead for leads in whose for lead in leads}
    pointing = {into for entry in found if (into := _into(entry)) is not None}
    names = lists.public_ids(about | pointing)
    changes = [
        _told(entry, lead, names)
        for entry, leads in zip(found, whose, strict=True)
        for lead in sorted(leads)
        if lead in names
    ]
    return Page(changes, about, written(cursor), more)


def _whose(found: Sequence[Told]) -> list[set[int]]:
    """Of each entry the leads it changes: its own, and those that share the person or company it tells of."""
    subjects = [_subjects(entry) for entry in found]
    asked = {subject for each in subjects for subject in each}
    of = {kind: lists.belonging(kind, {key for each, key in asked if each is kind}) for kind in Of}
    return [
        ({entry.lead} if entry.lead is not None else set()).union(
            *(of[kind].get(key, set()) for kind, key in about)
        )
        for entry, about in zip(found, subjects, strict=True)
    ]


def _subjects(entry: Told) -> set[tuple[Of, int]]:
    """The persons and companies of which something became known."""
    if entry.kind not in LEARNING:
        return set()
    named = [(of, entry.payload.get(of.value)) for of in Of]
    if entry.subject_kind in (Of.PERSON.value, Of.COMPANY.value):
        kind = Of(entry.subject_kind)
        named += [(kind, entry.subject_id), (kind, entry.payload.get("into"))]
    return {(of, key) for of, key in named if isinstance(key, int)}


def _into(entry: Told) -> int | None:
    """The lead that one merged into."""
    into = entry.payload.get("into") if entry.kind.startswith("lead.") else None
    return into if isinstance(into, int) else None


def _told(entry: Told, lead: int, names: Mapping[int, UUID]) -> ChangeOut:
    kind = entry.kind if entry.lead in (None, lead) else SHARED
    what: dict[str, Any] = {name: entry.payload[name] for name in WHAT.get(kind, ()) if name in entry.payload}
    into = _into(entry)
    if into is not None and into in names:
        what["into"] = str(names[into])
    return ChangeOut(
        kind=kind,
        lead=names[lead],
        by=entry.actor_kind,
        happened_at=entry.happened_at,
        recorded_at=entry.recorded_at,
        what=what,
    )
