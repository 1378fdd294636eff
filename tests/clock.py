"""The tests' present: a Monday morning."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

NOW: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FIRST: Final = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
