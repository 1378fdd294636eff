"""Waking a sleeping lead: its people are asked anew, and what comes of it is a new lead that knows its predecessor.

It comes by the one door like everything else: an arrival by hand, with what is known of company and person.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from leadflow.intake import queries, services
from leadflow.intake.rules import key_of
from leadflow.intake.services import Daily, Message
from leadflow.kernel.actor import Actor
from leadflow.kernel.refusals import Refusal
from leadflow.leads import queries as leads
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import Snapshot
from leadflow.people import queries as people
from leadflow.people.queries import Card

DOOR: Final = "hand"
REACHED: Final = ("person.mail", "person.phone", "person.mobile")
LEFT_BEHIND: Final = ("lead.", "import.", "note", "source.")
"""What was said of the old interest may not hold any more: the call guide asks again."""


def wake(ref: LeadRef, *, by: Actor, now: datetime) -> int:
    """The id of the new lead; a second time it is the same one. Refusal("lead_is_open"), Refusal("nobody_to_reach")."""
    shot = leads.snapshot(ref)
    if shot.is_open:
        raise Refusal("lead_is_open")
    key = key_of(DOOR, "wake", str(ref.id))
    if queries.id_of(key) is None:
        values = _known(shot)
        daily = Daily(DOOR, "wake", DOOR, shot.channel, shot.offer)
        receipt = services.daily_receipt(daily, by=by, now=now)
        services.receive(receipt, [Message(key, 1, content=dict(values))], seen=1, by=by, now=now)
    arrival = queries.id_of(key) or 0
    receipt = queries.receipt_id(arrival)
    services.understand(queries.waiting(receipt, [arrival], now), queries.origin(receipt, now), now=now)
    found = queries.lead_of(arrival)
    if found is None:
        raise Refusal("nobody_to_reach")
    return found


def _known(shot: Snapshot) -> Mapping[str, str]:
    """Company, and the first person that can be reached, by the contact points that recognise them again."""
    cards = people.cards(sorted(shot.contacts))
    card = next((cards[one] for one in sorted(cards) if cards[one].mails or cards[one].phones), None)
    if card is None:
        raise Refusal("nobody_to_reach")
    facts = {**shot.facts, **card.facts}
    told = {
        name: str(value)
        for name, value in facts.items()
        if isinstance(value, str) and value and not name.startswith(LEFT_BEHIND)
    }
    return {name: value for name, value in told.items() if name not in REACHED} | _points(card)


def _points(card: Card) -> dict[str, str]:
    points = {"mail": card.mails[:1], "phone": card.phones[:1]}
    return {name: found[0] for name, found in points.items() if found}
