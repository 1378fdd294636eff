"""An import is taken back: what nobody touched goes as if it had never come, what somebody worked with stays.

Safe to kill and to repeat: each batch is one change, and a row that is undone is no longer looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from leadflow.intake import queries, readers, services
from leadflow.intake.events import ArrivalUndone, ImportUndone, UndoBegun
from leadflow.intake.importing import receipt_in
from leadflow.intake.keeping import Entry, Kept, told_of
from leadflow.intake.models import Arrival, Receipt
from leadflow.intake.rules import Reading, key_of
from leadflow.intake.working_off import Silent, Watcher
from leadflow.journal import queries as journal_queries
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM, Actor
from leadflow.kernel.events import Ref
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import undoing as leads
from leadflow.leads.undoing import Came, Undoing
from leadflow.people import undoing as people
from leadflow.people.policy import MatchingPolicy
from leadflow.people.rules import Of, Party
from leadflow.playbook import queries as playbook
from leadflow.privacy import services as privacy
from leadflow.queue import services as queue

UNDO: Final = "intake.undo"
BATCH: Final = 200
ENDED: Final = ("done", "stopped", "failed", "undone")
"""What can be taken back; an import at work is stopped first."""
LEFT: Final = ("waiting", "unclear", "noise", "opened", "joined")


def undo(receipt: int, *, by: Actor, now: datetime) -> None:
    """Begin in the background. Asked again, it takes back what has become free in the meantime."""

    def think(change: Change) -> None:
        row = receipt_in(receipt, ENDED)
        if row.file_id is None:
            raise Refusal("import_not_in_state", state=row.state)
        change.expect(Receipt, {row.id: row.version})
        change.update(Receipt, row.id, state="undoing", fault=None)
        change.announce([UndoBegun(subject=Ref("receipt", row.id))])
        queue.enqueue(change, UNDO, {"receipt": row.id}, key=f"undo {row.id}")

    journal.change(think, by=by, now=now)


def run(
    receipt: int,
    watcher: Watcher | None = None,
    *,
    clock: Callable[[], datetime] = timezone.now,
    batch: int = BATCH,
) -> None:
    watcher = watcher or Silent()
    receipt_in(receipt, ("undoing",))
    rows = Arrival.objects.filter(receipt_id=receipt)
    total, last, done = rows.count(), 0, 0
    while page := list(rows.filter(id__gt=last).order_by("id").values_list("id", "state")[:batch]):
        if watcher.should_stop():
            return
        last, done = page[-1][0], done + len(page)
        _take_back(receipt, [key for key, state in page if state in LEFT], clock())
        watcher.progress(done, total)
    _finish(receipt, clock())


def _finish(receipt: int, now: datetime) -> None:
    def think(change: Change) -> None:
        states = queries.receipt_of(receipt).states
        undone = states.get("undone", 0)
        change.update(Receipt, receipt, state="undone", finished_at=now)
        change.announce(
            [ImportUndone(subject=Ref("receipt", receipt), undone=undone, kept=sum(states.values()) - undone)]
        )

    journal.change(think, by=SYSTEM, now=now)


def _take_back(receipt: int, arrivals: Sequence[int], now: datetime) -> None:
    """A failing batch is halved until the poisonous row is alone: it stays, with the reason."""
    if not arrivals:
        return
    try:
        journal.change(lambda change: _think(change, receipt, arrivals), by=SYSTEM, now=now)
    except Exception as error:
        if isinstance(error, Refusal) and error.code == "busy":
            raise
        if len(arrivals) == 1:
            _note(arrivals[0], type(error).__name__, now)
            return
        middle = len(arrivals) // 2
        _take_back(receipt, arrivals[:middle], now)
        _take_back(receipt, arrivals[middle:], now)


def _note(arrival: int, error: str, now: datetime) -> None:
    fault = {"code": "not_undone", "error": error}
    journal.change(lambda change: change.update(Arrival, arrival, fault=fault), by=SYSTEM, now=now)


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to take back: rows without a lead, and leads with all rows of this list that made them."""

    receipt: Receipt
    arrivals: Mapping[int, Arrival]
    entries: Mapping[int, Sequence[Entry]]
    groups: Sequence[frozenset[int]]
    versions: Mapping[int, int]
    """Of the leads, from before anything else of them was read."""
    alone: bool = False

    def ours(self, arrivals: Collection[int]) -> Collection[int]:
        """Those of the arrivals that are taken back: all of the list, or this one only."""
        return (
            self.arrivals.keys() & arrivals if self.alone else queries.of_receipt(self.receipt.id, arrivals)
        )

    @property
    def homeless(self) -> list[Arrival]:
        return [row for row in self.arrivals.values() if row.lead_id is None]

    def mine(self, lead: int) -> list[Arrival]:
        return [row for row in self.arrivals.values() if row.lead_id == lead]


def found(receipt: int, arrivals: Collection[int]) -> Found:
    """With all leads that were merged with theirs, and all rows of this list that came to any of them."""
    row = Receipt.objects.select_related("file").get(id=receipt)
    asked = list(Arrival.objects.filter(id__in=arrivals, receipt_id=receipt, state__in=LEFT))
    groups, versions = leads.watched({one.lead_id for one in asked if one.lead_id is not None})
    entries = _entries(groups)
    together = Arrival.objects.filter(lead_id__in=sorted(entries), receipt_id=receipt, state__in=LEFT)
    return Found(row, {one.id: one for one in [*asked, *together]}, entries, groups, versions)


def _entries(groups: Sequence[frozenset[int]]) -> dict[int, list[Entry]]:
    """What the journal tells of each of these leads, oldest first."""
    entries: dict[int, list[Entry]] = {lead: [] for group in groups for lead in sorted(group)}
    for entry in journal_queries.of_leads(sorted(entries)):
        entries[entry.lead or 0].append(entry)
    return entries


def kept(receipt: int, arrivals: Collection[int]) -> dict[int, Kept]:
    """Arrival -> why it could not be taken back today; those that could are not in it."""
    there = found(receipt, arrivals)
    return {row.id: why for lead, why in _judged(there).items() for row in there.mine(lead) if why}


def _judged(there: Found) -> dict[int, Kept | None]:
    """Lead -> why it stays, None where it can go. Leads that were merged go together or not at all."""
    judged: dict[int, Kept | None] = {}
    for group in there.groups:
        own = len(group) > 1 and all(_opened_here(there, lead) for lead in group)
        why = [told_of(there.mine(lead), there.entries[lead], among_us=own) for lead in sorted(group)]
        judged |= dict.fromkeys(group, next((one for one in why if one is not None), None))
        if len(group) > 1 and not own and leads.merged_since(group, there.receipt.created_at):
            judged |= dict.fromkeys(group, Kept("brought_together"))
    apart = _brought_together(there, [lead for lead, why in judged.items() if why is None])
    return judged | dict.fromkeys(apart, Kept("brought_together"))


def _opened_here(there: Found, lead: int) -> bool:
    mine = {row.id for row in there.mine(lead)}
    return any(e.kind == "lead.opened" and e.subject_id in mine for e in there.entries[lead])


def _brought_together(there: Found, free: Collection[int]) -> set[int]:
    """Leads by whose rows two others became one: to take that back is for a human."""
    came = {lead: _came(there, lead)[0] for lead in free}
    persons = {one.person for ones in came.values() for one in ones if one.person is not None}
    firms = {one.company for ones in came.values() for one in ones if one.company is not None}
    apart = people.brought_together(
        {Of.PERSON: persons, Of.COMPANY: firms},
        there.receipt.created_at,
        there.ours,
    )
    return {
        lead
        for lead, ones in came.items()
        if any((Of.PERSON, one.person) in apart or (Of.COMPANY, one.company) in apart for one in ones)
    }


def _came(there: Found, lead: int) -> tuple[list[Came], list[Came]]:
    """The enquiries of this lead that are taken back, and those that stay."""
    mine, undone = {row.id for row in there.mine(lead)}, set()
    all_of_them: list[Came] = []
    for entry in there.entries[lead]:
        if entry.kind == "lead.enquiry_undone":
            undone.add(entry.payload["statement"])
        elif entry.kind in ("lead.opened", "lead.enquiry_joined") and entry.subject_id is not None:
            all_of_them.append(_one(entry))
    standing = [one for one in all_of_them if one.statement not in undone]
    return [one for one in standing if one.arrival in mine], [
        one for one in standing if one.arrival not in mine
    ]


def _one(entry: Entry) -> Came:
    told: Any = entry.payload
    return Came(
        entry.subject_id or 0,
        told["statement"],
        told["about"],
        entry.batch,
        told.get("person"),
        told.get("company"),
        told.get("adopted"),
    )


def _think(change: Change, receipt: int, arrivals: Collection[int]) -> None:
    _let_go(change, found(receipt, arrivals))


def take_back_one(arrival: int, *, by: Actor, now: datetime) -> Kept | None:
    """One message, and nothing else of its day. Why it stays, None once it is gone. NotFound where it is gone."""

    def think(change: Change) -> Kept | None:
        there = alone(arrival)
        why = next((why for why in _judged(there).values() if why is not None), None)
        if why is None:
            _let_go(change, there)
        return why

    return journal.change(think, by=by, now=now)


def alone(arrival: int) -> Found:
    row = Arrival.objects.select_related("receipt__file").filter(id=arrival, state__in=LEFT).first()
    if row is None:
        raise NotFound("arrival")
    groups, versions = leads.watched({row.lead_id} if row.lead_id is not None else set())
    return Found(row.receipt, {row.id: row}, _entries(groups), groups, versions, alone=True)


def _let_go(change: Change, there: Found) -> None:
    free = [lead for lead, why in _judged(there).items() if why is None]
    undoings = [_undoing(there, lead) for lead in free if there.mine(lead)]
    back = [came for one in undoings for came in one.back]
    if back:
        _forget(change, undoings, back, {lead: there.versions[lead] for lead in free})
    gone = {came.arrival for came in back}
    settled = [row for row in there.arrivals.values() if row.id in gone] + there.homeless
    change.expect(Arrival, {row.id: row.version for row in settled})
    for row in settled:
        key = key_of(b"undone", bytes(row.key), str(row.id))
        change.update(Arrival, row.id, state="undone", key=key, mended=None, fault=None)
    change.announce([ArrivalUndone(lead=row.lead_id, subject=Ref("arrival", row.id)) for row in settled])


def _undoing(there: Found, lead: int) -> Undoing:
    back, stay = _came(there, lead)
    entries = there.entries[lead]
    mine = {came.arrival for came in back}
    whole = any(entry.kind == "lead.opened" and entry.subject_id in mine for entry in entries)
    return Undoing(lead, back, stay, whole, "" if whole else _phase_before(entries, {c.batch for c in back}))


def _phase_before(entries: Sequence[Entry], batches: Collection[int]) -> str:
    """The phase the signals told before; "" where these changes did not move it."""
    told = [e for e in entries if e.kind == "lead.phase_set" and not e.payload.get("by_human")]
    if not told or told[-1].batch not in batches:
        return ""
    before = next((str(e.payload["phase"]) for e in reversed(told) if e.batch not in batches), "")
    return before or "awareness"


def _forget(
    change: Change, undoings: Sequence[Undoing], back: Sequence[Came], seen: Mapping[int, int]
) -> None:
    policy = playbook.at(change.now).section(MatchingPolicy)
    persons = {came.person for came in back if came.person is not None}
    others = privacy.take_back(change, persons, {came.arrival for came in back})
    left = people.take_back(
        change, {came.about for came in back}, lambda ids: _parties(ids, change.now), others, policy
    )
    leads.take_back(change, undoings, left, seen)


def _parties(arrivals: Collection[int], now: datetime) -> dict[int, Party]:
    """Of whom each arrival spoke, read anew as its door reads it."""
    by_receipt: dict[int, list[Arrival]] = {}
    for row in Arrival.objects.filter(id__in=arrivals).exclude(state="erased"):
        by_receipt.setdefault(row.receipt_id, []).append(row)
    parties: dict[int, Party] = {}
    for receipt, rows in by_receipt.items():
        read = readers.of(Receipt.objects.select_related("file").get(id=receipt), now)
        origin = queries.origin(receipt, now)
        readings = ((row.id, read(row)) for row in rows)
        parties |= {
            key: services.party(key, found, origin, now)
            for key, found in readings
            if isinstance(found, Reading)
        }
    return parties
