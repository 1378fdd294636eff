"""A house to test in: teams and the default playbook, and a way to start again within one test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from leadflow.journal import ids
from leadflow.kernel.actor import SYSTEM
from leadflow.playbook import queries as playbook
from leadflow.playbook import services as playbooks
from tests.clock import FIRST


def furnish() -> None:
    """What `init` does: teams and the first playbook."""
    from leadflow.accounts import services as accounts  # noqa: PLC0415

    accounts.ensure_teams(by=SYSTEM, now=FIRST)
    playbooks.ensure_default(FIRST)


@contextmanager
def emptied() -> Iterator[None]:
    """Everything written inside is gone afterwards."""
    ids.forget_leases()
    playbook.forget()
    with transaction.atomic():
        furnish()
        yield
        transaction.set_rollback(True)
    ids.forget_leases()
    playbook.forget()
