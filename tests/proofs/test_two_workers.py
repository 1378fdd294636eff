"""Two workers that meet the same people at the same moment make each of them once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from leadflow.journal import health
from leadflow.leads.models import Lead
from leadflow.people.models import Company, Person
from tests import fold, make
from tests.proofs.worker import people

BATCHES = int(os.environ.get("LEADFLOW_OVERLAPS", "12"))
"""`make bars` asks for 100 proven overlaps."""


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_no_person_is_made_twice(tmp_path: Path) -> None:
    children = [start(tmp_path, who) for who in "ab"]
    assert [child.wait(600) for child in children] == [0, 0]
    met = overlaps(tmp_path)
    print(f"{met} of {BATCHES} batches overlapped")
    assert met >= 0.9 * BATCHES
    for model in (Person, Company):
        assert model._default_manager.filter(joined_into__isnull=True).count() == people(BATCHES)
    assert Lead.objects.filter(merged_into__isnull=True).count() == people(BATCHES)
    assert make.balance_closes()
    assert health.examine() == []
    assert fold.differences() == []


def start(folder: Path, who: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.proofs.worker"]
    told = [str(connection.settings_dict["NAME"]), str(folder), who, str(BATCHES)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.Popen([*command, *told], env=environment)


def overlaps(folder: Path) -> int:
    """Batches that were understood by both at the same time."""
    found = 0
    for batch in range(BATCHES):
        (a, b), (c, d) = (map(float, (folder / f"{who}-{batch}").read_text().split()) for who in "ab")
        found += max(a, c) < min(b, d)
    return found
