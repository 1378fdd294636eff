"""The sample company next door: a home of its own on the next port, built and served beside the own one."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from config.answers import as_json
from config.children import PARENT
from config.serving import Place

FOLDER: Final = "sample"
PLANTED: Final = "planted.json"
"""Beside the database of a sample, and nowhere else."""
SEED: Final = 3
LEADS: Final = 600
"""Enough for every page to say something, built in half a minute."""
LAST_CHANCE: Final = 20.0


@dataclass(frozen=True, slots=True)
class Neighbour:
    """It never keeps the own house from opening or closing."""

    process: subprocess.Popen[bytes]

    def close(self) -> None:
        with suppress(ProcessLookupError):
            self.process.terminate()
        try:
            self.process.wait(LAST_CHANCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def move_in(home: Path, place: Place) -> Neighbour:
    """Beside `home`, on the port after its own. Says by itself where it can be seen."""
    command = [sys.executable, "-m", "config", "sample", "serve", "--folder", str(home.parent / FOLDER)]
    command += ["--host", place.host, "--port", str(place.port + 1)]
    ours = {
        "LEADFLOW_HOME",
        "LEADFLOW_PORT",
        "LEADFLOW_ONLY",
        "LEADFLOW_SERVING",
        "DATABASE_URL",
        "PUBLIC_URL",
    }
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    process = subprocess.Popen(  # noqa: S603 - our own child
        command,
        env=environment | {PARENT: str(os.getpid())},
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr if as_json() else None,
    )
    return Neighbour(process)
