"""What `playbook` announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from leadflow.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PlaybookPublished(Event):
    """The digest makes a later change of the stored text visible."""

    kind: ClassVar[str] = "playbook.published"

    number: int
    digest: str
