"""The one door in. `receive` keeps what came before anything is understood; `understand` can be repeated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from leadflow.accounts import queries as accounts
from leadflow.intake import queries
from leadflow.intake.events import ArrivalMended, ArrivalSetAside, ArrivalUnclear
from leadflow.intake.models import Arrival, Receipt
from leadflow.intake.policy import IntakePolicy
from leadflow.intake.rules import Origin, Reading, Todo, Unclear
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM, Actor
from leadflow.kernel.events import Ref
from leadflow.kernel.facts import Facts
from leadflow.kernel.ids import public_id, public_ids
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.kernel.values import quick
from leadflow.leads import filing
from leadflow.leads import services as leads
from leadflow.leads.filing import Enquiry
from leadflow.leads.policy import LeadsPolicy
from leadflow.people import services as people
from leadflow.people.policy import MatchingPolicy
from leadflow.people.rules import Party
from leadflow.playbook import queries as playbook
from leadflow.playbook.rules import Context, holds
from leadflow.privacy import services as privacy


@quick(frozen=True, slots=True)
class Message:
    """One raw message at a door. A file's message says where it stands in the file, others hold their content."""

    key: bytes
    number: int
    offset: int | None = None
    length: int | None = None
    content: Any = None


@dataclass(frozen=True, slots=True)
class Place:
    """How far a file has been read: committed with the arrivals, so that a restart goes on exactly there."""

    offset: int
    next_number: int


@dataclass(frozen=True, slots=True)
class Received:
    """`arrivals`: message key -> id, for those that are new; the others were there before."""

    arrivals: Mapping[bytes, int]
    repeated: int


def receive(
    receipt: int,
    messages: Sequence[Message],
    *,
    seen: int,
    by: Actor,
    now: datetime,
    place: Place | None = None,
    state: str = "waiting",
    also: Callable[[Change, Mapping[bytes, int]], None] | None = None,
) -> Received:
    """Keep the messages. `seen` is the door's own count of them, taken from the bytes and not from this list.
    `state`: where they stand at first; `also`: what else belongs into the same change, given key -> id of the new ones.

    A key that is known already is a repetition and creates nothing; with another content: Refusal("key_reused").
    """

    def think(change: Change) -> Received:
        known = queries.contents([message.key for message in messages])
        for message in messages:
            if message.key in known and known[message.key] != message.content:
                raise Refusal("key_reused")
        new = [message for message in messages if message.key not in known]
        ids = take_in(change, receipt, new, state)
        change.raise_by(Receipt, receipt, seen=seen, received=len(new), repeated=len(messages) - len(new))
        if place is not None:
            change.update(Receipt, receipt, offset=place.offset, next_number=place.next_number)
        arrivals = {message.key: key for message, key in zip(new, ids, strict=True)}
        if also is not None and arrivals:
            also(change, arrivals)
        return Received(arrivals, len(messages) - len(new))

    return journal.change(think, by=by, now=now)


def take_in(change: Change, receipt: int, new: Sequence[Message], state: str) -> range:
    """Rows for messages nobody has seen yet; the ids of their arrivals. The caller counts what its door saw."""
    ids = change.ids(Arrival, len(new)) if new else range(0)
    if new:
        change.claim(Arrival, "key", _rows(receipt, new, ids, change.now, state))
    return ids


def _rows(
    receipt: int, messages: Sequence[Message], ids: range, now: datetime, state: str
) -> list[dict[str, Any]]:
    return [
        {
            "id": key,
            "public_id": public,
            "version": 1,
            "receipt_id": receipt,
            "number": message.number,
            "key": message.key,
            "offset": message.offset,
            "length": message.length,
            "content": message.content,
            "mended": None,
            "state": state,
            "fault": None,
            "lead_id": None,
            "attempts": 0,
            "received_at": now,
        }
        for key, public, message in zip(ids, public_ids(len(messages)), messages, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Understood:
    opened: int = 0
    joined: int = 0
    unclear: int = 0
    leads: Mapping[int, int] = field(default_factory=dict)

    def __add__(self, other: Understood) -> Understood:
        return Understood(
            self.opened + other.opened,
            self.joined + other.joined,
            self.unclear + other.unclear,
            {**self.leads, **other.leads},
        )


STOPS: Final = ("busy", "arrivals_missing")
"""No fault of one arrival: whoever goes on regardless would hide it."""


def understand(todo: Sequence[Todo], origin: Origin, *, now: datetime) -> Understood:
    """Turn waiting arrivals into leads. A failing batch is halved until the poisonous one is alone: it is unclear."""
    if not todo:
        return Understood()
    ask = _Again(todo)
    try:
        return journal.change(lambda change: _understand(change, ask.todo(), origin), by=SYSTEM, now=now)
    except Refusal as refusal:
        if refusal.code in STOPS:
            raise
        return _halved(todo, origin, refusal.code, now)
    except Exception as error:  # noqa: BLE001 - whatever one arrival breaks must not stop the others
        return _halved(todo, origin, type(error).__name__, now)


@dataclass(slots=True)
class _Again:
    """Thought again after somebody else was faster, only what still waits is understood."""

    asked: Sequence[Todo]
    times: int = 0

    def todo(self) -> Sequence[Todo]:
        self.times += 1
        return self.asked if self.times == 1 else queries.still_waiting(self.asked)


def _halved(todo: Sequence[Todo], origin: Origin, reason: str, now: datetime) -> Understood:
    if len(todo) == 1:
        spoilt = [Todo(todo[0].arrival, todo[0].version, Unclear("not_understood", {"error": reason}))]
        return journal.change(lambda change: _understand(change, spoilt, origin), by=SYSTEM, now=now)
    middle = len(todo) // 2
    return understand(todo[:middle], origin, now=now) + understand(todo[middle:], origin, now=now)


def _understand(change: Change, todo: Sequence[Todo], origin: Origin) -> Understood:
    change.expect(Arrival, {one.arrival: one.version for one in todo})
    readable = [(one.arrival, one.reading) for one in todo if isinstance(one.reading, Reading)]
    unclear = [(one.arrival, one.reading) for one in todo if isinstance(one.reading, Unclear)]
    for arrival, why in unclear:
        change.update(Arrival, arrival, state="unclear", fault=why.told())
    change.announce([ArrivalUnclear(subject=Ref("arrival", a), code=why.code) for a, why in unclear])
    filed = _file(change, readable, origin)
    for (arrival, _), result in zip(readable, filed, strict=True):
        state = "opened" if result.opened else "joined"
        change.update(Arrival, arrival, state=state, lead_id=result.lead, fault=None)
    opened = sum(result.opened for result in filed)
    leads = {arrival: result.lead for (arrival, _), result in zip(readable, filed, strict=True)}
    return Understood(opened, len(filed) - opened, len(unclear), leads)


def _file(change: Change, readable: Sequence[tuple[int, Reading]], origin: Origin) -> list[filing.Filed]:
    book = playbook.at(change.now)
    parties = [party(arrival, reading, origin, change.now) for arrival, reading in readable]
    known = people.recognise(change, parties, book.section(MatchingPolicy))
    campaigns = _campaigns(change, readable, origin)
    enquiries = [
        Enquiry(
            arrival=arrival,
            source=origin.door,
            offer=origin.offer,
            channel=reading.channel or origin.channel,
            campaign=campaigns.get(_place(reading, origin), origin.campaign),
            happened_at=party.happened_at,
            interest=reading.interest,
            trust=origin.trust,
            who=who,
            fallback=reading.fallback,
            into=reading.into,
        )
        for (arrival, reading), party, who in zip(readable, parties, known, strict=True)
    ]
    privacy.take_consents(change, _consents(readable, parties, known, origin))
    return filing.open_or_join(change, enquiries, route=_router(book.section(IntakePolicy), origin.offer))


def _place(reading: Reading, origin: Origin) -> tuple[str, str]:
    return reading.channel or origin.channel, reading.campaign


def _campaigns(
    change: Change, readable: Sequence[tuple[int, Reading]], origin: Origin
) -> dict[tuple[str, str], int]:
    """Campaigns that single messages name; the others belong to the one of their receipt."""
    pairs = sorted({_place(reading, origin) for _, reading in readable if reading.campaign})
    return leads.campaigns(change, pairs) if pairs else {}


def party(arrival: int, reading: Reading, origin: Origin, now: datetime) -> Party:
    at = reading.happened_at if reading.happened_at is not None and reading.happened_at <= now else now
    return Party(
        arrival=arrival,
        person=reading.person,
        company=reading.company,
        source=origin.source,
        external=reading.external,
        happened_at=at,
        trust=origin.trust,
        door=origin.door,
    )


def _consents(
    readable: Sequence[tuple[int, Reading]],
    parties: Sequence[Party],
    known: Sequence[people.Recognised],
    origin: Origin,
) -> list[privacy.Said]:
    return [
        privacy.Said(
            who.person,
            objection.purpose,
            "given" if objection.given else "objected",
            origin.door,
            party.happened_at,
            arrival,
        )
        for (arrival, reading), party, who in zip(readable, parties, known, strict=True)
        if who.person is not None
        for objection in reading.objections
    ]


def _router(policy: IntakePolicy, offer: str) -> filing.Router:
    """Team keys are looked up once per batch."""
    teams = accounts.team_ids()

    def route(facts: Facts, channel: str) -> int:
        where = Context(channel=channel, offer=offer)
        rules_that_hold = (r.team for r in policy.new_leads.rules if holds(r.when, facts, where) is True)
        return teams[next(rules_that_hold, policy.new_leads.otherwise)]

    return route


def mend(arrival: int, values: Mapping[str, str], *, by: Actor, now: datetime) -> Understood:
    """A human corrects what could not be understood, and it is tried again at once. The original stays as it came."""

    def think(change: Change) -> int:
        row = Arrival.objects.filter(id=arrival).first()
        if row is None:
            raise NotFound("arrival")
        if row.state not in ("unclear", "noise"):
            raise Refusal("arrival_settled", state=row.state)
        change.expect(Arrival, {row.id: row.version})
        clean = {key: text for key, text in values.items() if text.strip()}
        change.update(Arrival, row.id, state="waiting", mended=clean, fault=None, attempts=row.attempts + 1)
        change.announce([ArrivalMended(subject=Ref("arrival", row.id))])
        return row.receipt_id

    receipt = journal.change(think, by=by, now=now)
    todo = queries.waiting(receipt, [arrival], now)
    return understand(todo, queries.origin(receipt, now), now=now)


def set_aside(arrival: int, *, by: Actor, now: datetime) -> None:
    """A human says it is noise; it is kept and can still be mended."""

    def think(change: Change) -> None:
        row = Arrival.objects.filter(id=arrival).first()
        if row is None:
            raise NotFound("arrival")
        if row.state not in ("waiting", "unclear"):
            raise Refusal("arrival_settled", state=row.state)
        change.expect(Arrival, {row.id: row.version})
        change.update(Arrival, row.id, state="noise")
        change.announce([ArrivalSetAside(subject=Ref("arrival", row.id))])

    journal.change(think, by=by, now=now)


def retry(receipt: int, *, now: datetime, limit: int = 500) -> Understood:
    """Understand what still waits of a receipt, after a crash or a mended playbook."""
    return understand(queries.waiting(receipt, None, now, limit=limit), queries.origin(receipt, now), now=now)


@dataclass(frozen=True, slots=True)
class Daily:
    """A door without files: one receipt per client, day and destination. `client` is unique per key."""

    door: str
    client: str
    source: str
    channel: str
    offer: str = ""
    campaign: str = ""

    def label(self, now: datetime) -> str:
        aim = "/".join(part for part in (self.offer, self.channel, self.campaign) if part)
        return f"{now:%Y-%m-%d} {self.client} {aim}"[:200]


def daily_receipt(daily: Daily, *, by: Actor, now: datetime) -> int:
    """Refusal("unknown_choice") for an offer or channel the playbook does not have."""
    label = daily.label(now)
    found = queries.open_receipt(daily.door, label)
    if found is not None:
        return found
    policy = playbook.at(now).section(LeadsPolicy)
    offer = daily.offer or policy.first_offer.key
    if policy.offer(offer) is None or policy.channel(daily.channel) is None:
        raise Refusal("unknown_choice", value=offer if policy.offer(offer) is None else daily.channel)

    def think(change: Change) -> int:
        known = queries.open_receipt(daily.door, label)
        if known is not None:
            return known
        campaign = None
        if daily.campaign:
            pair = (daily.channel, daily.campaign[:120])
            campaign = leads.campaigns(change, [pair])[pair]
        key = change.id(Receipt)
        change.claim(Receipt, "label", [_daily_row(key, daily, label, offer, campaign, now)])
        return key

    return journal.change(think, by=by, now=now)


def _daily_row(
    key: int, daily: Daily, label: str, offer: str, campaign: int | None, now: datetime
) -> dict[str, Any]:
    return {
        "id": key,
        "public_id": public_id(),
        "door": daily.door,
        "label": label,
        "source": daily.source,
        "offer": offer,
        "channel": daily.channel,
        "campaign_id": campaign,
        "state": "open",
        "created_at": now,
    }


def foresee(
    readable: Sequence[tuple[int, Reading]], origin: Origin, *, now: datetime
) -> dict[int, tuple[bool, int]]:
    """Thought through to the end and not written: place -> (would open a lead, that lead's id)."""
    unit = Change(by=SYSTEM, now=now)
    filed = _file(unit, readable, origin)
    return {at: (one.opened, one.lead) for (at, _), one in zip(readable, filed, strict=True)}
