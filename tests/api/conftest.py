"""Every API test finds a furnished house, and the clock stands still on a Monday morning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from leadflow.accounts import machines
from leadflow.journal import ids
from leadflow.playbook import queries as playbook
from tests.house import furnish


@pytest.fixture(autouse=True)
def _furnished(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Only where the test uses the database."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None:
        yield
        return
    request.getfixturevalue("transactional_db" if marker.kwargs.get("transaction") else "db")
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)  # else the server of static files warns
    ids.forget_leases()
    machines.forget_shares()
    playbook.forget()
    furnish()
    with translation.override("en"):
        yield
    ids.forget_leases()
    machines.forget_shares()
    playbook.forget()
