"""What every test may ask for. The database is chosen in `tests/settings.py`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
from django.core.cache import cache
from hypothesis import settings

from leadflow.kernel.home import Home, home, set_home
from tests.clock import NOW

HOME: Final = Home(company="Muster Maschinen GmbH", state="BY", public_url="https://leads.muster.example")

settings.register_profile("house", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("house")
"""Machines are slow at times: no example fails by the clock. Where a change is judged it meets the same examples each
time; everywhere else they are drawn anew."""


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(autouse=True)
def _the_same_home_for_every_test() -> None:
    if home() != HOME:
        set_home(HOME)


@pytest.fixture(autouse=True)
def _nothing_kept_from_another_test() -> None:
    cache.clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What only PostgreSQL can show is told as skipped elsewhere."""
    on_postgres = os.environ.get("LEADFLOW_TEST_DB", "sqlite") == "postgres"
    needs_postgres = pytest.mark.skip(reason="needs PostgreSQL")
    for item in items:
        if item.get_closest_marker("postgres") and not on_postgres:
            item.add_marker(needs_postgres)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """`make test` wants to name what was skipped, and why."""
    wanted = os.environ.get("LEADFLOW_SKIPS")
    if not wanted:
        return
    reports = terminalreporter.stats.get("skipped", [])
    reasons = [str(report.longrepr[2]).removeprefix("Skipped: ") for report in reports]
    Path(wanted).write_text("".join(f"{reason}\n" for reason in reasons), encoding="utf-8")
