"""`leadflow backup` and `leadflow restore`: everything in one file, and a home out of it."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from config.answers import Exit, answer, as_json
from config.opening import require_home, set_up_django

if TYPE_CHECKING:
    from leadflow.backup.keeping import Made
    from leadflow.backup.manifest import Manifest
    from leadflow.backup.places import Place

PASSPHRASE: Final = "LEADFLOW_BACKUP_PASSPHRASE"  # noqa: S105 - the name of the variable
KEPT: Final = """\b
With --json:
  {"file": "leadflow-1a2b3c4d-20261129T024000Z.zip", "place": "/srv/backups", "size": 1048576, "sealed": false,
   "rows": 18200, "files": 12, "damaged_files": [], "seconds": 2.1, "rows_per_second": 8666.7, "dropped": []}
"""
RESTORED: Final = """\b
With --json:
  {"home": "/srv/new", "made_at": "2026-11-29T02:40:00+00:00", "version": "0.1.0", "rows": 18200, "files": 12,
   "erased_again": 1, "erasures_known": 1, "mails_held_back": 0, "mailboxes_resting": 1, "sound": true,
   "differences": [], "seconds": 9.4, "rows_per_second": 1936.2}
"""
hidden = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"Its first line; or name it in {PASSPHRASE}.",
)


@click.command(epilog=KEPT)
@click.option("--to", "where", help="A folder; else where the house plans its backups, else HOME/backups.")
@click.option("--list", "listed", is_flag=True, help="What is there, newest first.")
@click.option("--check", type=click.Path(path_type=Path), help="Read this backup from end to end; make none.")
@hidden
def backup(where: str | None, listed: bool, check: Path | None, passphrase_file: Path | None) -> None:
    """Write the whole house into one file while it goes on working, and read it back.

    The file holds people's data and the secret key of the home. With a passphrase it is sealed; without, keep it as you
    keep the home.
    """
    if check is not None:
        _check(check, _passphrase(passphrase_file))
        return
    folder = require_home()
    set_up_django()
    from django.utils import timezone

    from leadflow.backup import keeping, services
    from leadflow.kernel.actor import SYSTEM

    place = _place(where, folder)
    if listed:
        _list(place)
        return
    now, bar = timezone.now(), Bar()
    if where is None and not passphrase_file and services.planned() is not None:
        made = services.run_planned(by=SYSTEM, now=now, tell=bar.rows)
    else:
        made = keeping.back_up(place, now, passphrase=_passphrase(passphrase_file), tell=bar.rows)
        services.note_made(made, by=SYSTEM, now=now)
    bar.end()
    if made is not None:
        _tell_made(made)


def _place(where: str | None, folder: Path) -> Place:
    from leadflow.backup import services
    from leadflow.backup.places import Folder

    if where is not None:
        return Folder(Path(where).resolve())
    plan = services.planned()
    return services.planned_place(plan) if plan else Folder(folder / "backups")


def _passphrase(file: Path | None) -> str:
    from leadflow.backup.rules import passphrase_of

    if file is None:
        return passphrase_of(os.environ.get(PASSPHRASE, ""))
    try:
        return passphrase_of(file.read_text(encoding="utf-8").partition("\n")[0])
    except (OSError, UnicodeDecodeError) as fault:
        raise click.UsageError(f"{file} cannot be read: {fault}") from fault


class Bar:
    """Progress for people at a terminal, silence for pipes."""

    def rows(self, done: int) -> None:
        if sys.stderr.isatty() and not as_json():
            sys.stderr.write(f"\r{done:,} rows and files")
            sys.stderr.flush()

    def end(self) -> None:
        if sys.stderr.isatty() and not as_json():
            sys.stderr.write("\n")


def _tell_made(made: Made) -> None:
    rows = made.manifest.rows
    told = {
        "file": made.name,
        "place": made.place,
        "size": made.size,
        "sealed": made.sealed,
        "rows": rows,
        "files": len(made.manifest.files),
        "damaged_files": list(made.manifest.damaged),
        "seconds": round(made.seconds, 2),
        "rows_per_second": round(rows / max(made.seconds, 0.001), 1),
        "dropped": list(made.dropped),
    }
    lines = [
        f"Kept and read back: {made.place}/{made.name}",
        f"{rows:,} rows, {len(made.manifest.files)} files, {made.size / 1e6:.1f} MB, {made.seconds:.1f} s"
        + (", sealed" if made.sealed else ""),
    ]
    if made.manifest.damaged:
        lines.append(
            f"{len(made.manifest.damaged)} files of the home are missing or altered: leadflow doctor"
        )
    answer(told, "\n".join(lines))


def _list(place: Place) -> None:
    from django.conf import settings

    from leadflow.backup import rules

    mark = rules.mark_of(settings.SECRET_KEY)
    found = [
        {"file": name, "made_at": made, "size": size}
        for name, size in place.names().items()
        if (made := rules.made_at(name, mark))
    ]
    found.sort(key=lambda one: str(one["file"]), reverse=True)
    lines = [
        f"{one['made_at']:%Y-%m-%d %H:%M} UTC  {int(str(one['size'])):>14,}  {one['file']}" for one in found
    ]
    answer(
        {"place": place.words, "backups": found},
        "\n".join(lines) or f"No backup of this home in {place.words}.",
    )


def _check(file: Path, passphrase: str) -> None:
    from leadflow.backup.unpacking import opened

    with opened(file, passphrase) as parcel:
        parcel.check()
        told = _about(parcel.manifest)
    answer(told, f"Whole: {told['rows']:,} rows and {told['files']} files, made {told['made_at']}.")


def _about(manifest: Manifest) -> dict[str, Any]:
    return {
        "made_at": manifest.made_at.isoformat(),
        "version": manifest.version,
        "company": manifest.home.get("company", ""),
        "database": manifest.database,
        "rows": manifest.rows,
        "files": len(manifest.files),
        "damaged_files": list(manifest.damaged),
    }


@click.command(epilog=RESTORED)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--to", "folder", required=True, type=click.Path(path_type=Path), help="The new home; it must be empty."
)
@click.option(
    "--database-url", default="", help="An empty PostgreSQL; else the embedded database of the home."
)
@click.option(
    "--erasures", type=click.Path(path_type=Path), help="A folder with a ledger of erasures, or a home."
)
@hidden
def restore(
    file: Path, folder: Path, database_url: str, erasures: Path | None, passphrase_file: Path | None
) -> None:
    """Make a home out of the backup FILE.

    Every byte is checked before anything counts. Whoever was erased since is erased again, as far as the ledger beside
    the file, in the home whose backups it lies in, or in --erasures tells. Mails, mailboxes and planned backups rest
    until somebody switches them on.
    """
    from config.restoring import restore as restore_home

    bar = Bar()
    done = restore_home(
        file,
        folder.resolve(),
        passphrase=_passphrase(passphrase_file),
        database_url=database_url or os.environ.get("DATABASE_URL", ""),
        ledgers=lambda: _ledgers(file, erasures),
        tell=bar.rows,
    )
    bar.end()
    told = {
        "home": str(folder.resolve()),
        **_about(done.manifest),
        "rows": done.rows,
        **asdict(done.settled),
        "sound": not done.differences,
        "differences": list(done.differences),
        "seconds": round(done.seconds, 2),
        "rows_per_second": round(done.rows / max(done.seconds, 0.001), 1),
    }
    answer(told, "\n".join(_words(told)))
    if done.differences:
        sys.exit(Exit.FAULTS)


def _words(told: dict[str, Any]) -> list[str]:
    resting = (
        f"{told['mails_held_back']} mails wait for your decision, {told['mailboxes_resting']} mailboxes rest"
    )
    return [
        f"Restored: {told['home']}, as of {told['made_at']}",
        f"{told['rows']:,} rows, {told['files']} files, {told['seconds']:.1f} s",
        f"Erased again: {told['erased_again']} persons; the ledger knows {told['erasures_known']} erasures since.",
        f"Nothing leaves the house yet: {resting}, planned backups are off.",
        "Sound: door, ledger, journal and rows agree."
        if told["sound"]
        else f"Differences: {', '.join(told['differences'])}",
        f"Next: leadflow --home {told['home']} serve",
    ]


def _ledgers(file: Path, named: Path | None) -> list[Place]:
    """Beside the file, in the home whose folder `backups` it lies in, and where somebody says."""
    from leadflow.backup.places import Folder

    beside = file.resolve().parent
    home = [beside.parent] if beside.name == "backups" else []
    given = [named.parent if named.name == "erasures" else named] if named else []
    return [Folder(path.resolve()) for path in (beside, *home, *given)]
