"""Background work of this room: who is there twice."""

from __future__ import annotations

from django.utils import timezone

from leadflow.people import seeking
from leadflow.people.policy import MatchingPolicy
from leadflow.playbook import queries as playbook
from leadflow.queue.jobs import RunningJob, daily, every, task


@task("people.seek")
def seek(job: RunningJob) -> None:
    """Batch by batch, until all that the journal tells is looked at."""
    done = 0
    now = timezone.now()
    while not job.should_stop() and (
        count := seeking.seek(playbook.at(now).section(MatchingPolicy), now=now)
    ):
        done += count
        job.progress(done)
        now = timezone.now()


@task("people.learn")
def learn(job: RunningJob) -> None:
    now = timezone.now()
    seeking.learn(playbook.at(now).section(MatchingPolicy), now=now)


every("people.seek", seconds=30)
daily("people.learn", at="03:20")
