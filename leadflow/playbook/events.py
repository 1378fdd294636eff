"""What `playbook` announces."""

from __future__ import annotations

from typing import ClassVar

from leadflow.kernel.events import Event
from leadflow.kernel.values import quick


@quick(frozen=True, kw_only=True)
class PlaybookPublished(Event):
    """The digest makes a later change of the stored text visible."""

    kind: ClassVar[str] = "playbook.published"

    number: int
    digest: str
