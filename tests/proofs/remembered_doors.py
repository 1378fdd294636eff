"""The person of `remembered` at every other door: a hook, the booth, a card, a typed line, a reply card, a letter."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final
from uuid import UUID

from leadflow.delivery import secret
from leadflow.intake import asking, capturing, cards, codes, confirming, hooking, hooks
from leadflow.intake.capturing import Noted
from leadflow.intake.codes import Wanted
from leadflow.intake.confirming import Visit
from leadflow.intake.doors.form import Filled
from leadflow.intake.doors.webhook import signing
from leadflow.intake.hooks import Aim
from leadflow.intake.models import Code, Hook
from leadflow.kernel.actor import SYSTEM, Actor
from leadflow.leads import knowing

WORDS: Final = (
    "Brombeere",
    "Felsenbirne",
    "Himbeere",
    "Erdbeerbaum",
    "Walderdbeere",
    "Maulbeere",
    "Jostabeere",
)
"""At a hook, in its unread part; at the booth, on a scanned card; in a line; on a reply card; behind a letter."""


def come(who: str, lead: int, *, by: Actor, now: datetime) -> None:
    """All doors, one after the other; `lead`: one of the person's."""
    _at_a_hook(who, now)
    _at_the_booth({"mail": who, "note": "Himbeere"}, 1, by, now)
    card = f"BEGIN:VCARD\r\nVERSION:3.0\r\nEMAIL:{who}\r\nNOTE:Erdbeerbaum\r\nEND:VCARD\r\n"
    _at_the_booth({"card": card}, 2, by, now)
    capturing.by_hand({"mail": who, "note": "Walderdbeere"}, token="t", by=by, now=now)
    codes.make(Wanted("card", "mailing", "Karten", "solution", "contact"), 1, by=SYSTEM, now=now)
    cards.enter(_code(), {"mail": who, "note": "Maulbeere"}, by=by, now=now)
    letter = Wanted("personal", "mailing", "Weckruf", "solution", "contact")
    codes.make_personal(letter, knowing.first_contacts([lead]), by=SYSTEM, now=now)
    _behind_a_letter(now)


def _code() -> str:
    return Code.objects.order_by("-id").values_list("code", flat=True)[0]


def _at_a_hook(who: str, now: datetime) -> None:
    hooks.make("generic", Aim("Shop", "solution", "ads"), by=SYSTEM, now=now)
    hook = Hook.objects.get(kind="generic")
    body = json.dumps({"email": who, "message": "Brombeere", "deep": {"odd": "Felsenbirne"}}).encode()
    stamp = str(int(now.timestamp()))
    sign = signing.signed(secret.opened(hook.secret), stamp.encode() + b"." + body)
    headers = {signing.TIMESTAMP: stamp, signing.SIGNATURE: sign}
    hooking.take(hook.public_id, body, headers, address="10.0.0.1", now=now)


def _at_the_booth(values: dict[str, str], number: int, by: Actor, now: datetime) -> None:
    noted = Noted(UUID(int=number), values, "Hannover Messe 2026", "", "", ["mail"], "de", 1)
    capturing.at_fair(noted, by=by, now=now)


def _behind_a_letter(now: datetime) -> None:
    """As the page does it for whoever holds the letter."""
    found = codes.find(_code(), now)
    who = asking.known(found.person or 0, found.form.offer)
    sent = Filled({**who.signs, "lead.need": "Jostabeere"}, (), by_machine=False)
    confirming.take(
        found.form, sent, Visit("t", "de", "10.0.0.2", proven=True), now=now,
        also=lambda change, new: codes.redeem(change, found.id, new),
    )  # fmt: skip
