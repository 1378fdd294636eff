"""The sections of all rooms, also where a test starts only a part of the house."""

from __future__ import annotations

import pytest

from leadflow.playbook import rules
from tests.rules.playbook.conftest import SECTIONS


@pytest.fixture(autouse=True)
def _all_sections() -> None:
    for section in SECTIONS:
        rules.register(section)
