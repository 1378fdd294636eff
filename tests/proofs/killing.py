"""`leadflow import` in a process group of its own, killed at some moment and started again."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

ARRIVALS: Final = "SELECT count(*) FROM intake_arrival WHERE state <> 'waiting'"
"""Rows are kept far ahead of being understood: what counts as done is understood."""
ROOT: Final = Path(__file__).resolve().parent.parent.parent
STATEMENTS: Final = 16
"""Of one batch at least: further on another batch might be the last one."""
LEADFLOW: Final = str(Path(sys.executable).with_name("leadflow"))


class Moment(NamedTuple):
    """After so many batches that this process understood, and so many statements more."""

    batches: int
    statements: int


@dataclass(frozen=True, slots=True)
class Killed:
    """`committed` of `rows` stood in the tables when the process died; `faults` is what was wrong at the end."""

    at: Moment
    committed: int
    rows: int
    faults: tuple[str, ...]


def write_list(path: Path, rows: int) -> None:
    """A fifth of the rows ask again for somebody who stands above."""
    lines = (row(number if number % 5 else number // 2) for number in range(rows))
    path.write_text("Firma;PLZ;Vorname;Nachname;E-Mail;Telefon\n" + "".join(lines), encoding="utf-8")


def row(number: int) -> str:
    return (
        f"Werk {number} GmbH;{10000 + number % 89999};Anna;Reuter{number};"
        f"anna.reuter{number}@werk{number}.example;0731 {550000 + number}\n"
    )


def told(home: Path, *words: str) -> dict[str, Any]:
    done = subprocess.run(
        [LEADFLOW, "--json", *words], env=environment(home), check=False, capture_output=True, text=True
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def fresh_home(folder: Path) -> Path:
    """Made once; each import starts in a copy of it."""
    home = folder / "fresh"
    if not home.exists():
        told(home, "init", "--yes")
    return home


def kill_once(folder: Path, rows: int, moment: Moment) -> Killed:
    """Kill the whole group where it says that it stands still, start again, look at what stands then."""
    home, path, mark = folder / "home", folder / "list.csv", folder / "still"
    shutil.copytree(fresh_home(folder.parent), home)
    write_list(path, rows)
    words = [str(mark), str(moment.batches), str(moment.statements), "--json", "import", str(path)]
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.proofs.dying", *words], cwd=ROOT,
        env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    while running.poll() is None and not mark.exists():
        time.sleep(0.01)
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    committed = _arrivals(home)
    told(home, "import", str(path))
    return Killed(moment, committed, rows, tuple(_faults(home, rows)))


def _faults(home: Path, rows: int) -> list[str]:
    balance, doctor = told(home, "balance"), told(home, "doctor")
    arrivals, leads = balance["arrivals"], balance["leads"]
    wanted = len({number if number % 5 else number // 2 for number in range(rows)})
    found = {
        "arrivals do not balance": arrivals["difference"] != 0,
        "leads do not balance": leads["difference"] != 0,
        f"{arrivals['received']} arrivals of {rows} rows": arrivals["received"] != rows,
        f"{arrivals['waiting']} arrivals wait": arrivals["waiting"] != 0,
        f"{leads['opened']} leads instead of {wanted}": leads["opened"] != wanted,
        f"doctor: {doctor}": not doctor["sound"],
        "the fold differs": _folded(home) != "[]",
    }
    return [fault for fault, is_so in found.items() if is_so]


def _folded(home: Path) -> str:
    """What journal and statements tell, against the rows."""
    words = (
        "from config.opening import set_up_django; set_up_django()\n"
        "from tests import fold; print(fold.differences())"
    )
    command = [sys.executable, "-c", words]
    done = subprocess.run(command, env=environment(home), check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _arrivals(home: Path) -> int:
    with closing(sqlite3.connect(home / "leadflow.sqlite3")) as base:
        return int(base.execute(ARRIVALS).fetchone()[0])


def environment(home: Path) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("LEADFLOW_", "DJANGO_"))}
    return kept | {"LEADFLOW_HOME": str(home)}


def moments(seed: int, count: int, batches: int) -> list[Moment]:
    """Any statement of any batch but the first and the last: something is understood by then, and something is not."""
    rng = random.Random(seed)
    return sorted(Moment(rng.randint(1, batches - 1), rng.randrange(STATEMENTS)) for _ in range(count))
