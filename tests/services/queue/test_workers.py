"""Workers as real processes: killed, sent home, several at once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from leadflow.journal import services as journal
from leadflow.kernel.actor import SYSTEM
from leadflow.queue import leases, queries, services, tasks
from leadflow.queue.jobs import task
from leadflow.queue.models import Job
from leadflow.queue.running import Heartbeat

pytestmark = pytest.mark.django_db(transaction=True)
STARTING = 60
"""Seconds a process may need to load the house on a busy machine; what it does then is held to `until`'s."""
Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture(autouse=True)
def trial() -> Iterator[None]:
    """Known here by name only: the work is done by the children."""
    for name in ("trial.slow", "trial.mark"):
        task(name)(lambda job, **args: None)
    yield
    tasks.forget("trial.slow", "trial.mark")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    children: list[subprocess.Popen[bytes]] = []
    command = [
        sys.executable,
        "-m",
        "tests.services.queue.child",
        str(connection.settings_dict["NAME"]),
        str(tmp_path),
    ]

    def start_one() -> subprocess.Popen[bytes]:
        child = subprocess.Popen(command, env=environment(tmp_path))
        children.append(child)
        until(lambda: (tmp_path / f"ready-{child.pid}").exists(), seconds=STARTING)
        return child

    yield start_one
    for child in children:
        child.kill()
        child.wait()


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {"DJANGO_SETTINGS_MODULE": str(settings.SETTINGS_MODULE), "TMPDIR": str(folder)}


def until(holds: Callable[[], Any], *, seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def enqueue(name: str, **args: int) -> int:
    return journal.change(lambda change: services.enqueue(change, name, args), by=SYSTEM, now=timezone.now())


def state(job: int) -> str:
    return queries.jobs([job])[job].state


def test_what_a_killed_worker_left_is_finished_by_the_next(start: Start, tmp_path: Path) -> None:
    job = enqueue("trial.slow")
    first = start()
    until((tmp_path / "attempt-1").exists)
    first.kill()
    first.wait()
    assert state(job) == "running"
    start()
    until(lambda: state(job) == "done")
    assert queries.jobs([job])[job].attempts == 2


def test_a_worker_sent_home_gives_its_job_back_at_once(start: Start, tmp_path: Path) -> None:
    job = enqueue("trial.slow")
    child = start()
    until((tmp_path / "attempt-1").exists)
    child.terminate()
    assert child.wait(timeout=5) == 0
    assert (state(job), queries.jobs([job])[job].attempts) == ("waiting", 0)


def test_a_running_job_is_stopped_from_outside(start: Start, tmp_path: Path) -> None:
    job = enqueue("trial.slow")
    start()
    until((tmp_path / "attempt-1").exists)
    services.request_stop(queries.jobs([job])[job].public_id, by=SYSTEM, now=timezone.now())
    until(lambda: state(job) == "stopped", seconds=3)


def test_several_workers_do_each_job_once(start: Start, tmp_path: Path) -> None:
    for number in range(40):
        enqueue("trial.mark", number=number)
    for _ in range(2):
        start()
    until(lambda: not Job.objects.exclude(state="done").exists())
    numbers = [int(line.split()[0]) for line in (tmp_path / "marks").read_text().splitlines()]
    assert sorted(numbers) == list(range(40))


def test_an_idle_worker_wakes_up_within_half_a_second(start: Start) -> None:
    start()
    job = enqueue("trial.mark", number=1)
    until(lambda: state(job) == "done")
    view = queries.jobs([job])[job]
    assert view.started_at is not None
    assert view.started_at - view.created_at < timedelta(seconds=0.5)


def test_a_busy_worker_holds_on_to_its_lease() -> None:
    enqueue("trial.mark", number=1)
    lease = leases.claim(leases.worker_name(), timezone.now() + timedelta(seconds=1))
    assert lease is not None
    Job.objects.update(lease_until=timezone.now())
    with Heartbeat(lease, every=timedelta(milliseconds=20)):
        until(Job.objects.filter(lease_until__gt=timezone.now() + timedelta(seconds=20)).exists, seconds=3)
