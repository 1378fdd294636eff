"""Doors for people of the house: one typed line, and what is noted at a booth. Kept at once, understood at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from leadflow.intake import contents, queries, services, undoing
from leadflow.intake.keeping import Kept as Why
from leadflow.intake.models import Arrival, Confirmation, Receipt
from leadflow.intake.policy import IntakePolicy
from leadflow.intake.rules import key_of
from leadflow.intake.services import Daily, Message
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import queries as leads
from leadflow.leads.queries import LeadRef
from leadflow.playbook import queries as playbook
from leadflow.privacy.policy import PrivacyPolicy

HAND: Final = "hand"
FAIR: Final = "fair"
LONGEST: Final = 4_000
LONGEST_CARD: Final = 200_000
MOST_FIELDS: Final = 60


@dataclass(frozen=True, slots=True)
class Kept:
    """`state`: opened | joined | unclear | waiting; `lead`: what it became."""

    arrival: UUID
    state: str
    lead: UUID | None
    repeated: bool


def by_hand(
    values: Mapping[str, str], *, token: str, into: LeadRef | None = None, by: Actor, now: datetime
) -> Kept:
    """`token` came with the page: the same line sent twice is one arrival. Refusal("empty_text")."""
    content = clean(values)
    if not content:
        raise Refusal("empty_text")
    aim = Daily(HAND, _client(by), HAND, playbook.at(now).section(IntakePolicy).hand.channel)
    if into is not None:
        content |= {contents.INTO: str(into.id)}
        aim = Daily(HAND, aim.client, HAND, aim.channel, leads.snapshot(into).offer)
    key = key_of(HAND, str(by.user_id), token)
    return _keep(key, content, aim, by, now)


def clean(values: Mapping[str, Any]) -> dict[str, str]:
    """What was typed, as an arrival keeps it: texts only, without characters no database takes."""
    kept: dict[str, str] = {}
    for name, value in list(values.items())[:MOST_FIELDS]:
        if not isinstance(value, str) or name == contents.INTO:
            continue
        longest = LONGEST_CARD if name == contents.CARD else LONGEST
        text = value[:longest].replace("\x00", "").encode("utf-8", "replace").decode().strip()
        if text:
            kept[name[:80].replace("\x00", "").encode("utf-8", "replace").decode()] = text
    return kept


@dataclass(frozen=True, slots=True)
class Noted:
    """What was noted at a booth, perhaps hours ago and without a network. `id` was made by the device.

    `book`: the playbook by which the page was shown, so that the words somebody agreed to are the words on record.
    """

    id: UUID
    values: Mapping[str, Any]
    fair: str
    offer: str
    at: str
    consents: Sequence[str]
    language: str
    book: int


def at_fair(noted: Noted, *, by: Actor, now: datetime) -> Kept:
    """The same id twice is one arrival. Refusal("empty_text" | "unknown_choice" | "key_reused")."""
    policy = playbook.at(now).section(IntakePolicy)
    agreed = [purpose for purpose in policy.fair.consents if purpose in noted.consents]
    content = clean(noted.values)
    if not content:
        raise Refusal("empty_text")
    content |= {f"consent.{purpose}": "yes" for purpose in agreed}
    if noted.at:
        content["happened_at"] = noted.at[:40]
    aim = Daily(FAIR, f"fair {by.user_id}", FAIR, policy.fair.channel, noted.offer, noted.fair.strip()[:120])
    wording = _wording(noted, agreed, now)
    return _keep(key_of(FAIR, noted.id.bytes), content, aim, by, now, wording)


def _wording(noted: Noted, agreed: Sequence[str], now: datetime) -> dict[str, Any]:
    """The words as the page showed them: by the playbook it was made from, in its language."""
    if not agreed:
        return {}
    try:
        purposes = playbook.version(noted.book).section(PrivacyPolicy)
    except NotFound:
        purposes = playbook.at(now).section(PrivacyPolicy)
    language = noted.language if noted.language in ("de", "en") else "de"
    told = {key: purpose.consent.in_(language) for key in agreed if (purpose := purposes.purpose(key))}
    return {"form": FAIR, "language": language, "wording": told}


def _keep(
    key: bytes,
    content: Mapping[str, str],
    aim: Daily,
    by: Actor,
    now: datetime,
    wording: Mapping[str, Any] | None = None,
) -> Kept:
    receipt = services.daily_receipt(aim, by=by, now=now)

    def also(change: Change, new: Mapping[bytes, int]) -> None:
        if wording:
            change.insert(Confirmation, arrival_id=new[key], asked_at=now, **wording)

    got = services.receive(
        receipt, [Message(key, 1, content=dict(content))], seen=1, by=by, now=now, also=also
    )
    _understand(key, now)
    line = queries.by_keys([key])[key]
    return Kept(line.public_id, line.state, line.lead, repeated=not got.arrivals)


def _understand(key: bytes, now: datetime) -> None:
    """At once where it can be; what is left waiting is looked after every minute."""
    arrival = queries.id_of(key) or 0
    try:
        receipt = queries.receipt_id(arrival)
        services.understand(queries.waiting(receipt, [arrival], now), queries.origin(receipt, now), now=now)
    except Refusal as refusal:
        if refusal.code != "busy":
            raise


def take_back(public: UUID, *, by: Actor, now: datetime) -> Why | None:
    """Only what the actor typed himself, as if it had never been typed. Why it stays, None once it is gone."""
    row = Arrival.objects.filter(public_id=public, receipt__door=HAND).select_related("receipt").first()
    if row is None or not _typed_by(by, row.receipt):
        raise NotFound("arrival")
    return undoing.take_back_one(row.id, by=by, now=now)


def _typed_by(by: Actor, receipt: Receipt) -> bool:
    """Each who types has a receipt a day of his own."""
    return f" {_client(by)} " in f"{receipt.label} "


def _client(by: Actor) -> str:
    return f"by hand {by.user_id}"
