"""A worker in a process of its own that sends what is due until it is killed. Its clock runs fast, so that leases end.

python -m tests.proofs.sender DATABASE BEGAN FACTOR READY
"""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import django
from django.db import connection


def clock(start: datetime, began: float, factor: float) -> datetime:
    """Simulated time: `factor` seconds for each real one since `began`."""
    return start + timedelta(seconds=(time.time() - began) * factor)


def work(database: str, began: float, factor: float, ready: Path) -> None:
    django.setup()
    connection.settings_dict["NAME"] = database
    from leadflow.delivery import sending  # noqa: PLC0415 - tables exist only after the set-up
    from tests.proofs.test_mail_kills import START  # noqa: PLC0415 - as above

    ready.touch()
    while True:
        sending.send_due(now=lambda: clock(START, began, factor))
        time.sleep(0.05)


if __name__ == "__main__":
    work(sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4]))
