"""An import that is killed at any moment and started again closes both balances, and nothing is there twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connection

from leadflow.intake.working_off import BLOCK
from tests.proofs.killing import kill_once, moments

KILLS = int(os.environ.get("LEADFLOW_KILLS", "2"))
ROWS = int(os.environ.get("LEADFLOW_KILL_ROWS", "2000"))
"""`make bars` kills 20 times."""


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "sqlite", reason="makes a home of its own, which is SQLite's")
def test_killed_and_started_again_everything_is_there_once(tmp_path: Path) -> None:
    """Each dies where some rows are understood and some are not: it stands still there until it is killed."""
    killed = [
        kill_once(tmp_path / str(at), ROWS, moment)
        for at, moment in enumerate(moments(5, KILLS, ROWS // BLOCK))
    ]
    print(*(f"killed at {k.at} with {k.committed} of {k.rows} rows" for k in killed), sep="\n")
    assert [k.faults for k in killed if k.faults] == []
    assert [k for k in killed if not 0 < k.committed < k.rows] == []
