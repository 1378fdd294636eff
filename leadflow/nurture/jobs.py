"""Background entries: the steps of running plans."""

from __future__ import annotations

from django.utils import timezone

from leadflow.nurture import running
from leadflow.queue.jobs import RunningJob, every, task


@task("nurture.run", max_attempts=20)
def run(job: RunningJob) -> None:
    done = 0
    while not job.should_stop() and (count := running.run_due(now=timezone.now())):
        done += count
        job.progress(done)


every("nurture.run", seconds=60)
