"""Background entries: offers that wait for an answer."""

from __future__ import annotations

from django.utils import timezone

from leadflow.handover import reminding
from leadflow.queue.jobs import RunningJob, every, task


@task("handover.remind")
def remind(job: RunningJob) -> None:
    reminded, lapsed = reminding.run(now=timezone.now())
    job.progress(reminded + lapsed)


every("handover.remind", seconds=300)
