"""What a door only kept because much came at once is understood here: all that waits of a receipt, in one batch.

A job per receipt stays as long as more comes. `ask_for` is called in the change that keeps the arrival; before the job
leaves it plans one more look, so that what was kept while it left is found too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from leadflow.intake import queries, services
from leadflow.intake.working_off import Watcher
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM
from leadflow.queue import queries as jobs
from leadflow.queue import services as queue

CATCH_UP: Final = "intake.catch_up"
LOOK: Final = 0.05
"""Seconds between two looks for more."""
STAYS: Final = 5.0
"""Seconds without anything new after which the job leaves."""
BELIEVED: Final = 0.5
"""Seconds for which a process that saw the job at work believes that it still is."""
ONCE_MORE: Final = timedelta(seconds=1)
"""Longer than BELIEVED: when the look after leaving is made."""
LEFT_BEHIND: Final = timedelta(seconds=30)
"""What waits longer was kept by a process that died before it was understood."""

_seen_at_work: Final[dict[int, float]] = {}


def ask_for(receipt: int, change: Change, _arrivals: Mapping[bytes, int]) -> None:
    """In the change that keeps the arrivals: somebody understands them, now or soon."""
    moment = time.monotonic()
    if moment - _seen_at_work.get(receipt, float("-inf")) < BELIEVED:
        return
    if jobs.is_at_work(_key(receipt), change.now):
        _seen_at_work[receipt] = moment
    else:
        _enqueue(change, receipt, change.now)


def catch_up(receipt: int, watcher: Watcher, clock: Callable[[], datetime], *, stays: float = STAYS) -> int:
    """Until nothing new comes for a while, or somebody says stop; how many arrivals it was."""
    found, last = 0, time.monotonic()
    while not watcher.should_stop():
        done = services.retry(receipt, now=clock()) if queries.waits(receipt) else services.Understood()
        if done.leads or done.unclear:
            found, last = found + len(done.leads) + done.unclear, time.monotonic()
        elif time.monotonic() - last >= stays:
            break
        else:
            time.sleep(LOOK)
    return found


def look_again(receipt: int, *, now: datetime, after: timedelta = timedelta()) -> None:
    """For what was kept while the job was leaving, or was left where it gave way."""
    journal.change(lambda change: _enqueue(change, receipt, now + after), by=SYSTEM, now=now)


def look_after_left_behind(*, now: datetime) -> int:
    """Receipts without a file in which something waits that nobody is about to understand; how many."""
    found = queries.receipts_waiting_since(now - LEFT_BEHIND)

    def think(change: Change) -> None:
        for receipt in found:
            _enqueue(change, receipt, now)

    if found:
        journal.change(think, by=SYSTEM, now=now)
    return len(found)


def _enqueue(change: Change, receipt: int, at: datetime) -> None:
    queue.enqueue(change, CATCH_UP, {"receipt": receipt}, key=_key(receipt), run_at=at)


def _key(receipt: int) -> str:
    return f"catch up {receipt}"
