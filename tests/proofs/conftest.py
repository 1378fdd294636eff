"""Proofs live in furnished houses."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from tests.services.conftest import _furnished

__all__ = ["_furnished"]


@pytest.fixture(scope="session", autouse=True)
def _static_folder() -> None:
    """Else the server of static files warns when it starts."""
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
