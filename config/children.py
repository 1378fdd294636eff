"""The processes of a running house, each as `python -m config.children NAME`, started by the supervisor."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Final

from config.opening import require_home, set_up_django

PARENT: Final = "LEADFLOW_PARENT"
HOST: Final = "LEADFLOW_HOST"
PORT: Final = "LEADFLOW_PORT"
BLOCKING_THREADS: Final = 4
LOGGING_OF_SERVER: Final = {
    "formatters": {"lines": {"()": "config.logs.Lines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "loggers": {"_granian": {"handlers": ["stderr"], "propagate": False}},
}


def leave_with_parent(leave: Callable[[], None] = lambda: os._exit(1)) -> None:
    """A process whose supervisor was killed must not hold the port or the jobs: look once a second, and go."""
    if PARENT not in os.environ:
        return
    parent = int(os.environ[PARENT])

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        leave()

    threading.Thread(target=look, name="leave-with-parent", daemon=True).start()


def web() -> None:
    """One process with a few threads: SQLite has one writer, and threads share the caches."""
    from granian import Granian  # noqa: PLC0415 - only this child needs it
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    leave_with_parent()
    os.environ[PARENT] = str(os.getpid())
    server = Granian(
        "config.wsgi:application",
        address=os.environ[HOST],
        port=int(os.environ[PORT]),
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("LEADFLOW_WEB_WORKERS", "1")),
        blocking_threads=BLOCKING_THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=LOGGING_OF_SERVER,
        workers_kill_timeout=10,
    )
    server.serve()


def worker() -> None:
    set_up_django()
    from leadflow.queue.worker import run_worker  # noqa: PLC0415 - rooms are there once Django is set up

    run_worker(_stop_signal())


def importer() -> None:
    """A second process for the lists of `leadflow import`; it does nothing else."""
    set_up_django()
    from leadflow.intake.working_off import HELP  # noqa: PLC0415 - as above
    from leadflow.queue.worker import run_worker  # noqa: PLC0415 - as above

    run_worker(_stop_signal(), only=(HELP,))


def scheduler() -> None:
    set_up_django()
    from leadflow.queue.services import run_scheduler  # noqa: PLC0415 - as above

    run_scheduler(_stop_signal())


def _stop_signal() -> threading.Event:
    """Set when somebody asks to end; Ctrl-C reaches the whole group, and the supervisor speaks for it."""
    stop = threading.Event()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    leave_with_parent(stop.set)
    return stop


def prepare() -> None:
    set_up_django()
    from config.prepare import prepare as prepare_house  # noqa: PLC0415 - as above

    prepare_house()


def welcome() -> None:
    set_up_django()
    from config.prepare import welcome as welcome_first  # noqa: PLC0415 - as above

    welcome_first()


CHILDREN: Final[dict[str, Callable[[], None]]] = {
    child.__name__: child for child in (web, worker, importer, scheduler, prepare, welcome)
}

if __name__ == "__main__":
    from config.cli import in_words

    require_home()
    sys.exit(in_words(CHILDREN[sys.argv[1]]))
