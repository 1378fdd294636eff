"""The face of the room to other rooms' `jobs.py`: register a task, make it recur, say that trying again is vain."""

from __future__ import annotations

from django.utils import timezone

from leadflow.queue import services
from leadflow.queue.running import LeaseLost, RunningJob
from leadflow.queue.tasks import Permanent, daily, every, task

__all__ = ["LeaseLost", "Permanent", "RunningJob", "daily", "every", "task"]


@task("queue.tidy")
def tidy(job: RunningJob) -> None:
    job.progress(services.tidy(now=timezone.now()))


daily("queue.tidy", at="03:10")
