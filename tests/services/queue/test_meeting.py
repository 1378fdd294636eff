"""News that counts on a waiting job is seen by it, also where a worker takes the job while the news is written."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Final

import pytest
from django.db import connection

from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM
from leadflow.queue import services, tasks
from leadflow.queue.jobs import RunningJob, task
from leadflow.queue.models import Job, Schedule
from tests.clock import FIRST

NEWS: Final = "trial.news"
PATIENCE: Final = 15
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def seen() -> Iterator[list[bool]]:
    """Whether each run of the job found the news."""
    found: list[bool] = []

    @task(NEWS)
    def look(job: RunningJob) -> None:
        found.append(Schedule.objects.filter(key="news").exists())

    yield found
    tasks.forget(NEWS)


def tell(change: Change) -> None:
    """News, and the wish that somebody looks at it."""
    news = {"key": "news", "task": NEWS, "every_seconds": 60, "next_run_at": FIRST, "enabled": False}
    change.insert(Schedule, id=change.id(Schedule), **news)
    services.enqueue(change, NEWS, {}, key="news")


@pytest.fixture
def waiting() -> None:
    journal.change(lambda change: services.enqueue(change, NEWS, {}, key="news"), by=SYSTEM, now=FIRST)


@pytest.mark.usefixtures("waiting")
def test_a_job_that_ends_before_the_news_is_written_is_asked_for_anew(seen: list[bool]) -> None:
    def think(change: Change) -> None:
        tell(change)
        if not seen:
            services.work_off()  # another worker, while nothing is written yet

    journal.change(think, by=SYSTEM, now=FIRST)
    services.work_off()
    assert seen == [False, True]


@pytest.mark.usefixtures("waiting")
def test_two_pieces_of_news_in_one_change_ask_for_one_job(seen: list[bool]) -> None:
    def both(change: Change) -> None:
        tell(change)
        services.enqueue(change, NEWS, {}, key="news")

    journal.change(both, by=SYSTEM, now=FIRST)
    assert Job.objects.filter(task=NEWS, state="waiting").count() == 1


def test_news_that_finds_a_waiting_job_asks_for_no_second_one(seen: list[bool]) -> None:
    journal.change(tell, by=SYSTEM, now=FIRST)
    assert Job.objects.count() == 1
    services.work_off()
    assert seen == [True]


@pytest.mark.postgres
@pytest.mark.usefixtures("waiting")
def test_a_job_taken_while_the_news_is_being_written_waits_for_it(seen: list[bool]) -> None:
    worker = Thread(target=_work)

    def is_taken_meanwhile() -> bool:
        if not worker.ident:
            worker.start()
        _until(lambda: bool(seen) or _somebody_waits())
        return True

    def think(change: Change) -> None:
        tell(change)
        change.only_while(is_taken_meanwhile)

    journal.change(think, by=SYSTEM, now=FIRST)
    worker.join(PATIENCE)
    assert seen == [True]


def _work() -> None:
    services.work_off()
    connection.close()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(cursor.fetchone()[0])


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
