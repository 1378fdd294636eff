"""On to a new version: looked at, kept in a file, and only then changed; with the way back."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from config import home, prepare, serving
from leadflow.backup import filling, keeping, making
from leadflow.backup.keeping import Made
from leadflow.backup.places import Folder
from leadflow.journal import health
from leadflow.kernel.refusals import Refusal

FOLDER: Final = "backups"
ROOM: Final = 200 * 1024 * 1024
"""Beside the backup, for what a migration writes anew."""


@dataclass(frozen=True, slots=True)
class Upgraded:
    """`before`: what doctor found with the old tables; None where only the old version can look at them."""

    steps: tuple[str, ...]
    backup: Made | None
    before: tuple[str, ...] | None
    after: tuple[str, ...]
    seconds: float


@contextmanager
def alone(opened: home.OpenHome) -> Iterator[None]:
    """Nobody serves this home from this machine meanwhile. Refusal("house_is_served")."""
    place = serving.Place("127.0.0.1", 0)
    try:
        with serving.hold(opened, place), serving.hold(opened, place, serving.PUBLIC_LOCK):
            yield
    except serving.Busy:
        raise Refusal("house_is_served", home=str(opened.folder)) from None


def pending() -> tuple[str, ...]:
    """Migrations still to be carried out. Refusal("database_newer" | "filling_unfinished")."""
    filling.refuse_unfinished(connection)
    making.standing(connection)
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return tuple(f"{migration.app_label}.{migration.name}" for migration, _ in plan)


def upgrade(tell: Callable[[int], object]) -> Upgraded:
    """Refusal("database_newer" | "no_space" | "upgrade_failed" | ...)."""
    began = time.monotonic()
    steps = pending()
    if not steps:
        return Upgraded((), None, None, _examined() or (), time.monotonic() - began)
    before, made = _examined(), keep_before(tell)
    try:
        prepare.prepare_tables()
    except (DatabaseError, ValueError, TypeError, LookupError) as fault:
        raise Refusal("upgrade_failed", backup=f"{made.place}/{made.name}", why=str(fault)[:300]) from fault
    return Upgraded(steps, made, before, _examined() or (), time.monotonic() - began)


def keep_before(tell: Callable[[int], object] = lambda _: None) -> Made:
    """In the home, whatever is planned: the plan's own table may be among those that change."""
    _refuse_small_disk()
    return keeping.back_up(Folder(Path(settings.HOME) / FOLDER), timezone.now(), tell=tell)


def _refuse_small_disk() -> None:
    folder = Path(settings.HOME)
    files = sum(path.stat().st_size for path in folder.glob("leadflow.sqlite3*"))
    files += sum(path.stat().st_size for path in (folder / "files").rglob("*") if path.is_file())
    needed, free = files + ROOM, shutil.disk_usage(folder).free
    if needed > free:
        raise Refusal("no_space", place=str(folder), needed=needed, free=free)


def _examined() -> tuple[str, ...] | None:
    try:
        with transaction.atomic():
            return tuple(one.code for one in health.examine())
    except DatabaseError:
        return None


def is_behind() -> bool:
    """A house that is there already, whose tables are older than this version."""
    applied = MigrationExecutor(connection).loader.applied_migrations
    return bool(applied) and bool(pending())
