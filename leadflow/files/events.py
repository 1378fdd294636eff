"""What happens to stored files. Names of files may be personal, so the journal keeps ids and kinds only."""

from __future__ import annotations

from typing import ClassVar

from leadflow.kernel.events import Event
from leadflow.kernel.values import quick


@quick(frozen=True, kw_only=True)
class FileStored(Event):
    kind: ClassVar[str] = "file.stored"

    purpose: str
    type: str
    size: int


@quick(frozen=True, kw_only=True)
class FileBlanked(Event):
    """Passages were overwritten for an erasure."""

    kind: ClassVar[str] = "file.blanked"

    passages: int


@quick(frozen=True, kw_only=True)
class FileErased(Event):
    """Name and bytes are gone, the row stays."""

    kind: ClassVar[str] = "file.erased"
