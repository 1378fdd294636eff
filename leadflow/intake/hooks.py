"""Hooks: addresses at which other systems leave leads. Made, changed, renewed and closed here, each step on record."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from leadflow.delivery import secret
from leadflow.intake import queries, services
from leadflow.intake.doors.webhook.shapes import KINDS
from leadflow.intake.events import ArrivalMended, HookChanged, HookClosed, HookMade
from leadflow.intake.models import Arrival, Hook, Receipt
from leadflow.intake.services import Understood
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.kernel.events import Ref
from leadflow.kernel.ids import public_id
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook

THEIRS: Final = frozenset({"meta", "linkedin"})
"""There the other system makes the secret, and an admin types it here."""
LONGEST_SECRET: Final = 200
MOST_PATHS: Final = 400


@dataclass(frozen=True, slots=True)
class Aim:
    """What leads of a hook count as."""

    name: str
    offer: str
    channel: str
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """`secret`: shown once, where we made it."""

    hook: UUID
    secret: str


def make(kind: str, aim: Aim, *, typed: str = "", by: Actor, now: datetime) -> Made:
    """Refusal("name_missing" | "unknown_choice" | "secret_missing")."""
    if kind not in KINDS:
        raise Refusal("unknown_choice", value=kind)
    values, plain = _aim(aim, now), _secret(kind, typed)
    public = public_id()

    def think(change: Change) -> None:
        key = change.id(Hook)
        change.insert(
            Hook,
            id=key,
            public_id=public,
            kind=kind,
            secret=secret.sealed(plain),
            source=f"hook {public}",
            mapping={},
            made_at=now,
            **values,
        )
        change.announce([HookMade(subject=Ref("hook", key), shape=kind)])

    journal.change(think, by=by, now=now)
    return Made(public, "" if kind in THEIRS else plain)


def _aim(aim: Aim, now: datetime) -> dict[str, str]:
    policy = playbook.at(now).section(LeadsPolicy)
    name = aim.name.strip()[:80]
    if not name:
        raise Refusal("name_missing")
    offer = aim.offer or policy.first_offer.key
    for value, known in ((offer, policy.offer(offer)), (aim.channel, policy.channel(aim.channel))):
        if known is None:
            raise Refusal("unknown_choice", value=value)
    return {"name": name, "offer": offer, "channel": aim.channel, "campaign": aim.campaign.strip()[:120]}


def _secret(kind: str, typed: str) -> str:
    typed = typed.strip()
    if kind not in THEIRS:
        return secrets.token_urlsafe(32)
    if not 8 <= len(typed) <= LONGEST_SECRET:
        raise Refusal("secret_missing")
    return typed


def change_aim(hook: UUID, aim: Aim, *, by: Actor, now: datetime) -> None:
    values = _aim(aim, now)
    _update(hook, lambda _: values, HookChanged, {"what": "aim"}, by=by, now=now)


def choose_paths(hook: UUID, mapping: Mapping[str, str], *, by: Actor, now: datetime) -> None:
    """Path -> target; paths that are not named are read as usual for this kind."""
    kept = {path[:400]: target[:80] for path, target in list(mapping.items())[:MOST_PATHS]}
    _update(hook, lambda _: {"mapping": kept}, HookChanged, {"what": "paths"}, by=by, now=now)


def renew(hook: UUID, *, typed: str = "", by: Actor, now: datetime) -> str:
    """Another secret; the former one opens nothing any more. Shown once, where we made it."""
    made: list[str] = []

    def values(row: Hook) -> dict[str, Any]:
        made[:] = [_secret(row.kind, typed)]
        return {"secret": secret.sealed(made[0])}

    row = _update(hook, values, HookChanged, {"what": "secret"}, by=by, now=now)
    return "" if row.kind in THEIRS else made[0]


def close(hook: UUID, *, by: Actor, now: datetime) -> None:
    _update(hook, lambda _: {"closed_at": now}, HookClosed, {}, by=by, now=now)


def reopen(hook: UUID, *, by: Actor, now: datetime) -> None:
    _update(hook, lambda _: {"closed_at": None}, HookClosed, {"open": True}, by=by, now=now)


def _update(
    hook: UUID,
    values: Callable[[Hook], dict[str, Any]],
    event: type[HookChanged | HookClosed],
    told: dict[str, Any],
    *,
    by: Actor,
    now: datetime,
) -> Hook:
    def think(change: Change) -> Hook:
        row = Hook.objects.filter(public_id=hook).first()
        if row is None:
            raise NotFound("hook")
        change.expect(Hook, {row.id: row.version})
        change.update(Hook, row.id, **values(row))
        change.announce([event(subject=Ref("hook", row.id), **told)])
        return row

    return journal.change(think, by=by, now=now)


def try_again(hook: UUID, *, by: Actor, now: datetime, limit: int = 500) -> Understood:
    """What could not be understood before its paths were chosen; what a human mended stays as mended."""

    def think(change: Change) -> dict[int, list[int]]:
        row = Hook.objects.filter(public_id=hook).first()
        if row is None:
            raise NotFound("hook")
        receipts = Receipt.objects.filter(door="webhook", source=row.source).values("id")
        found = Arrival.objects.filter(state="unclear", receipt_id__in=receipts).order_by("id")[:limit]
        waiting: dict[int, list[int]] = {}
        for one in found:
            waiting.setdefault(one.receipt_id, []).append(one.id)
            change.expect(Arrival, {one.id: one.version})
            change.update(Arrival, one.id, state="waiting", fault=None, attempts=one.attempts + 1)
            change.announce([ArrivalMended(subject=Ref("arrival", one.id))])
        return waiting

    done = Understood()
    for receipt, arrivals in journal.change(think, by=by, now=now).items():
        todo = queries.waiting(receipt, arrivals, now)
        done += services.understand(todo, queries.origin(receipt, now), now=now)
    return done
