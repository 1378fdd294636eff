"""Background work of the door: ids in, one service call."""

from __future__ import annotations

from leadflow.intake import importing
from leadflow.queue.jobs import RunningJob, task


@task(importing.IMPORT)
def work_off(job: RunningJob, receipt: int) -> None:
    """A list in the background; after a crash the next attempt goes on where the last one committed."""
    importing.run(receipt, job)
