"""Reading the ledger: arrivals, receipts and the balance."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q, Sum

from leadflow.intake import readers
from leadflow.intake.models import Arrival, Confirmation, Letter, Receipt
from leadflow.intake.policy import IntakePolicy
from leadflow.intake.rules import STATES, Balance, Origin, Todo, Words
from leadflow.journal import lookup
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import queries as leads
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook

ENQUIRY: Final = "enquiry"
"""The sort of letter that is understood like any other arrival; all others have ways of their own."""


def contents(keys: Sequence[bytes]) -> dict[bytes, Any]:
    """Known keys with the content they came with (None where a file holds it)."""
    rows = lookup.rows(Arrival, ("key", "content"), "key", set(keys))
    return {bytes(key): content for key, content in rows}


def id_of(key: bytes) -> int | None:
    """The arrival that has this key."""
    return Arrival.objects.filter(key=key).values_list("id", flat=True).first()


def lead_of(arrival: int) -> int | None:
    """The lead that came of it."""
    return Arrival.objects.filter(id=arrival).values_list("lead_id", flat=True).first()


def receipt_id(arrival: int) -> int:
    found = Arrival.objects.filter(id=arrival).values_list("receipt_id", flat=True).first()
    if found is None:
        raise NotFound("arrival")
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """An arrival of a form as its sender may see it. `lead`: the lead it became, once it is understood."""

    state: str
    form: str
    language: str
    received_at: datetime
    confirmed_at: datetime | None
    lead: int | None


def asked(arrival: int) -> Asked:
    """NotFound for what did not come by a form."""
    row = Confirmation.objects.select_related("arrival").filter(arrival_id=arrival).first()
    if row is None:
        raise NotFound("arrival")
    came = row.arrival
    return Asked(came.state, row.form, row.language, came.received_at, row.confirmed_at, came.lead_id)


def origin(receipt: int, now: datetime) -> Origin:
    row = Receipt.objects.get(id=receipt)
    trust = playbook.at(now).section(IntakePolicy).trust.of(row.door)
    return Origin(row.door, row.source, row.offer, row.channel, row.campaign_id, trust)


def trust_of(door: str, now: datetime) -> int:
    return playbook.at(now).section(IntakePolicy).trust.of(door)


def words_of(now: datetime) -> Words:
    return readers.words_of(now, "dmy")


def first_offer(now: datetime) -> str:
    return playbook.at(now).section(LeadsPolicy).first_offer.key


def open_receipt(door: str, label: str) -> int | None:
    found = lookup.where(Receipt, ("id",), door=door, label=label, file_id=None)
    return found[0][0] if found else None


def waiting(receipt: int, arrivals: Sequence[int] | None, now: datetime, *, limit: int = 500) -> list[Todo]:
    """Arrivals of a receipt that wait, read anew by their door (or as a human mended them)."""
    rows = Arrival.objects.filter(receipt_id=receipt, state="waiting").order_by("id")
    unjudged = Letter.objects.filter(arrival__receipt=receipt, arrival__mended__isnull=True)
    rows = rows.exclude(id__in=unjudged.exclude(sort=ENQUIRY).values("arrival"))
    if arrivals is not None:
        rows = rows.filter(id__in=arrivals)
    found = list(rows[:limit])
    read = readers.of(Receipt.objects.select_related("file").get(id=receipt), now)
    return [Todo(row.id, row.version, read(row)) for row in found]


Waiting = Mapping[int, tuple[int, int]]
"""Number of the row in its list -> arrival that waits to be understood, and its version."""


def waiting_rows(receipt: int, first: int, last: int) -> Waiting:
    rows = Arrival.objects.filter(receipt_id=receipt, number__range=(first, last), state="waiting")
    return {number: (key, version) for number, key, version in rows.values_list("number", "id", "version")}


def waits(receipt: int) -> bool:
    """In the order of the ids, for then the index of the states is taken and not all rows of the receipt."""
    rows = Arrival.objects.filter(receipt_id=receipt, state="waiting").order_by("-id")
    return rows.values_list("id", flat=True).first() is not None


def receipts_waiting_since(moment: datetime) -> list[int]:
    """Receipts without a file of which an arrival has waited since then."""
    rows = Arrival.objects.filter(state="waiting", received_at__lt=moment, receipt__file__isnull=True)
    rows = rows.exclude(
        receipt__door="mailbox"
    )  # its own job looks each minute, and judges before it understands
    return sorted(set(rows.order_by("-id").values_list("receipt_id", flat=True)[:1_000]))


def still_waiting(todo: Sequence[Todo]) -> list[Todo]:
    """Those that nobody else has understood meanwhile. No row ever goes: else Refusal("arrivals_missing")."""
    rows = list(lookup.rows(Arrival, ("id", "version", "state"), "id", {one.arrival for one in todo}))
    if len(rows) < len(todo):
        raise Refusal("arrivals_missing")
    waiting = {(key, version) for key, version, state in rows if state == "waiting"}
    return [one for one in todo if (one.arrival, one.version) in waiting]


@dataclass(frozen=True, slots=True)
class ArrivalLine:
    id: int
    public_id: UUID
    receipt: int
    label: str
    door: str
    number: int
    state: str
    fault: Mapping[str, Any] | None
    lead: int | None
    received_at: datetime
    channel: str
    campaign: int | None


def arrivals(
    *, state: str = "", receipt: int | None = None, before: int | None = None, limit: int = 50
) -> list[ArrivalLine]:
    """The ledger, newest first, paged by id."""
    rows = Arrival.objects.all()
    if state:
        rows = rows.filter(state=state)
    if receipt is not None:
        rows = rows.filter(receipt_id=receipt)
    if before is not None:
        rows = rows.filter(id__lt=before)
    page = list(rows.order_by("-id").defer("content", "mended")[:limit])
    receipts = Receipt.objects.in_bulk({row.receipt_id for row in page})
    return [
        ArrivalLine(
            row.id,
            row.public_id,
            row.receipt_id,
            receipts[row.receipt_id].label,
            receipts[row.receipt_id].door,
            row.number,
            row.state,
            row.fault,
            row.lead_id,
            row.received_at,
            receipts[row.receipt_id].channel,
            receipts[row.receipt_id].campaign_id,
        )
        for row in page
    ]


@dataclass(frozen=True, slots=True)
class Raw:
    """One arrival as it came, to be looked at and mended."""

    line: ArrivalLine
    values: list[tuple[str, str]]
    """(heading or field, text) as received."""
    mended: Mapping[str, str]


def raw(public_id: UUID, now: datetime) -> Raw:
    row = Arrival.objects.select_related("receipt__file").filter(public_id=public_id).first()
    if row is None:
        raise NotFound("arrival")
    line = next(one for one in arrivals(receipt=row.receipt_id, before=row.id + 1, limit=1))
    return Raw(line, readers.raw_values(row), row.mended or {})


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    id: int
    public_id: UUID
    door: str
    label: str
    offer: str
    channel: str
    campaign: int | None
    state: str
    expected: int
    seen: int
    received: int
    repeated: int
    states: Mapping[str, int]
    created_at: datetime
    finished_at: datetime | None
    fault: Mapping[str, Any] | None


def receipts(*, before: int | None = None, limit: int = 20) -> list[ReceiptLine]:
    rows = Receipt.objects.exclude(state="draft")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return _receipt_lines(list(rows.order_by("-id")[:limit]))


def missing(receipt: int) -> int:
    """How many of the received ones are not there: counted from the rows, not from the ledger."""
    row = Receipt.objects.get(id=receipt)
    return row.received - Arrival.objects.filter(receipt=receipt).count()


def receipt(public_id: UUID) -> ReceiptLine:
    row = Receipt.objects.filter(public_id=public_id).first()
    if row is None:
        raise NotFound("receipt")
    return _receipt_lines([row])[0]


def _receipt_lines(rows: Sequence[Receipt]) -> list[ReceiptLine]:
    counts: dict[int, dict[str, int]] = {row.id: {} for row in rows}
    grouped = (
        Arrival.objects.filter(receipt_id__in=counts).values_list("receipt_id", "state").annotate(Count("id"))
    )
    for key, state, count in grouped.order_by():
        counts[key][state] = count
    return [
        ReceiptLine(
            row.id,
            row.public_id,
            row.door,
            row.label,
            row.offer,
            row.channel,
            row.campaign_id,
            row.state,
            row.expected,
            row.seen,
            row.received,
            row.repeated,
            counts[row.id],
            row.created_at,
            row.finished_at,
            row.fault,
        )
        for row in rows
    ]


def balance() -> Balance:
    """received (the doors' ledger) = the arrivals by state."""
    received = Receipt.objects.aggregate(total=Sum("received"))["total"] or 0
    counts = dict(Arrival.objects.values_list("state").annotate(Count("id")).order_by())
    return Balance(received, {state: counts.get(state, 0) for state in STATES})


def count_unclear() -> int:
    return Arrival.objects.filter(state="unclear")[:1_000].count()


def draft(key: int) -> Receipt:
    """A list that is not started yet."""
    row = Receipt.objects.filter(id=key).first()
    if row is None:
        raise NotFound("receipt")
    if row.state != "draft":
        raise Refusal("import_not_in_state", state=row.state)
    return row


def unshared(files: Iterable[int | None], receipt: int) -> list[int]:
    """Those of the files that no other receipt reads."""
    asked = {file for file in files if file is not None}
    others = Receipt.objects.filter(Q(file_id__in=asked) | Q(original_id__in=asked)).exclude(id=receipt)
    held = {file for pair in others.values_list("file_id", "original_id") for file in pair}
    return sorted(asked - held)


def of_receipt(receipt: int, arrivals: Collection[int]) -> set[int]:
    """Those of the arrivals that came by this receipt."""
    rows = lookup.rows(Arrival, ("id", "receipt_id"), "id", arrivals)
    return {key for key, came_by in rows if came_by == receipt}


def listed(key: int) -> Receipt:
    """What came as a list, whatever became of it."""
    row = Receipt.objects.filter(id=key, file__isnull=False).first()
    if row is None:
        raise NotFound("receipt")
    return row


def receipt_of(key: int) -> ReceiptLine:
    return receipt(Receipt.objects.values_list("public_id", flat=True).get(id=key))


def campaign_name(key: int | None) -> str:
    return leads.campaign_names([key]).get(key or 0, "")


@dataclass(frozen=True, slots=True)
class Settled:
    """An arrival as its sender may see it."""

    public_id: UUID
    state: str
    lead: UUID | None
    fault: Mapping[str, Any] | None


_SETTLED = ("key", "public_id", "state", "lead__public_id", "fault")


def by_keys(keys: Sequence[bytes]) -> dict[bytes, Settled]:
    found = lookup.rows(Arrival, ("key", "public_id", "state", "lead_id", "fault"), "key", set(keys))
    if all(lead is None for *_, lead, _ in found):
        return {bytes(key): Settled(*rest) for key, *rest in found}
    rows = Arrival.objects.filter(key__in=keys).values_list(*_SETTLED)
    return {bytes(key): Settled(*rest) for key, *rest in rows}


def settled(public_id: UUID, *, source: str, door: str) -> Settled:
    """Only what came from this source by this door."""
    rows = Arrival.objects.filter(public_id=public_id, receipt__source=source, receipt__door=door)
    found = rows.values_list(*_SETTLED).first()
    if found is None:
        raise NotFound("arrival")
    return Settled(*found[1:])


def received(ids: Iterable[int]) -> dict[int, datetime]:
    """When each arrival came: number and moment together name one row for ever."""
    return dict(lookup.rows(Arrival, ("id", "received_at"), "id", set(ids)))
