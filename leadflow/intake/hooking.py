"""The door of the hooks: who it is, then kept, then understood. What strangers send is counted and never kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from django.db.models import F

from leadflow.delivery import links, secret
from leadflow.intake import contents, knocking, queries, services
from leadflow.intake.doors.webhook import shapes, signing
from leadflow.intake.doors.webhook.leaves import parsed
from leadflow.intake.events import ArrivalSetAside
from leadflow.intake.models import Hook, HookCount
from leadflow.intake.policy import IntakePolicy, Webhooks
from leadflow.intake.rules import body_digest, key_of
from leadflow.intake.services import Daily, Message
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.events import Ref
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.playbook import queries as playbook

DOOR: Final = "webhook"
CHALLENGE: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""What LinkedIn asks with. Anything else is not answered: the answer is signed, and must never sign a message."""
FAILURES_FROM_ONE_ADDRESS: Final = 60
"""Refused messages from one network address in an hour; whoever proves himself is never held up."""


@dataclass(frozen=True, slots=True)
class Taken:
    taken: int
    repeated: int


def policy(now: datetime) -> Webhooks:
    return playbook.at(now).section(IntakePolicy).webhooks


def largest(now: datetime) -> int:
    """Bytes of a message that are read at all."""
    return policy(now).largest_kb * 1024


def _hook_at(public: UUID) -> Hook:
    found = Hook.objects.filter(public_id=public).first()
    if found is None:
        raise NotFound("hook")
    return found


def verify_token(hook: Hook) -> str:
    """What Meta has to say when it looks whether somebody is at home."""
    return links.sealed("hook", hook.id)


def challenge(public: UUID, asked: Mapping[str, str]) -> str | dict[str, str]:
    """The answer by which another system knows that the address is ours; NotFound for anything else."""
    answer = _challenge(_hook_at(public), asked)
    if answer is None:
        raise NotFound("hook")
    return answer


def _challenge(hook: Hook, asked: Mapping[str, str]) -> str | dict[str, str] | None:
    if hook.closed_at is not None:
        return None
    if hook.kind == "meta" and asked.get("hub.mode") == "subscribe":
        right = asked.get("hub.verify_token", "") == verify_token(hook)
        return asked.get("hub.challenge", "")[:200] if right else None
    code = asked.get("challengeCode", "")
    if hook.kind == "linkedin" and CHALLENGE.fullmatch(code):
        answer = signing.signed(secret.opened(hook.secret), code.encode())
        return {"challengeCode": code, "challengeResponse": answer}
    return None


def _refuse(hook: Hook, code: str, *, address: str, now: datetime) -> Refusal:
    """Counted at the door, and nothing else. Who is refused too often waits: Refusal("too_many_tries")."""
    note(hook.id, code, 1, now)
    try:
        knocking.knock("hook", address, now, allowed=FAILURES_FROM_ONE_ADDRESS)
    except Refusal as refusal:
        return refusal
    return Refusal(code)


def take(public: UUID, body: bytes, headers: Mapping[str, str], *, address: str, now: datetime) -> Taken:
    """Refusal("hook_closed" | "message_too_large" | "bad_signature" | "stale_signature" | "too_many_tries" |
    "too_many_leads").
    """
    hook, wanted = _hook_at(public), policy(now)
    if hook.closed_at is not None:
        raise _refuse(hook, "hook_closed", address=address, now=now)
    if len(body) > largest(now):
        raise _refuse(hook, "message_too_large", address=address, now=now)
    text = body.decode("utf-8", "backslashreplace").replace("\x00", "\\x00")
    payload, plain = parsed(text), secret.opened(hook.secret)
    fault = signing.fault(hook.kind, plain, body, headers, payload, now=now, tolerance=wanted.tolerance)
    if fault:
        raise _refuse(hook, fault, address=address, now=now)
    if shapes.counted(hook.kind, payload) > shapes.MOST_LEADS:
        note(hook.id, "too_many_leads", 1, now)
        raise Refusal("too_many_leads")
    if hook.kind == "google":  # its key travels in the message and must not be kept with it
        text = text.replace(plain, "…")
        payload = parsed(text)
    return _keep(hook, text, payload, now)


def _keep(hook: Hook, text: str, payload: Any, now: datetime) -> Taken:
    parts = shapes.split(hook.kind, payload)
    whole = len(parts) == 1 and parts[0] is payload
    first, again = _once(hook, parts, [text] if whole else [orjson.dumps(part).decode() for part in parts])
    daily = Daily(DOOR, f"hook {hook.id}", hook.source, hook.channel, hook.offer, hook.campaign)
    receipt = services.daily_receipt(daily, by=SYSTEM, now=now)
    state = "noise" if all(shapes.is_test(hook.kind, part) for part in parts) else "waiting"

    def also(change: Change, new: Mapping[bytes, int]) -> None:
        if state == "noise":
            change.announce([ArrivalSetAside(subject=Ref("arrival", key)) for key in new.values()])

    counted = shapes.counted(hook.kind, payload)
    got = services.receive(
        receipt, first, seen=counted - len(again), by=SYSTEM, now=now, state=state, also=also
    )
    if again:
        services.receive(receipt, again, seen=len(again), by=SYSTEM, now=now)
    repeated = got.repeated + len(again)
    note(hook.id, "taken", len(got.arrivals), now)
    note(hook.id, "repeated", repeated, now)
    if state == "waiting":
        _understand(receipt, sorted(got.arrivals.values()), now)
    return Taken(len(got.arrivals), repeated)


def _message(hook: Hook, number: int, part: Any, text: str, earlier: Mapping[bytes, Message]) -> Message:
    """The other system's id makes it one arrival, however often it is sent. The same id with other words is news:
    another arrival, which joins the same lead by that id. What was erased does not come back by being sent again.
    """
    content = {contents.BODY: text}
    own = shapes.own_id(hook.kind, part)
    digest = body_digest(content if part is None else part)
    key = key_of(DOOR, str(hook.id), own or digest)
    known = _known(key, earlier)
    if key in known and known[key] is None:
        return Message(key, number, content=None)
    if key in known and own and _words(known[key]) != digest:
        key = key_of(DOOR, str(hook.id), own, digest)
        known = _known(key, earlier)
    return Message(key, number, content=known.get(key, content))


def _known(key: bytes, earlier: Mapping[bytes, Message]) -> Mapping[bytes, Any]:
    """What is kept under a key, or stands further up in the same message."""
    return {key: earlier[key].content} if key in earlier else queries.contents([key])


def _words(content: Any) -> str:
    body = parsed(str(content.get(contents.BODY, "")))
    return body_digest(content if body is None else body)


def _once(hook: Hook, parts: list[Any], texts: list[str]) -> tuple[list[Message], list[Message]]:
    """Each key once, and what says it again within the same message."""
    first: dict[bytes, Message] = {}
    again = []
    for number, (part, text) in enumerate(zip(parts, texts, strict=True), 1):
        message = _message(hook, number, part, text, first)
        if message.key in first:
            again.append(message)
        else:
            first[message.key] = message
    return list(first.values()), again


def _understand(receipt: int, arrivals: list[int], now: datetime) -> None:
    """At once where it can be; what is left waiting is looked after every minute."""
    try:
        todo = queries.waiting(receipt, arrivals, now)
        services.understand(todo, queries.origin(receipt, now), now=now)
    except Refusal as refusal:
        if refusal.code != "busy":
            raise


def note(hook: int, code: str, count: int, now: datetime) -> None:
    """Counted apart from the ledger, each in one statement."""
    if not count:
        return
    row = HookCount(hook_id=hook, day=now.date(), code=code, count=0, last_at=now)
    HookCount.objects.bulk_create([row], ignore_conflicts=True)
    HookCount.objects.filter(hook_id=hook, day=now.date(), code=code).update(
        count=F("count") + count, last_at=now
    )
