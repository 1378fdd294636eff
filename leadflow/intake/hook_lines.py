"""Reading hooks: what they are, what came to them lately, and what a message would become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Max, Sum

from leadflow.intake import contents, hooking, readers, services
from leadflow.intake.doors.webhook import shapes
from leadflow.intake.doors.webhook.leaves import leaves, parsed
from leadflow.intake.foreseeing import Foreseen
from leadflow.intake.models import Arrival, Hook, HookCount, Receipt
from leadflow.intake.policy import IntakePolicy
from leadflow.intake.rules import Origin, Reading, read
from leadflow.kernel.facts import is_known
from leadflow.kernel.home import base_url
from leadflow.kernel.refusals import NotFound
from leadflow.people.rules import display_name
from leadflow.playbook import queries as playbook

LATELY: Final = timedelta(days=30)
GOOD: Final = frozenset({"taken", "repeated"})


@dataclass(frozen=True, slots=True)
class HookLine:
    """`counts`: what became of messages at the door in the last 30 days, by code."""

    id: int
    public_id: UUID
    name: str
    kind: str
    offer: str
    channel: str
    campaign: str
    mapping: Mapping[str, str]
    source: str
    verify: str
    address: str
    open: bool
    counts: Mapping[str, int]
    last_at: datetime | None

    @property
    def refused(self) -> int:
        return sum(count for code, count in self.counts.items() if code not in GOOD)


def lines(now: datetime, *, limit: int = 200) -> list[HookLine]:
    """Open ones first, then by name. A house has a handful."""
    rows = list(Hook.objects.order_by("closed_at", "name", "id")[:limit])
    counts: dict[int, dict[str, int]] = {}
    last: dict[int, datetime] = {}
    counted = (
        HookCount.objects.filter(hook_id__in=[row.id for row in rows], day__gte=(now - LATELY).date())
        .values_list("hook_id", "code")
        .annotate(Sum("count"), Max("last_at"))
    )
    for hook, code, count, at in counted.order_by():
        counts.setdefault(hook, {})[code] = count
        last[hook] = max(last.get(hook, at), at)
    found = [_line(row, counts.get(row.id, {}), last.get(row.id)) for row in rows]
    return sorted(found, key=lambda one: not one.open)


def line(public: UUID, now: datetime) -> HookLine:
    found = next((one for one in lines(now) if one.public_id == public), None)
    if found is None:
        raise NotFound("hook")
    return found


def _line(row: Hook, counts: Mapping[str, int], last: datetime | None) -> HookLine:
    return HookLine(
        row.id,
        row.public_id,
        row.name,
        row.kind,
        row.offer,
        row.channel,
        row.campaign,
        row.mapping,
        row.source,
        hooking.verify_token(row) if row.kind == "meta" else "",
        f"{base_url()}/p/hook/{row.public_id}",
        row.closed_at is None,
        counts,
        last,
    )


def last_body(hook: HookLine) -> str:
    """What came last, as it came; "" where nothing did, or where it was erased."""
    receipts = (
        Receipt.objects.filter(door="webhook", source=hook.source).order_by("-id").values_list("id")[:5]
    )
    row = Arrival.objects.filter(receipt_id__in=list(receipts)).exclude(content=None).order_by("-id").first()
    return str(row.content.get(contents.BODY, "")) if row is not None and row.content else ""


def unclear(hook: HookLine) -> int:
    receipts = Receipt.objects.filter(door="webhook", source=hook.source).values("id")
    return Arrival.objects.filter(state="unclear", receipt_id__in=receipts)[:1_000].count()


@dataclass(frozen=True, slots=True)
class Trial:
    """A message thought through. `paths`: (path, text, target) of its first lead; `fault`: why there is none."""

    paths: tuple[tuple[str, str, str], ...]
    becomes: Foreseen | None
    leads: int
    test: bool = False


def tried(hook: HookLine, body: str, mapping: Mapping[str, str], *, now: datetime) -> Trial | None:
    """What the first lead of a message would become, by the same rules as at the door; nothing is written.
    None: it is no JSON.
    """
    payload = parsed(body.replace("\x00", ""))
    if payload is None:
        return None
    parts = shapes.split(hook.kind, payload)
    flat = leaves(parts[0])
    chosen = {**shapes.guessed(hook.kind, flat), **mapping}
    paths = tuple((path, text, chosen.get(path, shapes.KEEP)) for path, text in flat.items())
    said = shapes.pairs(chosen, flat)
    found = contents.checked("webhook", {contents.BODY: body}, read(said, readers.words_of(now, "dmy")))
    becomes = _becomes(hook, found, now) if isinstance(found, Reading) else _unclear(found.told())
    return Trial(paths, becomes, len(parts), shapes.is_test(hook.kind, parts[0]))


def _unclear(fault: Mapping[str, Any]) -> Foreseen:
    return Foreseen(1, "", "", "", "unclear", fault=fault)


def _becomes(hook: HookLine, found: Reading, now: datetime) -> Foreseen:
    trust = playbook.at(now).section(IntakePolicy).trust.of("webhook")
    origin = Origin("webhook", hook.source, hook.offer, hook.channel, None, trust)
    opened, lead = services.foresee([(0, found)], origin, now=now)[0]
    mail = found.person.get("person.mail")
    return Foreseen(
        1,
        str(found.company.get("company.name") or ""),
        display_name(found.person),
        str(mail) if is_known(mail) else "",
        "opened" if opened else "joined",
        None if opened else lead,
    )
