"""What happens at the same moment, in two threads on two connections."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from leadflow.accounts import entering, queries, services
from leadflow.accounts.services import NewUser
from leadflow.journal import services as journal
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.refusals import Refusal
from leadflow.queue import services as queue
from leadflow.queue.models import Job

pytestmark = pytest.mark.django_db(transaction=True)
HERE: dict[str, Any] = {"by": SYSTEM, "now": timezone.now()}


def together(*calls: Callable[[], object]) -> list[str]:
    """All at once; "done" or the code of the refusal, for each."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> str:
        try:
            barrier.wait()
            call()
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(run, calls))


def admin(mail: str) -> int:
    return services.add_users([NewUser(mail, mail, ["admin"])], **HERE)[0]


def test_two_admins_cannot_dismiss_each_other() -> None:
    one, two = admin("cleo@muster.example"), admin("carl@muster.example")
    ends = together(lambda: services.deactivate(one, **HERE), lambda: services.deactivate(two, **HERE))
    assert ends == ["done", "last_admin"]
    assert len(queries.users()) == 1


def test_a_link_opened_twice_at_once_lets_one_in() -> None:
    token = entering.make_login_link(admin("cleo@muster.example"), **HERE)

    def redeem() -> object:
        return entering.redeem_login_link(token, address="192.0.2.7", now=HERE["now"])

    assert together(redeem, redeem) == ["done", "login_link_used"]


def test_a_login_given_twice_at_once_is_given_once() -> None:
    def add() -> object:
        return admin("cleo@muster.example")

    assert together(add, add) == ["done", "user_exists"]


def test_a_key_enqueued_twice_at_once_waits_once() -> None:
    def enqueue() -> object:
        return journal.change(lambda change: queue.enqueue(change, "queue.tidy", {}, key="once"), **HERE)

    assert together(enqueue, enqueue, enqueue) == ["done"] * 3
    assert Job.objects.filter(key="once").count() == 1
