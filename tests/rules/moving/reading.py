"""Old systems in memory: lists in, history out, by the playbook that comes with the house."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Final

from leadflow.insight.audit.aiming import Aim
from leadflow.insight.audit.auditing import Audit, audit
from leadflow.insight.audit.measures import Measures
from leadflow.kernel.home import Home
from leadflow.moving.past import History
from leadflow.moving.telling import Reader, history
from leadflow.playbook import queries
from leadflow.playbook.rules import Playbook, parse

NOW: Final = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
BOOK: Final = Playbook(0, parse(queries.default(), queries.default))
HERE: Final = Home()


def read(*files: tuple[str, bytes], chosen: Mapping[str, str] | None = None) -> History:
    sources = [(name, BytesIO(content)) for name, content in files]
    return history(sources, Reader.of(BOOK, HERE), NOW, chosen)


def listed(headings: str, *rows: str) -> History:
    """One list, its cells parted by semicolons."""
    return read(("leads.csv", "\n".join([headings, *rows]).encode()))


def judged(told: History, aim: Aim | None = None) -> Audit:
    return audit(told, Measures.of(BOOK, HERE), aim or Aim())
