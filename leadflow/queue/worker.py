"""Works jobs off: one at a time per process, as many processes as wanted."""

from __future__ import annotations

import logging
import random
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import Error, close_old_connections, connection
from django.utils import timezone

from leadflow.kernel.refusals import Refusal
from leadflow.queue import leases, meeting, tasks
from leadflow.queue.leases import Lease
from leadflow.queue.rules import delay
from leadflow.queue.running import Heartbeat, LeaseLost, RunningJob
from leadflow.queue.tasks import Permanent, UnknownTask

logger = logging.getLogger(__name__)
POLL: Final = 0.2
LOOK_FOR_DEAD: Final = 5.0


def run_worker(stop: threading.Event, *, only: tuple[str, ...] = ()) -> None:
    """Until `stop` is set; then the job in hand is asked to return and goes back to the waiting ones."""
    looked = float("-inf")
    while not stop.is_set():
        try:
            if time.monotonic() - looked > LOOK_FOR_DEAD:
                leases.release_dead(timezone.now())
                looked = time.monotonic()
            if not _work_one(stop, only):
                stop.wait(POLL)
        except Error:
            logger.warning("the database does not answer the worker, next try follows", exc_info=True)
            connection.close()
            stop.wait(1)
    connection.close()


def work_off(limit: int = 1_000, *, only: tuple[str, ...] = ()) -> int:
    """Runs waiting jobs here and now, for the command line and for tests; how many were run."""
    here = threading.Event()
    for done in range(limit):
        if not _run_next(here, only):
            return done
    return limit


def _work_one(stop: threading.Event, only: tuple[str, ...]) -> bool:
    close_old_connections()
    return _run_next(stop, only)


@contextmanager
def at_work(lease: Lease) -> Iterator[None]:
    """For a job begun with `begin_here`: keeps it alive, and says in the end what became of it."""
    try:
        with Heartbeat(lease):
            yield
    except Exception as error:
        _failed(lease, error)
        raise
    except BaseException:  # the process is being ended: others may go on at once
        leases.give_back(lease, timezone.now())
        raise
    leases.finish(lease, "done", timezone.now())


def _run_next(going_home: threading.Event, only: tuple[str, ...]) -> bool:
    lease = leases.claim(leases.worker_name(), timezone.now(), tasks=only)
    if lease is None:
        return False
    job = RunningJob(lease, going_home)
    try:
        with Heartbeat(lease):
            if lease.job.key:
                meeting.let_news_in(lease.job.key)
            tasks.known(lease.job.task).run(job, lease.job.args)
    except LeaseLost:
        logger.warning("job %s (%s) was taken over by another worker", job.id, job.task)
    except Exception as error:  # noqa: BLE001 - whatever one job breaks must not stop the worker
        _failed(lease, error)
    except BaseException:  # the process is being ended: the job is free at once
        leases.give_back(lease, timezone.now())
        raise
    else:
        _returned(lease, job)
    return True


def _returned(lease: Lease, job: RunningJob) -> None:
    if job.told_to_stop:
        leases.finish(lease, "stopped", timezone.now(), **job.unwritten)
    elif job.told_to_go_home:
        leases.give_back(lease, timezone.now(), **job.unwritten)
    else:
        leases.finish(lease, "done", timezone.now(), **job.unwritten)


def _failed(lease: Lease, error: Exception) -> None:
    """Only code and place are kept: the text of an error may hold what somebody wrote into a form."""
    code, place, now = _code(error), _place(error), timezone.now()
    job = lease.job
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error("job %s (%s), attempt %s: %s at %s\n%s", job.id, job.task, job.attempts, code, place, frames)
    if leases.stop_requested(lease):
        leases.finish(lease, "stopped", now, error_code=code, error_place=place)
    elif _is_permanent(error) or job.attempts >= job.max_attempts:
        leases.finish(lease, "failed", now, error_code=code, error_place=place)
    else:
        pause = delay(job.attempts, chance=random.random())  # noqa: S311 - jitter, not a secret
        leases.wait_again(lease, now, pause, error_code=code, error_place=place)


def _is_permanent(error: Exception) -> bool:
    """What the business refuses it refuses again, but for "busy"."""
    return isinstance(error, Permanent | UnknownTask) or (isinstance(error, Refusal) and error.code != "busy")


def _code(error: Exception) -> str:
    code = error.code if isinstance(error, Permanent | Refusal) else type(error).__name__
    return code[:80]


def _place(error: Exception) -> str:
    """The innermost line of the house: "leadflow/intake/services.py:120"."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/leadflow/" in frame.filename] or frames
    last = ours[-1]
    return f"{last.filename[last.filename.rfind('/leadflow/') + 1 :]}:{last.lineno}"[-200:]
