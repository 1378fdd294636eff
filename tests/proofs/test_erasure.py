"""After an erasure no byte of the person is left in the home: rows, write-ahead log, indexes, files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from django.db import connection

from tests.proofs.killing import environment, told
from tests.proofs.remembered import ONLY_KEPT, WHO, WORDS

LIFE: Final = (
    "from config.opening import set_up_django; set_up_django()\n"
    "from tests.proofs import remembered; remembered.remember()"
)
EXPORT: Final = (
    "from config.opening import set_up_django; set_up_django()\n"
    "from leadflow.privacy import services; from tests.proofs.remembered import WHO\n"
    "print(services.export(services.find(WHO)[0]))"
)


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "sqlite", reason="makes a home of its own, which is SQLite's")
def test_no_byte_is_left_and_the_counts_stay(tmp_path: Path) -> None:
    home = tmp_path / "home"
    told(home, "init", "--yes")
    subprocess.run([sys.executable, "-c", LIFE], env=environment(home), check=True)
    assert found(home) == sorted(WORDS)
    told_to_her = exported(home).lower()  # as addresses are kept
    assert [word for word in WORDS if word.lower() not in told_to_her] == list(ONLY_KEPT)
    before = told(home, "balance")
    told(home, "erase", WHO, "--yes")
    assert found(home) == []
    assert b"Bleibt" in everything(home)
    after = told(home, "balance")
    assert after["leads"]["opened"] == before["leads"]["opened"]
    assert (after["arrivals"]["difference"], after["leads"]["difference"]) == (0, 0)
    assert told(home, "doctor")["sound"]


def exported(home: Path) -> str:
    """What a person who asks is told."""
    command = [sys.executable, "-c", EXPORT]
    done = subprocess.run(command, env=environment(home), check=True, capture_output=True, text=True)
    return done.stdout


def found(home: Path) -> list[str]:
    """Words that stand anywhere in the home, in any way letters are kept."""
    data = everything(home).lower()
    return sorted(word for word in WORDS if any(form in data for form in forms(word.lower())))


def forms(word: str) -> list[bytes]:
    return [word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be")]


def everything(home: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file())
