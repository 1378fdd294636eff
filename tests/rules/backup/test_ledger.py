"""Which erasures a backup of some moment may not know of."""

from __future__ import annotations

from datetime import timedelta

from leadflow.backup import ledger
from leadflow.backup.ledger import Erased
from tests.clock import NOW


def erased(ago: timedelta) -> Erased:
    return Erased(erased_at=NOW - ago, persons=((7, NOW),))


def test_an_erasure_on_its_way_when_the_backup_began_is_told_again() -> None:
    after, on_its_way, long_before = (erased(timedelta(hours=hours)) for hours in (-1, 1, 30))
    assert list(ledger.since([after, on_its_way, long_before], NOW)) == [after, on_its_way]
