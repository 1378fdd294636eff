"""Which backups stay, what they are called, and when one is overdue. Django-free; the clock is an argument."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

ENDING: Final = ".zip"
SEALED: Final = ".zip.sealed"
_NAME: Final = re.compile(r"leadflow-([0-9a-f]{8})-(\d{8}T\d{6})Z(\.zip|\.zip\.sealed)")
LATE_AFTER: Final = timedelta(hours=36)
"""A nightly backup that failed once is tried again the next night; then it is time to say so."""


@dataclass(frozen=True, slots=True)
class Keep:
    """How many backups stay: the newest of each of so many days, weeks and months."""

    daily: int = 7
    weekly: int = 4
    monthly: int = 12


def passphrase_of(typed: str) -> str:
    """The same from a form, a file or another keyboard: no blanks around it, each letter in one form."""
    return unicodedata.normalize("NFC", typed.strip())


def mark_of(secret: str) -> str:
    """Tells the backups of this home from those of others in the same place."""
    return hashlib.blake2b(secret.encode(), digest_size=4, person=b"leadflow-backup").hexdigest()


def name_of(mark: str, now: datetime, *, sealed: bool) -> str:
    moment = now.astimezone(UTC).strftime("%Y%m%dT%H%M%S")
    return f"leadflow-{mark}-{moment}Z{SEALED if sealed else ENDING}"


def made_at(name: str, mark: str) -> datetime | None:
    """When a file of this home was made; None for any other file."""
    found = _NAME.fullmatch(name)
    if found is None or found[1] != mark:
        return None
    try:
        return datetime.strptime(found[2], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def to_drop(names: Iterable[str], mark: str, keep: Keep) -> list[str]:
    """The files of this home that nobody keeps any more, oldest first. The newest one always stays."""
    found = sorted(((made, name) for name in names if (made := made_at(name, mark))), reverse=True)
    kept = {name for _, name in found[:1]}
    for count, period in ((keep.daily, _day), (keep.weekly, _week), (keep.monthly, _month)):
        kept |= _newest_of_each(found, period, count)
    return [name for _, name in reversed(found) if name not in kept]


Period = Callable[[datetime], date | tuple[int, int]]


def _newest_of_each(found: Iterable[tuple[datetime, str]], period: Period, count: int) -> set[str]:
    newest: dict[date | tuple[int, int], str] = {}
    for made, name in found:
        newest.setdefault(period(made), name)
    return set(list(newest.values())[:count])


def _day(moment: datetime) -> date:
    return moment.date()


def _week(moment: datetime) -> tuple[int, int]:
    year, week, _ = moment.isocalendar()
    return year, week


def _month(moment: datetime) -> tuple[int, int]:
    return moment.year, moment.month


def is_late(last: datetime | None, since: datetime, now: datetime) -> bool:
    """`since`: when backups were planned; a plan of today is not late yet."""
    return now - max(last or since, since) > LATE_AFTER
