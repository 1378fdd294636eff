"""`leadflow sample`: a believable company to look at, and to try judgements on whose truth is known."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from config import first_user, home, neighbour, serving
from config.answers import Exit, answer, as_json, note
from config.children import leave_with_parent
from config.commands.house import open_house
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


@sample.command()
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=Path(neighbour.FOLDER))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True)
@click.option("--seed", type=int, default=neighbour.SEED, show_default=True)
@click.option("--leads", type=click.IntRange(10, 20_000), default=neighbour.LEADS, show_default=True)
@click.pass_context
def serve(ctx: click.Context, folder: Path, host: str, port: int, seed: int, leads: int) -> None:
    """Serve the sample company in FOLDER; it is built first where there is none."""
    leave_with_parent(lambda: os.kill(os.getpid(), signal.SIGTERM))
    folder = folder.resolve()
    if not home.is_home(folder):
        note(f"Building a sample company in {folder}, about half a minute. Your own house is open meanwhile.")
        _build_apart(folder, seed, leads)
    opened, place = home.read(folder), serving.Place(host, port)
    try:
        lock = serving.hold(opened, place)
        serving.claim_port(place)
    except serving.Busy as busy:
        note(f"The sample company is not served. {busy}")
        ctx.exit(Exit.BUSY)
    with lock:
        ctx.exit(open_house(opened, place))


def _build_apart(folder: Path, seed: int, leads: int) -> None:
    """Under another name until it is whole: what was broken off is begun anew."""
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    command = [sys.executable, "-m", "config", "sample", "build", "--folder", str(part)]
    done = subprocess.run(  # noqa: S603 - our own child
        [*command, "--seed", str(seed), "--leads", str(leads)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        note("The sample company could not be built. See why: leadflow sample build --seed 3")
        sys.exit(Exit.BROKEN)
    part.rename(folder)


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
