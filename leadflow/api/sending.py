"""From a sent lead to a message at the one door, and back to an answer."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Final

from leadflow.accounts.queries import ApiClient
from leadflow.api.schemas import ArrivalOut, LeadIn
from leadflow.intake import catching_up, queries, readers, services
from leadflow.intake.rules import Todo, key_of, read
from leadflow.intake.services import Daily, Message, Received
from leadflow.kernel.refusals import Refusal
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook


def pairs(sent: LeadIn) -> dict[str, str]:
    """Targets of the door -> text; what is empty says nothing."""
    values = {
        **{f"company.{name}": text for name, text in sent.company.model_dump().items()},
        **{f"person.{name}": text for name, text in sent.person.model_dump().items()},
        "mail": sent.mail,
        "phone": sent.phone,
        "mobile": sent.mobile,
        "note": sent.note,
        "source.id": sent.external_id,
        "happened_at": sent.happened_at.isoformat() if sent.happened_at else "",
        **{key: str(value) for key, value in sent.facts.items()},
        **{f"consent.{purpose}": "yes" for purpose in sent.consents},
        **{f"objection.{purpose}": "yes" for purpose in sent.objections},
    }
    return {key: text for key, text in values.items() if text}


def take(
    client: ApiClient,
    sent: Sequence[LeadIn],
    *,
    counted: int,
    now: datetime,
    header_key: str = "",
    prefer: str = "",
) -> list[ArrivalOut]:
    """Kept first, then understood: here and now, or within moments by a worker that takes all at once.

    `counted`: how many the door saw, taken from the request itself. `prefer`: the header of RFC 7240.
    """
    with crowd as others:
        at_once = _wanted_at_once(prefer, hurried=bool(others) and len(sent) == 1)
        return _take(client, sent, counted, now, header_key, at_once)


def _wanted_at_once(prefer: str, *, hurried: bool) -> bool:
    """`wait` and `respond-async` decide. Else a sender is told what became of it; only where several come at once
    with one lead each they are told that it is kept, so that none waits for the others."""
    wishes = {wish.partition("=")[0].partition(";")[0].strip().lower() for wish in prefer.split(",")}
    if "respond-async" in wishes:
        return False
    return not hurried or "wait" in wishes


class _Crowd:
    """How many requests this process is just taking."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._here = 0

    def __enter__(self) -> int:
        with self._lock:
            self._here += 1
            return self._here - 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._here -= 1


crowd: Final = _Crowd()


def _take(
    client: ApiClient, sent: Sequence[LeadIn], counted: int, now: datetime, header_key: str, at_once: bool
) -> list[ArrivalOut]:
    keys = [key_of("api", str(client.key), one.key or header_key or uuid.uuid4().hex) for one in sent]
    aims = [(one.offer, one.channel or client.channel, one.campaign) for one in sent]
    if len(sent) > 1:
        _refuse_before_anything_is_taken(keys, sent, aims, now)
    order = sorted(range(len(sent)), key=lambda at: aims[at])
    repeated: dict[bytes, bool] = {}
    left = counted
    for aim, places in groupby(order, key=lambda at: aims[at]):
        group = list(places)
        share = left if group[-1] == order[-1] else len(group)
        left -= share
        items = [(keys[at], pairs(sent[at])) for at in group]
        repeated |= _take_group(client, items, aim, share, now, at_once)
    found = queries.by_keys(keys)
    return [_answer(found[key], repeated[key]) for key in keys]


def _refuse_before_anything_is_taken(
    keys: Sequence[bytes], sent: Sequence[LeadIn], aims: Sequence[tuple[str, str, str]], now: datetime
) -> None:
    """A batch is taken as a whole or not at all: one wrong lead in it must not leave half of it behind."""
    policy = playbook.at(now).section(LeadsPolicy)
    for offer, channel, _ in aims:
        if (offer and policy.offer(offer) is None) or policy.channel(channel) is None:
            raise Refusal("unknown_choice", value=channel if policy.channel(channel) is None else offer)
    known = queries.contents(keys)
    for key, one in zip(keys, sent, strict=True):
        if key in known and known[key] != pairs(one):
            raise Refusal("key_reused", key=one.key)


def _take_group(
    client: ApiClient,
    items: Sequence[tuple[bytes, dict[str, str]]],
    aim: tuple[str, str, str],
    seen: int,
    now: datetime,
    at_once: bool,
) -> dict[bytes, bool]:
    """By key, whether it was taken before."""
    offer, channel, campaign = aim
    daily = Daily("api", f"key {client.key}", client.source, channel, offer, campaign)
    receipt = services.daily_receipt(daily, by=client.actor, now=now)
    messages = [Message(key, at, content=content) for at, (key, content) in enumerate(items, 1)]
    later = None if at_once else partial(catching_up.ask_for, receipt)
    got = services.receive(receipt, messages, seen=seen, by=client.actor, now=now, also=later)
    if at_once:
        _understand(receipt, [item for item in items if item[0] in got.arrivals], got, now)
    return {key: key not in got.arrivals for key, _ in items}


def _understand(
    receipt: int, items: Sequence[tuple[bytes, dict[str, str]]], got: Received, now: datetime
) -> None:
    words = readers.words_of(now, "dmy")
    todo = [Todo(got.arrivals[key], 1, read(list(content.items()), words)) for key, content in items]
    services.understand(todo, queries.origin(receipt, now), now=now)


def _answer(line: queries.Settled, repeated: bool) -> ArrivalOut:
    return ArrivalOut(
        arrival=line.public_id,
        state=line.state,
        lead=line.lead,
        repeated=repeated,
        fault=dict(line.fault) if line.fault else None,
    )
