"""Background work of the door: ids in, one service call."""

from __future__ import annotations

from django.utils import timezone

from leadflow.intake import (
    catching_up,
    confirming,
    fetching,
    importing,
    mailboxes,
    undoing,
    working_off,
)
from leadflow.queue import queries as queue
from leadflow.queue.jobs import RunningJob, daily, every, task


class GivingWay:
    """Work that stays as long as there is more of it; other work, but for some of its kind, is not to wait for it."""

    def __init__(self, job: RunningJob, but: str = "") -> None:
        self._job, self._but = job, but

    def progress(self, done: int, total: int | None = None) -> None:
        self._job.progress(done, total)

    def should_stop(self) -> bool:
        return self._job.should_stop() or queue.others_wait(self._but, timezone.now())


@task(importing.IMPORT)
def work_off(job: RunningJob, receipt: int) -> None:
    """A list in the background; after a crash the next attempt goes on where the last one committed."""
    importing.run(receipt, job)


@task(working_off.HELP)
def help_out(job: RunningJob, receipt: int) -> None:
    """A second process on the same list; it gives way to whatever else waits."""
    working_off.help_out(receipt, GivingWay(job, working_off.HELP), timezone.now)
    if not job.should_stop():
        importing.ask_for_help(receipt, now=timezone.now())


@task(catching_up.CATCH_UP)
def catch_up(job: RunningJob, receipt: int) -> None:
    """All that waits of a receipt, and what comes meanwhile."""
    way = GivingWay(job)
    found = catching_up.catch_up(receipt, way, timezone.now)
    if way.should_stop():
        catching_up.look_again(receipt, now=timezone.now())
    elif found:
        catching_up.look_again(receipt, now=timezone.now(), after=catching_up.ONCE_MORE)


@task("intake.look_after_left_behind")
def look_after_left_behind(job: RunningJob) -> None:
    """Arrivals of a process that died between keeping and understanding them."""
    catching_up.look_after_left_behind(now=timezone.now())


every("intake.look_after_left_behind", seconds=60)


@task(undoing.UNDO)
def take_back(job: RunningJob, receipt: int) -> None:
    """An import is undone in the background; after a crash the next attempt finds what is left to undo."""
    undoing.run(receipt, job)


@task(confirming.CONFIRMED)
def confirmed(job: RunningJob, arrival: int) -> None:
    """What the page of the confirmation did not get to the end, as after a crash."""
    confirming.finish(arrival, now=timezone.now())


@task("intake.forget_unconfirmed")
def forget_unconfirmed(job: RunningJob) -> None:
    done = 0
    while not job.should_stop() and (count := confirming.forget_unconfirmed(now=timezone.now())):
        done += count
        job.progress(done)


@task(mailboxes.READ)
def read_mailbox(job: RunningJob, mailbox: int) -> None:
    """One at a time by its key: whoever dies is followed by the next, which goes on after the last commit."""
    job.progress(fetching.read(mailbox, stop=job.should_stop))


@task("intake.mailboxes")
def read_mailboxes(job: RunningJob) -> None:
    job.progress(mailboxes.read_all(now=timezone.now()))


every("intake.mailboxes", seconds=60)
daily("intake.forget_unconfirmed", at="03:50")
