"""Settings of the tests: those of the house, in a home of their own that nobody keeps.

`LEADFLOW_TEST_DB=postgres` takes PostgreSQL: the server that `LEADFLOW_TEST_DATABASE_URL` names, or one started here.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

TEST_HOME = Path(tempfile.mkdtemp(prefix="leadflow-test-"))
atexit.register(shutil.rmtree, TEST_HOME, ignore_errors=True)
os.environ["LEADFLOW_HOME"] = str(TEST_HOME)
os.environ["DATABASE_URL"] = ""

from config.settings import *  # noqa: E402, F403 - the home must be named before the settings look for one
from config.settings import DATABASES, database  # noqa: E402
from tests.postgres import server_url  # noqa: E402

if os.environ.get("LEADFLOW_TEST_DB", "sqlite") == "postgres":
    DATABASES["default"] = database(server_url())
else:
    options = DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    DATABASES["default"]["TEST"] = {
        "NAME": str(TEST_HOME / "test.sqlite3")
    }  # a file: threads and processes share it

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
