"""A house that is backed up while it works, and a second one made out of the backup, by the commands people use."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.postgres import server_url
from tests.proofs.killing import LEADFLOW

FOLD: Final = (
    "from config.opening import set_up_django; set_up_django()\n"
    "from tests import fold; print(fold.differences())"
)
COUNT: Final = (
    "from config.opening import set_up_django; set_up_django()\n"
    "import json; from leadflow.backup.shapes import tables_of\n"
    "print(json.dumps({m._meta.db_table: m._default_manager.count() for m in tables_of()}))"
)


def fresh_database() -> str:
    """An empty one on the server of the tests."""
    server, name = server_url(), f"drill_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as base:
        base.execute(f"CREATE DATABASE {name}".encode())
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def environment(home: Path | None, url: str = "") -> dict[str, str]:
    kept = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("LEADFLOW_", "DJANGO_", "DATABASE"))
    }
    named = {"LEADFLOW_HOME": str(home)} if home else {}
    return kept | named | ({"DATABASE_URL": url} if url else {})


def told(*words: str, home: Path | None = None, url: str = "") -> dict[str, Any]:
    done = subprocess.run(
        [LEADFLOW, "--json", *words], env=environment(home, url), check=False, capture_output=True, text=True
    )
    assert done.stdout, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def asked(home: Path, words: str, url: str = "") -> Any:
    done = subprocess.run(
        [sys.executable, "-c", words], env=environment(home, url), check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def killed_half_way(file: Path, home: Path, url: str = "") -> None:
    """SIGKILL to a restore as soon as it has begun to build."""
    running = subprocess.Popen(
        [LEADFLOW, "restore", str(file), "--to", str(home)], env=environment(None, url),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    building = home.with_name(f".{home.name}.restoring")
    while running.poll() is None and not (building / "home.toml").exists():
        time.sleep(0.01)
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()
