"""A real dovecot for the tests of the mailbox; each test has a mailbox of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count

import pytest

from tests import dovecot
from tests.dovecot import Dovecot
from tests.letterbox import Letterbox

_numbers = count(1)


@pytest.fixture(scope="session")
def imap_server() -> Iterator[Dovecot]:
    if not dovecot.is_there() and "CI" not in os.environ:
        pytest.skip("dovecot is not installed")
    with dovecot.running() as server:
        yield server


@pytest.fixture
def box(imap_server: Dovecot) -> Letterbox:
    return Letterbox(imap_server, f"post{next(_numbers)}@muster.example")
