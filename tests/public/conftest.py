"""Pages for strangers: a furnished house whose clock the test sets, and mails to a real server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from leadflow.journal import ids
from leadflow.playbook import queries as playbook
from tests import house
from tests.clock import NOW
from tests.mailbox import Mailbox, connect, open_mailbox


@dataclass
class Clock:
    now: datetime = NOW


@pytest.fixture(autouse=True)
def clock(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """Stands still until the test moves it."""
    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)  # else the server of static files warns
    ids.forget_leases()
    playbook.forget()
    house.furnish()
    yield clock
    ids.forget_leases()
    playbook.forget()


@pytest.fixture(scope="module")
def server() -> Iterator[Mailbox]:
    with open_mailbox() as box:
        yield box


@pytest.fixture
def box(server: Mailbox) -> Mailbox:
    """Where the mails of this house arrive."""
    connect(server)
    return server


@pytest.fixture
def stranger() -> Client:
    """Somebody whose browser speaks English."""
    return Client(headers={"accept-language": "en"})
