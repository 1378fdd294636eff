"""Background entries of the files: erasing bytes, and sweeping what nobody points to."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from leadflow.files import services
from leadflow.queue.jobs import RunningJob, daily, task


@task(services.BLANK, max_attempts=20)
def blank(job: RunningJob, file: int, ranges: Sequence[tuple[int, int]], filler: str) -> None:
    services.blank(file, [(start, length) for start, length in ranges], filler=bytes.fromhex(filler))


@task(services.REMOVE, max_attempts=20)
def remove(job: RunningJob, file: int) -> None:
    services.remove(file)


@task("files.sweep")
def sweep(job: RunningJob) -> None:
    job.progress(services.sweep(now=timezone.now()))


daily("files.sweep", at="03:20")
