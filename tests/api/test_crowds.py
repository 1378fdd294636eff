"""Many who send at once: each is told that it is kept, and all are understood together within moments."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leadflow.accounts import services as accounts
from leadflow.accounts.rules import Scope
from leadflow.accounts.services import NewKey
from leadflow.agenda.models import Item
from leadflow.api import sending
from leadflow.intake import catching_up
from leadflow.intake.models import Arrival, Receipt
from leadflow.intake.working_off import Silent
from leadflow.journal import health
from leadflow.kernel.actor import SYSTEM
from leadflow.queue.models import Job
from tests import make
from tests.clock import NOW

pytestmark = pytest.mark.django_db
KEEPING = 12
"""Key, receipt, known keys, job, begin, arrival, counters, commit, answer."""
ASYNC = "respond-async"


@pytest.fixture
def key() -> str:
    return accounts.make_api_key(NewKey("Shop", [*Scope], "shop", "website"), by=SYSTEM, now=NOW)


def send(key: str, number: int = 1, prefer: str = "") -> dict[str, Any]:
    body = {
        "key": f"k{number}",
        "company": {"name": f"Werk {number} GmbH"},
        "mail": f"a@werk{number}.example",
    }
    answer = Client().post(
        "/api/v1/leads",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}", "Prefer": prefer},
    )
    told: dict[str, Any] = json.loads(answer.content)
    return told


def caught_up() -> int:
    """What the job of the receipt does until nothing more is there."""
    receipt = Receipt.objects.get(door="api").id
    return catching_up.catch_up(receipt, Silent(), lambda: NOW, stays=0)


def test_who_will_not_wait_is_told_that_it_is_kept(key: str) -> None:
    assert send(key, prefer=ASYNC)["state"] == "waiting"
    assert (Arrival.objects.get().state, Job.objects.get(task=catching_up.CATCH_UP).state) == ("waiting",) * 2


def test_what_was_kept_is_in_a_work_queue_after_one_look(key: str) -> None:
    for number in range(5):
        send(key, number, ASYNC)
    assert (caught_up(), Item.objects.count()) == (5, 5)
    assert Job.objects.filter(task=catching_up.CATCH_UP).count() == 1
    assert (make.balance_closes(), health.examine()) == (True, [])


def test_among_others_one_is_told_at_once_only_on_request(key: str) -> None:
    with sending.crowd:
        assert send(key, 1)["state"] == "waiting"
        assert send(key, 2, "wait=2")["state"] == "opened"
    assert send(key, 3)["state"] == "opened"


def test_keeping_one_takes_few_statements(key: str) -> None:
    send(key, 1, ASYNC)
    with CaptureQueriesContext(connection) as seen:
        send(key, 2, ASYNC)
    assert len(seen) <= KEEPING, [query["sql"] for query in seen.captured_queries]


def test_what_a_dead_process_left_is_found_again(key: str) -> None:
    send(key, 1, ASYNC)
    Job.objects.all().delete()
    came = Arrival.objects.get().received_at
    assert catching_up.look_after_left_behind(now=came + timedelta(seconds=20)) == 0
    assert catching_up.look_after_left_behind(now=came + timedelta(seconds=40)) == 1
    assert Job.objects.get().task == catching_up.CATCH_UP
