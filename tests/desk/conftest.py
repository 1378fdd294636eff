"""Every desk test finds a furnished house, and the clock stands still on a Monday morning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone, translation

from leadflow.journal import ids
from leadflow.playbook import queries as playbook
from tests.clock import NOW
from tests.house import furnish


@pytest.fixture(autouse=True)
def _furnished(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Only where the test uses the database."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    marker = request.node.get_closest_marker("django_db")
    if marker is None:
        with translation.override("en"):
            yield
        return
    request.getfixturevalue("transactional_db" if marker.kwargs.get("transaction") else "db")
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)  # else the server of static files warns
    ids.forget_leases()
    playbook.forget()
    furnish()
    with translation.override("en"):
        yield
    ids.forget_leases()
    playbook.forget()
