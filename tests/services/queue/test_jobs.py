"""Background work as rows: enqueued with the business, tried again, stopped, never lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from leadflow.journal import queries as journal_queries
from leadflow.journal import services as journal
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.refusals import Refusal
from leadflow.queue import leases, queries, services, tasks
from leadflow.queue.jobs import Permanent, RunningJob, task
from leadflow.queue.models import Job

pytestmark = pytest.mark.django_db
ran: list[int] = []


@pytest.fixture(autouse=True)
def trial() -> Iterator[None]:
    ran.clear()

    @task("trial.note")
    def note(job: RunningJob, number: int) -> None:
        ran.append(number)

    @task("trial.break", max_attempts=2)
    def broken(job: RunningJob) -> None:
        raise ValueError("a text that names Lena Gross")

    @task("trial.vain")
    def vain(job: RunningJob) -> None:
        raise Permanent("file_gone")

    @task("trial.count")
    def count(job: RunningJob) -> None:
        job.progress(3, 10, reading="row")

    yield
    tasks.forget("trial.note", "trial.break", "trial.vain", "trial.count")


def enqueue(task: str, *, key: str | None = None, **args: int) -> int:
    now = timezone.now()
    return journal.change(lambda change: services.enqueue(change, task, args, key=key), by=SYSTEM, now=now)


def view(job: int) -> queries.JobView:
    return queries.jobs([job])[job]


def claim() -> leases.Lease:
    lease = leases.claim(leases.worker_name(), timezone.now())
    assert lease is not None
    return lease


def expire(lease: leases.Lease) -> None:
    Job.objects.filter(id=lease.job.id).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_what_was_enqueued_runs_once() -> None:
    job = enqueue("trial.note", number=7)
    assert services.work_off() == 1
    assert services.work_off() == 0
    assert (ran, view(job).state) == ([7], "done")


def test_a_change_that_fails_enqueues_nothing() -> None:
    def think(change: journal.Change) -> None:
        services.enqueue(change, "trial.note", {"number": 1})
        raise Refusal("no")

    with pytest.raises(Refusal):
        journal.change(think, by=SYSTEM, now=timezone.now())
    assert not Job.objects.exists()


def test_a_key_waits_once() -> None:
    assert enqueue("trial.note", key="same", number=1) == enqueue("trial.note", key="same", number=1)
    assert Job.objects.count() == 1


def test_news_that_comes_while_its_key_runs_gets_a_job_of_its_own() -> None:
    first = enqueue("trial.note", key="same", number=1)
    lease = claim()
    second = enqueue("trial.note", key="same", number=2)
    assert second != first
    assert services.work_off() == 0
    leases.finish(lease, "done", timezone.now())
    assert services.work_off() == 1


def test_work_for_later_waits() -> None:
    later = timezone.now() + timedelta(hours=1)
    journal.change(
        lambda change: services.enqueue(change, "trial.note", {"number": 1}, run_at=later),
        by=SYSTEM,
        now=timezone.now(),
    )
    assert services.work_off() == 0


def test_a_task_nobody_registered_cannot_be_enqueued() -> None:
    with pytest.raises(LookupError):
        enqueue("trial.unknown")


def test_a_failure_is_tried_again_later_and_then_shown() -> None:
    job = enqueue("trial.break")
    services.work_off()
    assert view(job).state == "waiting"
    assert view(job).run_at > timezone.now()
    Job.objects.update(run_at=timezone.now())
    services.work_off()
    assert (view(job).state, view(job).attempts, view(job).error_code) == ("failed", 2, "ValueError")


def test_the_reason_of_a_failure_holds_no_text_of_it() -> None:
    job = enqueue("trial.break")
    services.work_off()
    assert "Lena" not in str(Job.objects.filter(id=job).values().get())


def test_what_is_permanent_fails_at_the_first_attempt() -> None:
    job = enqueue("trial.vain")
    services.work_off()
    assert (view(job).state, view(job).error_code) == ("failed", "file_gone")


def test_progress_stays_to_be_read() -> None:
    job = enqueue("trial.count")
    services.work_off()
    assert (view(job).done, view(job).total, view(job).note) == (3, 10, {"reading": "row"})


def test_a_silent_worker_loses_its_job_to_the_next() -> None:
    job = enqueue("trial.note", number=5)
    silent = claim()
    expire(silent)
    assert services.work_off() == 1
    assert (view(job).state, view(job).attempts) == ("done", 2)


def test_who_lost_the_lease_can_report_nothing() -> None:
    job = enqueue("trial.note", number=5)
    silent = claim()
    expire(silent)
    claim()
    assert not leases.renew(silent, timezone.now())
    assert not leases.finish(silent, "done", timezone.now())
    assert view(job).state == "running"


def test_a_job_that_kills_its_workers_is_given_up() -> None:
    job = enqueue("trial.break")
    for _ in range(2):
        expire(claim())
    services.work_off()
    assert (view(job).state, view(job).error_code) == ("failed", "worker_lost")


def test_a_worker_that_goes_home_gives_the_job_back_uncounted() -> None:
    job = enqueue("trial.note", number=1)
    leases.give_back(claim(), timezone.now())
    assert (view(job).state, view(job).attempts) == ("waiting", 0)


def test_a_job_given_back_makes_room_for_its_waiting_twin() -> None:
    first = enqueue("trial.note", key="same", number=1)
    lease = claim()
    enqueue("trial.note", key="same", number=1)
    leases.give_back(lease, timezone.now())
    assert (view(first).state, view(first).error_code) == ("stopped", "superseded")


def test_a_waiting_job_is_stopped_at_once() -> None:
    job = enqueue("trial.note", number=1)
    services.request_stop(view(job).public_id, by=SYSTEM, now=timezone.now())
    assert view(job).state == "stopped"
    assert services.work_off() == 0


def test_a_running_job_hears_that_it_should_stop() -> None:
    job = enqueue("trial.note", number=1)
    lease = claim()
    services.request_stop(view(job).public_id, by=SYSTEM, now=timezone.now())
    assert leases.stop_requested(lease)


def test_stopping_is_on_record() -> None:
    job = enqueue("trial.note", number=1)
    services.request_stop(view(job).public_id, by=SYSTEM, now=timezone.now())
    told = journal_queries.everything(("job.stopped",))
    assert [entry.subject_id for entry in told] == [job]


def test_a_failed_job_can_be_tried_again() -> None:
    job = enqueue("trial.vain")
    services.work_off()
    services.retry(view(job).public_id, by=SYSTEM, now=timezone.now())
    assert (view(job).state, view(job).attempts) == ("waiting", 0)


def test_a_job_in_work_is_not_tried_again() -> None:
    job = enqueue("trial.note", number=1)
    claim()
    with pytest.raises(Refusal, match="job_not_ended"):
        services.retry(view(job).public_id, by=SYSTEM, now=timezone.now())


def test_the_board_shows_what_runs_waits_and_failed() -> None:
    enqueue("trial.vain")
    services.work_off()
    enqueue("trial.note", number=1)
    claim()
    enqueue("trial.note", number=2)
    board = queries.board(now=timezone.now())
    assert [len(part) for part in (board.running, board.waiting, board.failed, board.ended)] == [1, 1, 1, 0]
    assert board.failed[0].error_code == "file_gone"


def test_jobs_that_ended_long_ago_are_tidied_away_but_failures_stay() -> None:
    for name in ("trial.count", "trial.vain"):
        enqueue(name)
    services.work_off()
    assert services.tidy(now=timezone.now() + timedelta(days=31)) == 1
    assert Job.objects.get().state == "failed"
