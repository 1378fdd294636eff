"""Nasty messages through every door: none breaks it, and none that was taken is lost."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Final

import pytest
import time_machine
from pytest_django import Settings

from leadflow.intake import queries as intake
from leadflow.intake.models import Arrival, HookCount
from leadflow.journal import health
from tests import make
from tests.clock import NOW
from tests.proofs import doors
from tests.proofs.pest import Pest

pytestmark = pytest.mark.django_db
MANY: Final = int(os.environ.get("LEADFLOW_FUZZ", "25"))
"""Through each door."""
SEED: Final = int(os.environ.get("LEADFLOW_FUZZ_SEED", "2026"))
WANTED: Final = os.environ.get("LEADFLOW_FUZZ_DOOR", "")
NAMES: Final = [name for name in sorted(doors.DOORS) if WANTED in ("", name)]


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture, settings: Settings) -> Iterator[None]:
    """All comes within one minute, and what cannot be read is logged by thousands."""
    settings.API_PER_MINUTE = 10**9
    for name in ("django.request", "leadflow"):
        caplog.set_level("CRITICAL", logger=name)
    with time_machine.travel(NOW, tick=False):
        yield


def poured(name: str, many: int) -> Counter[str]:
    """So many messages through one door; what it said, and how many it took."""
    said = Counter[str]()
    for at in range(many):
        seed = SEED * 1_000_000 + at
        knock = doors.DOORS[name](Pest(seed))
        assert knock.status < 500, f"door {name}, seed {seed}: {knock}"
        said["taken"] += knock.taken
        said["yes" if knock.taken else "no"] += 1
    return said


@pytest.mark.parametrize("name", NAMES)
def test_no_message_breaks_a_door_or_is_lost_behind_it(name: str) -> None:
    """Each door takes some and refuses some: else nothing nasty was said, or the door was shut."""
    doors.furnish()
    before = intake.balance().received
    said = poured(name, MANY)
    balance = intake.balance()
    print(f"\ndoor {name}: {MANY} payloads from seed {SEED}, {dict(said)}, states {dict(balance.states)}")
    assert said["yes"]
    assert said["no"]
    assert (balance.received - before, balance.difference) == (said["taken"], 0)
    assert Arrival.objects.count() == balance.received
    assert make.balance_closes()
    assert health.examine() == []
    if name.startswith("hook"):
        assert sum(HookCount.objects.filter(code="taken").values_list("count", flat=True)) == said["taken"]
