"""A job while it runs: tells its progress, hears that it should stop, and keeps its lease alive."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta
from types import TracebackType
from typing import Any, Final

from django.db import Error, connection
from django.utils import timezone

from leadflow.kernel.actor import Actor, ActorKind
from leadflow.queue import leases
from leadflow.queue.leases import Lease
from leadflow.queue.rules import BEAT

logger = logging.getLogger(__name__)
LOOK_EVERY: Final = 0.5
"""Seconds between two writes of progress, and between two looks whether to stop."""


class LeaseLost(Exception):
    """Another worker has the job now: leave it alone."""


class RunningJob:
    """Handed to the task. `by` is who asked for the work; `attempt` counts from 1."""

    def __init__(self, lease: Lease, going_home: threading.Event) -> None:
        self.id: Final = lease.job.id
        self.task: Final = lease.job.task
        self.attempt: Final = lease.job.attempts
        self.by: Final = Actor(ActorKind(lease.job.by_kind), lease.job.by_id)
        self.told_to_stop = False
        self.told_to_go_home = False
        self.unwritten: Final[dict[str, Any]] = {}
        self._lease = lease
        self._going_home = going_home
        self._written = self._looked = float("-inf")

    def progress(self, done: int, total: int | None = None, **note: Any) -> None:
        """Written at most twice a second, and at the end. Raises LeaseLost when another worker took over."""
        self.unwritten["progress_done"] = done
        if total is not None:
            self.unwritten["progress_total"] = total
        if note:
            self.unwritten["progress"] = note
        moment = time.monotonic()
        if moment - self._written >= LOOK_EVERY or done == total:
            self._written = moment
            if not leases.renew(self._lease, timezone.now(), **self.unwritten):
                raise LeaseLost
            self.unwritten.clear()

    def should_stop(self) -> bool:
        """Ask between two batches; when True, return soon. What is done stays done."""
        if self._going_home.is_set():
            self.told_to_go_home = True
        moment = time.monotonic()
        if not self.told_to_stop and moment - self._looked >= LOOK_EVERY:
            self._looked = moment
            self.told_to_stop = leases.stop_requested(self._lease)
        return self.told_to_stop or self.told_to_go_home


class Heartbeat:
    """Renews the lease from a thread of its own while the task is busy; touches the database only after a while."""

    def __init__(self, lease: Lease, *, every: timedelta = BEAT) -> None:
        self._lease = lease
        self._every = every.total_seconds()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        touched = False
        while not self._over.wait(self._every):
            touched = True
            try:
                if not leases.renew(self._lease, timezone.now()):
                    break
            except Error:
                logger.warning(
                    "the lease of job %s could not be renewed, next try follows", self._lease.job.id
                )
        if touched:
            connection.close()
