"""Who was erased, kept beside the backups: a restore of an older one erases them again.

One small file per erasure. It names rows by their number and the moment they were made, which is no personal value and
fits no other row, also not in a house that lived on differently from the same backup.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from leadflow.kernel.refusals import Refusal

FOLDER = "erasures"
WITH_ARRIVALS = "-a"
_NAME = re.compile(r"(\d{8}T\d{12}Z-[0-9a-f]{12})(-a)?\.json")
ON_ITS_WAY = timedelta(days=1)
LONGEST = 4 * 1024 * 1024
Mark = tuple[int, AwareDatetime]


class Erased(BaseModel):
    """`persons` and `arrivals`: (number, when it was made or received)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    erased_at: AwareDatetime
    persons: tuple[Mark, ...]
    arrivals: tuple[Mark, ...] = ()

    @property
    def stem(self) -> str:
        sign = hashlib.sha256(repr(sorted(key for key, _ in self.persons)).encode()).hexdigest()[:12]
        return f"{self.erased_at.astimezone(UTC):%Y%m%dT%H%M%S%f}Z-{sign}"

    @property
    def name(self) -> str:
        return f"{self.stem}{WITH_ARRIVALS if self.arrivals else ''}.json"

    def written(self) -> bytes:
        return self.model_dump_json().encode()


def is_entry(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def stem_of(name: str) -> str:
    """By which an entry is known, whether or not it tells of arrivals."""
    found = _NAME.fullmatch(name)
    return found[1] if found else ""


def read(text: bytes, name: str) -> Erased:
    """Refusal("ledger_damaged"): better no restore than one that brings somebody back."""
    try:
        return Erased.model_validate_json(text)
    except ValidationError:
        raise Refusal("ledger_damaged", name=name) from None


def since(entries: Iterable[Erased], made_at: datetime) -> Iterator[Erased]:
    """Those a backup of that moment may not know of: one that was on its way then bears an earlier time, and whoever is
    told twice comes to no harm."""
    return (one for one in entries if one.erased_at >= made_at - ON_ITS_WAY)
