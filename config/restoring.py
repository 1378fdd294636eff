"""A home made out of a backup: built beside its place and moved there when everything has been checked.

Whoever kills it half way leaves no half home: what was begun lies under another name, and the next restore begins anew.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from config import home
from config.neighbour import PLANTED
from config.opening import set_up_django
from leadflow.backup.manifest import Manifest
from leadflow.backup.packing import Parcel
from leadflow.backup.unpacking import opened
from leadflow.kernel.home import Home
from leadflow.kernel.refusals import Refusal

if TYPE_CHECKING:
    from leadflow.backup.places import Place
    from leadflow.backup.services import Settled

COMING: Final = ".{name}.restoring"
SPACE: Final = 1.5
"""Rows take more room in a database, with its indexes, than as lines."""


@dataclass(frozen=True, slots=True)
class Restored:
    manifest: Manifest
    rows: int
    settled: Settled
    differences: tuple[str, ...]
    seconds: float


def restore(
    file: Path,
    folder: Path,
    *,
    passphrase: str,
    database_url: str,
    ledgers: Callable[[], list[Place]],
    tell: Callable[[int], object],
) -> Restored:
    """Refusal with what is wrong with the file, the folder or the database; nothing is left of it then."""
    began = time.monotonic()
    _refuse_filled(folder)
    with opened(file, passphrase) as parcel, _building(folder) as building:
        _refuse_small_disk(parcel.manifest, building, at_home=not database_url)
        parcel.check()
        _furnish(building, parcel, database_url)
        restored = _fill(parcel, ledgers, tell, began)
        building.replace(folder)
    return restored


def _refuse_filled(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal("home_not_empty", home=str(folder))


@contextmanager
def _building(folder: Path) -> Iterator[Path]:
    """A place beside the home, for one restore at a time."""
    os.umask(0o077)
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = folder.with_name(COMING.format(name=folder.name))
    with folder.with_name(f"{building.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal("restore_at_work", home=str(folder)) from None
        shutil.rmtree(building, ignore_errors=True)
        try:
            yield building
        finally:
            shutil.rmtree(building, ignore_errors=True)
            Path(lock.name).unlink(missing_ok=True)


def _refuse_small_disk(manifest: Manifest, building: Path, *, at_home: bool) -> None:
    files = sum(file.size for file in manifest.files)
    rows = sum(table.size for table in manifest.tables) * SPACE
    needed, free = int(files + (rows if at_home else 0)), shutil.disk_usage(building.parent).free
    if needed > free:
        raise Refusal("no_space", place=str(building.parent), needed=needed, free=free)


def _furnish(building: Path, parcel: Parcel, database_url: str) -> None:
    told = {name: text for name, text in parcel.manifest.home.items() if name in Home.__dataclass_fields__}
    building.mkdir(mode=0o700)
    home.write_private(building / home.SECRET, parcel.secret())
    try:
        home.create(building, Home(**told), database_url)
    except home.HomeFault as fault:
        raise Refusal("backup_damaged", part=f"home: {fault}") from None
    if parcel.manifest.sample:
        (building / PLANTED).write_text(parcel.manifest.sample, encoding="utf-8")
    os.environ[home.VARIABLE] = str(building)


def _fill(
    parcel: Parcel, ledgers: Callable[[], list[Place]], tell: Callable[[int], object], began: float
) -> Restored:
    set_up_django()
    from django.db import connection  # noqa: PLC0415 - reads the settings of the home just made
    from django.utils import timezone  # noqa: PLC0415

    from leadflow.backup import erasures, filling, services  # noqa: PLC0415
    from leadflow.files import services as files  # noqa: PLC0415
    from leadflow.journal import health  # noqa: PLC0415

    known = erasures.read(ledgers())
    manifest = parcel.manifest
    try:
        rows = filling.fill(connection, manifest.migrations, filling.rows_of(parcel), tell)
        for file in manifest.files:
            files.put_back(file.place, parcel.bytes_of(file))
        filling.bring_up_to_date(connection)
        settled = services.settle_restored(manifest.made_at, known, now=timezone.now())
        found = tuple(one.code for one in health.examine())
        filling.count_as_filled(connection)
    except Refusal:
        filling.empty_again(connection)
        raise
    connection.close()
    return Restored(manifest, rows, settled, found, time.monotonic() - began)
