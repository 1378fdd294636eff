"""Reply cards typed in by hand: each an arrival of its own, counted for the campaign of its code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from leadflow.intake import asking, capturing, codes, coding, queries, services
from leadflow.intake.rules import body_digest, key_of
from leadflow.intake.services import Daily, Message
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.kernel.refusals import Refusal

DOOR: Final = "card"
ASKED: Final = ("person.name", "company.name", "mail", "phone", "company.postcode", "company.city", "note")
LONGEST: Final = 400


@dataclass(frozen=True, slots=True)
class Entered:
    """`lead`: what came of it, None while it is unclear. `again`: the code was used before; `same`: this very card."""

    lead: int | None
    opened: bool
    again: bool
    same: bool


def enter(text: str, said: Mapping[str, str], *, by: Actor, now: datetime) -> Entered:
    """Refusal("code_mistyped" | "card_empty"), NotFound("code"). The same card typed twice is one arrival."""
    found = codes.find(text, now)
    who = asking.known(found.person, found.form.offer) if found.person else asking.STRANGER
    typed = capturing.clean({target: said.get(target, "")[:LONGEST] for target in ASKED})
    values = {**who.signs, **typed}
    if not values:
        raise Refusal("card_empty")
    values["import.code"] = coding.shown(found.code)
    key = key_of(DOOR, found.code, body_digest(values))
    if (known := queries.id_of(key)) is not None:
        return Entered(queries.lead_of(known), opened=False, again=True, same=True)
    daily = Daily(DOOR, "cards", DOOR, found.form.channel, found.form.offer, found.form.campaign)
    receipt = services.daily_receipt(daily, by=by, now=now)

    def also(change: Change, new: Mapping[bytes, int]) -> None:
        codes.redeem(change, found.id, new[key])

    services.receive(receipt, [Message(key, 1, content=values)], seen=1, by=by, now=now, also=also)
    arrival = queries.id_of(key) or 0
    done = services.understand(
        queries.waiting(receipt, [arrival], now), queries.origin(receipt, now), now=now
    )
    return Entered(queries.lead_of(arrival), opened=done.opened > 0, again=found.uses > 0, same=False)
