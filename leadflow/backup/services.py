"""The only writer of the plan and of what became of each backup; and what a house does first after a restore."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from leadflow.backup import erasures, keeping, ledger
from leadflow.backup.buckets import Bucket
from leadflow.backup.events import BackupFailed, BackupMade, BackupPlanned, BackupRemoved, HouseRestored
from leadflow.backup.keeping import Made
from leadflow.backup.ledger import Erased
from leadflow.backup.models import WHERE, Plan, Run
from leadflow.backup.places import Folder, Place
from leadflow.backup.rules import Keep, passphrase_of
from leadflow.delivery import outward, secret
from leadflow.delivery import services as delivery
from leadflow.intake import mailboxes
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM, Actor
from leadflow.kernel.events import Ref
from leadflow.kernel.refusals import Refusal
from leadflow.queue import services as queue

NOW: Final = "backup.now"
NOTE: Final = "backup.note_erasure"
KEPT: Final = "••••••••"
"""Stands in the form for a secret that is there and is not changed."""
ONE: Final = 1
MOST: Final = 366


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an admin typed. `secret` and `passphrase` KEPT: the ones that are there."""

    where: str
    folder: str = ""
    endpoint: str = ""
    region: str = ""
    bucket: str = ""
    prefix: str = ""
    access_key: str = ""
    secret: str = ""
    passphrase: str = ""
    keep: Keep = field(default_factory=Keep)


def set_plan(wanted: Wanted, *, by: Actor, now: datetime) -> None:
    """Tried out before it is kept.

    Refusal("unknown_choice" | "folder_not_whole" | "passphrase_short" | "keep_at_least_one" | "place_away" | ...).
    """
    row = Plan.objects.filter(id=ONE).first()
    values = _values(wanted, row)
    if place := place_of(values):
        place.try_out()

    def think(change: Change) -> None:
        row = Plan.objects.filter(id=ONE).first()
        if row is None:
            change.insert(Plan, id=ONE, **values, set_at=now)
        else:
            change.expect(Plan, {ONE: row.version})
            change.update(Plan, ONE, **values, set_at=now)
        change.announce([BackupPlanned(subject=Ref("backup_plan", ONE), where=wanted.where)])

    journal.change(think, by=by, now=now)


def _values(wanted: Wanted, row: Plan | None) -> dict[str, Any]:
    if wanted.where not in WHERE:
        raise Refusal("unknown_choice", value=wanted.where)
    if wanted.where == "folder" and not Path(wanted.folder).is_absolute():
        raise Refusal("folder_not_whole", folder=wanted.folder)
    if wanted.where == "bucket" and not (wanted.endpoint.strip() and wanted.bucket.strip()):
        raise Refusal("bucket_not_named")
    keep = wanted.keep
    if not 1 <= keep.daily <= MOST or not {keep.weekly, keep.monthly} <= set(range(MOST + 1)):
        raise Refusal("keep_at_least_one")
    typed = wanted.passphrase if wanted.passphrase == KEPT else passphrase_of(wanted.passphrase)
    new = "" if typed == KEPT else typed
    if new and len(new) < keeping.SHORTEST:
        raise Refusal("passphrase_short", shortest=keeping.SHORTEST)
    return {
        **{name: getattr(wanted, name).strip() for name in PLAIN},
        "secret": _sealed(wanted.secret, row.secret if row else ""),
        "passphrase": _sealed(typed, row.passphrase if row else ""),
        "daily": wanted.keep.daily,
        "weekly": wanted.keep.weekly,
        "monthly": wanted.keep.monthly,
    }


PLAIN: Final = ("where", "folder", "endpoint", "region", "bucket", "prefix", "access_key")


def _sealed(typed: str, present: str) -> str:
    return present if typed == KEPT else secret.sealed(typed)


def place_of(values: dict[str, Any]) -> Place | None:
    if values["where"] == "folder":
        return Folder(Path(values["folder"]))
    if values["where"] == "bucket":
        told = {name: str(values[name]) for name in ("endpoint", "region", "bucket", "prefix", "access_key")}
        return Bucket(**told, secret=secret.opened(values["secret"]))
    return None


def planned() -> Plan | None:
    """None where nobody planned any backup."""
    return Plan.objects.filter(id=ONE).exclude(where="off").first()


def planned_place(plan: Plan) -> Place:
    place = place_of({name: getattr(plan, name) for name in (*PLAIN, "secret")})
    if place is None:
        raise Refusal("unknown_choice", value=plan.where)
    return place


def ask_for_one(*, by: Actor, now: datetime) -> None:
    """In the background, soon. Refusal("no_backup_planned")."""
    if planned() is None:
        raise Refusal("no_backup_planned")
    journal.change(lambda change: queue.enqueue(change, NOW, {}, key=NOW), by=by, now=now)


def run_planned(*, by: Actor, now: datetime, tell: Callable[[int], object]) -> Made | None:
    """Makes the planned backup; None where none is planned. What went wrong is kept as a row, and raised."""
    plan = planned()
    if plan is None:
        return None
    place, keep = planned_place(plan), Keep(plan.daily, plan.weekly, plan.monthly)
    passphrase, began = passphrase_of(secret.opened(plan.passphrase)), time.monotonic()
    try:
        if plan.passphrase and not passphrase:
            raise Refusal("passphrase_lost")
        made = keeping.back_up(place, now, passphrase=passphrase, keep=keep, tell=tell)
    except Refusal as refusal:
        _failed(place, refusal, time.monotonic() - began, by=by, now=now)
        raise
    note_made(made, by=by, now=now)
    return made


def note_made(made: Made, *, by: Actor, now: datetime) -> None:
    def think(change: Change) -> None:
        key = change.id(Run)
        change.insert(
            Run,
            id=key,
            state="made",
            name=made.name,
            place=made.place[:600],
            sealed=made.sealed,
            size=made.size,
            rows=made.manifest.rows,
            files=len(made.manifest.files),
            damaged=len(made.manifest.damaged),
            milliseconds=int(made.seconds * 1000),
            started_at=now,
            finished_at=now + timedelta(seconds=made.seconds),
        )
        subject = Ref("backup", key)
        change.announce([BackupMade(subject=subject, rows=made.manifest.rows, size=made.size)])
        _note_dropped(change, made)

    journal.change(think, by=by, now=now)


def _note_dropped(change: Change, made: Made) -> None:
    for row in Run.objects.filter(name__in=made.dropped, place=made.place[:600], removed_at__isnull=True):
        change.expect(Run, {row.id: row.version})
        change.update(Run, row.id, removed_at=change.now)
        change.announce([BackupRemoved(subject=Ref("backup", row.id))])


def _failed(place: Place, refusal: Refusal, seconds: float, *, by: Actor, now: datetime) -> None:
    def think(change: Change) -> None:
        key = change.id(Run)
        change.insert(
            Run,
            id=key,
            state="failed",
            code=refusal.code[:40],
            why=str(refusal.facts.get("why", ""))[:300],
            place=place.words[:600],
            milliseconds=int(seconds * 1000),
            started_at=now,
            finished_at=now + timedelta(seconds=seconds),
        )
        change.announce([BackupFailed(subject=Ref("backup", key), code=refusal.code)])

    journal.change(think, by=by, now=now)


def note_erasure(erasure: int, arrivals: list[int]) -> None:
    plan = planned()
    places = [planned_place(plan)] if plan else []
    erasures.note(erasure, arrivals, [*places, *_folders()])


def _folders() -> list[Folder]:
    """Those of this machine in which backups were ever put; what is gone holds none any more."""
    named = Run.objects.filter(state="made", removed_at__isnull=True, place__startswith="/")
    found = [Path(place) for place in named.order_by("place").values_list("place", flat=True).distinct()]
    return [Folder(path) for path in found if path.is_dir()]


def settle_ledger() -> None:
    """Does now what erasures left to the background, for a command that must not return before the ledgers know."""
    queue.work_off(only=(NOTE,))


@dataclass(frozen=True, slots=True)
class Settled:
    """What a restored house did first. `erasures_known`: entries of ledgers that were there to be read."""

    erased_again: int
    erasures_known: int
    mails_held_back: int
    mailboxes_resting: int


def settle_restored(made_at: datetime, known: Iterable[Erased], *, now: datetime) -> Settled:
    """Nothing leaves and nothing is fetched until somebody says so: this may be a drill beside the living house.
    Whoever was erased since is erased again."""
    entries = list(known)
    mails = delivery.hold_back("restored", by=SYSTEM, now=now)
    if outward.is_open():
        outward.close(by=SYSTEM, now=now)
    boxes = mailboxes.rest_all(by=SYSTEM, now=now)
    again = erasures.erase_again(entries, made_at, now)

    def think(change: Change) -> None:
        if (plan := planned()) is not None:
            change.expect(Plan, {ONE: plan.version})
            change.update(Plan, ONE, where="off")
            change.announce([BackupPlanned(subject=Ref("backup_plan", ONE), where="off")])
        change.announce([HouseRestored(made_at=made_at.isoformat(), erased_again=again)])

    journal.change(think, by=SYSTEM, now=now)
    return Settled(again, len(list(ledger.since(entries, made_at))), mails, boxes)
