"""`leadflow sample`: a believable company to look at, and to try judgements on whose truth is known."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from config import first_user, home
from config.answers import Exit, answer, as_json
from config.opening import set_up_django
from leadflow.kernel.home import Home

if TYPE_CHECKING:
    from config.sample.building import Built

BUILT: Final = """\b
With --json:
  {"home": "/srv/sample", "seed": 7, "leads": 3000, "twin": false,
   "planted": "/srv/sample/planted.json", "first_day": "2025-07-25", "last_day": "2026-07-24",
   "stages": {"new": 40, "won": 190}, "done": {"opened": 2994, "call": 5100}, "refused": {},
   "reached_sales": 0.19, "close_rate": 0.34, "faults": [], "seconds": 60.2}
"""


@click.group()
def sample() -> None:
    """Companies that never were."""


@sample.command(epilog=BUILT)
@click.option("--seed", type=int, required=True, help="The same seed makes the same company.")
@click.option("--leads", type=click.IntRange(10, 20_000), default=1000, show_default=True)
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Else ./sample-SEED.")
@click.option(
    "--twin", is_flag=True, help="The same company in which nothing matters: every odds ratio is 1."
)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the year told; else yesterday.")
def build(seed: int, leads: int, folder: Path | None, twin: bool, until: datetime | None) -> None:
    """Make a home with one year of history, simulated through the services of the house.

    What secretly matters in it stands in planted.json beside the database, and nowhere else. Exit 1 when the
    balance does not close or doctor finds a difference.
    """
    folder = (folder or Path(f"sample-{seed}{'-twin' if twin else ''}")).resolve()
    if home.is_home(folder):
        raise click.UsageError(f"{folder} is a home already.")
    built = _build(folder, seed, leads, twin, until)
    told = {
        "home": str(folder),
        "seed": seed,
        "leads": leads,
        "twin": twin,
        "planted": str(folder / "planted.json"),
        **asdict(built),
        "reached_sales": round(built.reached_sales, 3),
        "close_rate": round(built.close_rate, 3),
    }
    answer(told, lambda: _words(folder, built))
    if built.faults:
        sys.exit(Exit.FAULTS)


def _build(folder: Path, seed: int, leads: int, twin: bool, until: datetime | None) -> Built:
    from config.sample.people import COMPANY, HEAD

    home.create(folder, Home(company=COMPANY, state="BW"))
    first_user.note_first(folder, HEAD.mail, HEAD.name)
    os.environ[home.VARIABLE] = str(folder)
    set_up_django()
    from django.utils import timezone

    from config.sample.building import Wanted, build

    now = timezone.now()
    if until is not None:
        now = min(now, timezone.make_aware(until.replace(hour=23)))
    return build(Wanted(seed, leads, twin), now, _progress)


def _progress(day: int) -> None:
    """For people at a terminal, silence for pipes."""
    if sys.stderr.isatty() and not as_json():
        sys.stderr.write(f"\rday {day + 1} of the year")
        sys.stderr.flush()


def _words(folder: Path, built: Built) -> str:
    stages = ", ".join(f"{count} {stage.replace('_', ' ')}" for stage, count in built.stages.items() if count)
    lines = [
        f"Made: {folder}   {built.first_day} to {built.last_day}",
        f"{built.done['opened']} leads: {stages}",
        f"{built.reached_sales:.0%} reached sales, {built.close_rate:.0%} of the decided ones were won; "
        f"{built.seconds:.0f} s",
        f"Faults: {len(built.faults)}" if built.faults else "Sound: door, ledger, journal and rows agree.",
        f"Next: leadflow --home {folder} serve",
    ]
    return "\n".join(["", *lines] if sys.stderr.isatty() else lines)
