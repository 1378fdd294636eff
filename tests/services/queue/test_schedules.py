"""Work that comes back by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from leadflow.queue import services, tasks
from leadflow.queue.jobs import RunningJob, every, task
from leadflow.queue.models import Job, Schedule
from tests.clock import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def trial() -> Iterator[None]:
    @task("trial.sweep")
    def sweep(job: RunningJob) -> None:
        job.progress(1)

    every("trial.sweep", seconds=60)
    services.plan_recurring(now=NOW)
    Schedule.objects.exclude(key="trial.sweep").update(enabled=False)
    yield
    tasks.forget("trial.sweep")


def test_a_recurring_task_first_runs_when_it_is_first_seen() -> None:
    assert services.run_due(now=LATER) == 1
    assert Job.objects.get().task == "trial.sweep"


def test_a_turn_runs_once_however_many_schedulers_look() -> None:
    services.run_due(now=LATER)
    assert services.run_due(now=LATER) == 0
    assert Job.objects.count() == 1


def test_turns_do_not_pile_up_while_nobody_works() -> None:
    for minute in range(5):
        services.run_due(now=LATER + timedelta(minutes=minute))
    assert Job.objects.count() == 1


def test_what_was_switched_off_stays_off() -> None:
    Schedule.objects.update(enabled=False)
    services.plan_recurring(now=NOW)
    assert services.run_due(now=NOW + timedelta(hours=1)) == 0


def test_a_changed_rhythm_is_taken_over() -> None:
    every("trial.sweep", seconds=600)
    services.plan_recurring(now=NOW)
    assert Schedule.objects.get(key="trial.sweep").every_seconds == 600
