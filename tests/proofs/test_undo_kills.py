"""An undo that is killed and started again ends as if it had never been killed; the list can come again."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tests.proofs.killing import environment, told, write_list

KILLS = int(os.environ.get("LEADFLOW_UNDO_KILLS", "2"))
ROWS = int(os.environ.get("LEADFLOW_UNDO_ROWS", "200"))
"""`make bars` kills more often."""
UNDO = (
    "from config.opening import set_up_django; set_up_django()\n"
    "from django.utils import timezone\n"
    "from leadflow.intake import undoing; from leadflow.intake.models import Receipt\n"
    "from leadflow.kernel.actor import SYSTEM\n"
    "row = Receipt.objects.get()\n"
    "if row.state == 'done': undoing.undo(row.id, by=SYSTEM, now=timezone.now())\n"
    "undoing.run(row.id, batch=10)\n"
)


def began(home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", UNDO], env=environment(home), start_new_session=True)


def undone(home: Path) -> int:
    with closing(sqlite3.connect(home / "leadflow.sqlite3", timeout=20)) as base:
        query = "SELECT count(*) FROM intake_arrival WHERE state = 'undone'"
        return int(base.execute(query).fetchone()[0])


def killed(home: Path, at: int) -> int:
    """Killed once so many rows are undone; how many it were then."""
    running = began(home)
    while undone(home) < at and running.poll() is None:
        time.sleep(0.02)
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    return undone(home)


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "sqlite", reason="makes a home of its own, which is SQLite's")
def test_killed_and_started_again_the_import_is_gone_and_can_come_again(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "list.csv"
    write_list(file, ROWS)
    told(home, "init", "--yes")
    first = told(home, "import", str(file))
    moments = sorted(random.Random(1).sample(range(10, ROWS * 3 // 4), KILLS))
    stood = [killed(home, at) for at in moments]
    assert began(home).wait() == 0
    print(f"killed with {stood} of {ROWS} rows undone")
    assert sum(0 < count < ROWS for count in stood) >= 0.75 * KILLS
    balance = told(home, "balance")
    assert (balance["arrivals"]["undone"], balance["leads"]["undone"]) == (ROWS, first["opened"])
    assert (balance["arrivals"]["difference"], balance["leads"]["difference"]) == (0, 0)
    assert told(home, "doctor")["sound"]
    again = told(home, "import", str(file))
    assert [again[key] for key in ("opened", "joined", "unclear")] == [
        first[key] for key in ("opened", "joined", "unclear")
    ]
