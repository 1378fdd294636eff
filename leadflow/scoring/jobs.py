"""Background work of this room: interest fades while nothing happens."""

from __future__ import annotations

from django.utils import timezone

from leadflow.queue.jobs import RunningJob, daily, task
from leadflow.scoring import services


@task("scoring.fade")
def fade(job: RunningJob) -> None:
    """In batches, until every score that fades is of today."""
    done = 0
    while not job.should_stop() and (count := services.fade(now=timezone.now())):
        done += count
        job.progress(done)


daily("scoring.fade", at="03:40")
