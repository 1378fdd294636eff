"""What `doctor` compares here: the door's count, the ledger, the journal and the arrivals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db.models import Count

from leadflow.intake.events import (
    ArrivalAwaited,
    ArrivalConfirmed,
    ArrivalErased,
    ArrivalMended,
    ArrivalSetAside,
    ArrivalUnclear,
    ArrivalUndone,
    LetterFiled,
    LetterPutAside,
)
from leadflow.intake.models import Arrival, Receipt
from leadflow.journal import queries as journal
from leadflow.journal.health import Difference
from leadflow.journal.queries import Told

STATE_AFTER: Final = {
    "lead.opened": "opened",
    "lead.enquiry_joined": "joined",
    ArrivalUnclear.kind: "unclear",
    ArrivalSetAside.kind: "noise",
    LetterFiled.kind: "joined",
    LetterPutAside.kind: "noise",
    ArrivalMended.kind: "waiting",
    ArrivalErased.kind: "erased",
    ArrivalAwaited.kind: "unconfirmed",
    ArrivalConfirmed.kind: "waiting",
    ArrivalUndone.kind: "undone",
}


def arrivals() -> Iterator[Difference]:
    """Each arrival is in the state its last entry says, and belongs to the lead that entry names."""
    last: dict[int, Told] = {}
    for entry in journal.everything(tuple(STATE_AFTER)):
        if entry.subject_kind == "arrival" and entry.subject_id is not None:
            last[entry.subject_id] = entry
    for key, state, lead in Arrival.objects.order_by("id").values_list("id", "state", "lead_id").iterator():
        told = last.pop(key, None)
        state_told = STATE_AFTER[told.kind] if told else "waiting"
        if state != state_told:
            yield Difference("arrival_state_differs", {"arrival": key, "journal": state_told, "row": state})
        elif told is not None and told.lead != lead:
            yield Difference("arrival_lead_differs", {"arrival": key, "journal": told.lead, "row": lead})
    for key in last:
        yield Difference("arrival_missing", {"arrival": key})


def receipts() -> Iterator[Difference]:
    """Seen at the door = received + repeated by the ledger, and each received one is there."""
    found = dict(Arrival.objects.values_list("receipt_id").annotate(Count("id")).order_by())
    for receipt in Receipt.objects.order_by("id"):
        facts = {"receipt": receipt.id, "label": receipt.label, "seen": receipt.seen}
        if receipt.seen != receipt.received + receipt.repeated:
            yield Difference(
                "door_count_differs", {**facts, "received": receipt.received, "repeated": receipt.repeated}
            )
        if found.get(receipt.id, 0) != receipt.received:
            yield Difference(
                "arrivals_missing", {**facts, "received": receipt.received, "found": found.get(receipt.id, 0)}
            )
        if receipt.state == "done" and receipt.file_id is not None and receipt.expected != receipt.seen:
            yield Difference("file_count_differs", {**facts, "in_file": receipt.expected})
