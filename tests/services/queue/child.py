"""A worker in a process of its own, on the database of the tests: give the name of that and a folder for marks."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import django
from django.db import connection


def work(database: str, folder: Path) -> None:
    django.setup()
    connection.settings_dict["NAME"] = database
    from leadflow.queue import services  # noqa: PLC0415 - tables exist only after the set-up
    from leadflow.queue.jobs import RunningJob, task  # noqa: PLC0415

    @task("trial.slow")
    def slow(job: RunningJob) -> None:
        """The first attempt never ends by itself."""
        (folder / f"attempt-{job.attempt}").touch()
        while job.attempt == 1 and not job.should_stop():
            threading.Event().wait(0.02)

    @task("trial.mark")
    def mark(job: RunningJob, number: int) -> None:
        with (folder / "marks").open("a") as marks:
            marks.write(f"{number} {os.getpid()}\n")

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    (folder / f"ready-{os.getpid()}").touch()
    services.run_worker(stop)


if __name__ == "__main__":
    work(sys.argv[1], Path(sys.argv[2]))
