"""`leadflow upgrade` and `leadflow move`: on to a new version, and over to another database."""

from __future__ import annotations

import sys
from typing import Any, Final

import click

from config.answers import Exit, answer
from config.commands.backup import Bar
from config.opening import require_home, set_up_django

MOVED: Final = """\b
With --json:
  {"home": "/srv/muster", "to": "db/leads", "left": "/srv/muster/leadflow.sqlite3", "rows": 18200,
   "tables": {"leads_lead": 212}, "sound": true, "differences": [], "seconds": 8.1, "rows_per_second": 2246.9}
"""


UPGRADED: Final = """\b
With --json:
  {"home": "/srv/muster", "version": "0.2.0", "steps": ["leads.0005_teams"],
   "backup": "/srv/muster/backups/leadflow-1a2b3c4d-20261129T024000Z.zip", "sound_before": true, "sound": true,
   "differences": [], "seconds": 6.2}
"""


@click.command(epilog=UPGRADED)
@click.option("--check", is_flag=True, help="Say what would be done, and do nothing.")
def upgrade(check: bool) -> None:
    """Bring the tables of this home to this version: look, back up, change, look again. End Leadflow first.

    The backup is the way back: install the former version, then
    leadflow restore BACKUP --to NEW-HOME --erasures HOME.
    """
    folder = require_home()
    set_up_django()
    from config import home, upgrading
    from leadflow import __version__

    if check:
        steps = upgrading.pending()
        words = f"To do: {', '.join(steps)}" if steps else "Up to date: nothing to do."
        answer({"home": str(folder), "version": __version__, "steps": list(steps)}, words)
        return
    bar = Bar()
    with upgrading.alone(home.read(folder)):
        done = upgrading.upgrade(bar.rows)
    bar.end()
    kept = f"{done.backup.place}/{done.backup.name}" if done.backup else ""
    told = {
        "home": str(folder),
        "version": __version__,
        "steps": list(done.steps),
        "backup": kept,
        "sound_before": None if done.before is None else not done.before,
        "sound": not done.after,
        "differences": list(done.after),
        "seconds": round(done.seconds, 2),
    }
    answer(told, "\n".join(_upgraded_words(told)))
    if done.after:
        sys.exit(Exit.FAULTS)


def _upgraded_words(told: dict[str, Any]) -> list[str]:
    sound = "Sound: door, ledger, journal and rows agree."
    found = sound if told["sound"] else f"Differences: {', '.join(told['differences'])}"
    if not told["steps"]:
        return [f"Up to date with {told['version']}: nothing was changed.", found]
    return [
        f"Upgraded to {told['version']}: {', '.join(told['steps'])}, {told['seconds']:.1f} s.",
        f"Kept before: {told['backup']}",
        found,
        "The way back: install the former version, then",
        f"  leadflow restore {told['backup']} --to NEW-HOME --erasures {told['home']}",
    ]


@click.command(epilog=MOVED)
@click.option(
    "--to", "url", required=True, help="postgresql://user:password@host/name of an empty one, or: sqlite"
)
def move(url: str) -> None:
    """Take this home to another database. End Leadflow first, on every machine that serves this home.

    Doctor looks before and after, and every table is counted in both. The former database stays as it was, with all its
    rows: delete it when you are content, for an erasure does not reach it any more.
    """
    folder = require_home()
    set_up_django()
    from config import home, moving

    bar = Bar()
    done = moving.move(home.read(folder), url, tell=bar.rows)
    bar.end()
    rows = sum(done.rows.values())
    told = {
        "home": str(folder),
        "to": moving.in_words("" if url == moving.EMBEDDED else url),
        "left": done.left,
        "rows": rows,
        "tables": done.rows,
        "sound": not done.differences,
        "differences": list(done.differences),
        "seconds": round(done.seconds, 2),
        "rows_per_second": round(rows / max(done.seconds, 0.001), 1),
    }
    answer(told, "\n".join(_moved_words(told)))
    if done.differences:
        sys.exit(Exit.FAULTS)


def _moved_words(told: dict[str, Any]) -> list[str]:
    counted = (
        f"{told['rows']:,} rows in {len(told['tables'])} tables, counted in both, {told['seconds']:.1f} s."
    )
    if not told["sound"]:
        return [
            f"Not moved: the rows in {told['to']} differ: {', '.join(told['differences'])}",
            f"{counted} This home goes on with {told['left']}",
        ]
    return [
        f"Moved to {told['to']}: {counted}",
        "Sound: door, ledger, journal and rows agree.",
        f"The former database still holds everything: {told['left']}",
    ]
