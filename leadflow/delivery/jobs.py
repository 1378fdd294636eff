"""Background entries: sending what is due."""

from __future__ import annotations

from leadflow.delivery import sending
from leadflow.delivery.services import SEND
from leadflow.queue.jobs import RunningJob, every, task


@task(SEND, max_attempts=20)
def send(job: RunningJob) -> None:
    job.progress(sending.send_due(stop=job.should_stop))


every(SEND, seconds=20)
