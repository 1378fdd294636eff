"""Before the house opens: tables, static files, a playbook, somebody who can log in. Repeating it changes nothing."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from config import first_user
from config.answers import note
from config.home import OpenHome

ROOT: Final = Path(__file__).resolve().parent.parent
NOTE: Final = "prepared"


def is_prepared(home: OpenHome) -> bool:
    """The fast look of every start: nothing that needs preparing has changed since it was last done."""
    note = home.folder / NOTE
    here = home.database_url or (home.folder / "leadflow.sqlite3").is_file()
    return bool(here) and note.is_file() and note.read_text() == fingerprint(home)


def fingerprint(home: OpenHome) -> str:
    """Of the database and of every file that migrations, static files or the default playbook come from."""
    digest = hashlib.sha256(f"{home.folder}|{home.database_url}".encode())
    for path in sorted(_sources()):
        about = path.stat()
        digest.update(f"{path.relative_to(ROOT)}|{about.st_size}|{about.st_mtime_ns}".encode())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    rooms = ROOT / "leadflow"
    yield from rooms.glob("*/migrations/*.py")
    yield from rooms.glob("*/*.yaml")
    for folder in rooms.glob("*/static"):
        yield from (path for path in folder.rglob("*") if path.is_file())


def prepare() -> None:
    """A house whose tables are behind is kept in a file before they are changed.

    Refusal("filling_unfinished" | "database_newer" | "no_space" | ...).
    """
    from django.conf import settings  # noqa: PLC0415 - this module is also read where Django is not loaded
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from config import upgrading  # noqa: PLC0415
    from leadflow.backup import filling  # noqa: PLC0415
    from leadflow.playbook import services as playbook  # noqa: PLC0415

    now = timezone.now()
    filling.refuse_unfinished(connection)
    if upgrading.is_behind():
        made = upgrading.keep_before()
        note(f"The tables are brought up to date. The way back: {made.place}/{made.name}")
        note(f"Restore it with --erasures {settings.HOME}, so that nobody erased since comes back.")
    prepare_tables()
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    first_user.ensure_first_user(settings.HOME, now, language=settings.LANGUAGE_CODE)
    playbook.ensure_default(now)
    home = OpenHome(settings.HOME, settings.HOME_FACTS, settings.DATABASE_URL)
    (settings.HOME / NOTE).write_text(fingerprint(home))


def prepare_tables() -> None:
    from django.core.management import call_command  # noqa: PLC0415 - as above

    call_command("migrate", interactive=False, verbosity=0)


def welcome() -> None:
    """Prepares, and prints the way in for the first person while nobody has been let in yet."""
    from django.conf import settings  # noqa: PLC0415 - as above
    from django.utils import timezone  # noqa: PLC0415

    prepare()
    os.write(1, json.dumps({"login": first_user.first_link(settings.HOME, timezone.now())}).encode())


@cache
def tables_are_current() -> bool:
    """Asked once per process: a house whose tables are behind is prepared before its web process starts."""
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def files_are_writable() -> bool:
    from django.conf import settings  # noqa: PLC0415

    return os.access(settings.HOME / "files", os.W_OK)
