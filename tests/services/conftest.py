"""Every service test finds a furnished house."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from leadflow.journal import ids
from leadflow.playbook import queries as playbook
from tests.house import furnish


@pytest.fixture(autouse=True)
def _furnished(request: pytest.FixtureRequest) -> Iterator[None]:
    """Only where the test uses the database; leases and the playbook's shelf start fresh."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None:
        yield
        return
    request.getfixturevalue("transactional_db" if marker.kwargs.get("transaction") else "db")
    ids.forget_leases()
    playbook.forget()
    furnish()
    yield
    ids.forget_leases()
    playbook.forget()
