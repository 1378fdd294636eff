"""Background work of the door: ids in, one service call."""

from __future__ import annotations

from django.utils import timezone

from leadflow.intake import confirming, importing
from leadflow.queue.jobs import RunningJob, daily, task


@task(importing.IMPORT)
def work_off(job: RunningJob, receipt: int) -> None:
    """A list in the background; after a crash the next attempt goes on where the last one committed."""
    importing.run(receipt, job)


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


daily("intake.forget_unconfirmed", at="03:50")
