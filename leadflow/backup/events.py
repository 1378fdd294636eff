"""What happens to backups. Places and passphrases stay in the rows; the journal keeps numbers and codes only."""

from __future__ import annotations

from typing import ClassVar

from leadflow.kernel.events import Event
from leadflow.kernel.values import quick


@quick(frozen=True, kw_only=True)
class BackupPlanned(Event):
    kind: ClassVar[str] = "backup.planned"

    where: str


@quick(frozen=True, kw_only=True)
class BackupMade(Event):
    """It was read back and is whole."""

    kind: ClassVar[str] = "backup.made"

    rows: int
    size: int


@quick(frozen=True, kw_only=True)
class BackupFailed(Event):
    kind: ClassVar[str] = "backup.failed"

    code: str


@quick(frozen=True, kw_only=True)
class BackupRemoved(Event):
    """Newer ones took its place."""

    kind: ClassVar[str] = "backup.removed"


@quick(frozen=True, kw_only=True)
class HouseRestored(Event):
    """This house was filled from a backup; `made_at`: of which moment. What came later is not in it."""

    kind: ClassVar[str] = "backup.restored"

    made_at: str
    erased_again: int
