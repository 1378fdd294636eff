"""What machines ask: once, however often they ask it, and not faster than agreed."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import connection

from leadflow.accounts.models import Asked
from leadflow.accounts.rules import ASKED_KEPT
from leadflow.journal.services import Change
from leadflow.kernel.refusals import Refusal

SHARES: Final = 50
"""A process takes a fiftieth of a minute's requests at a time, so that not every request writes a counter."""


class AlreadyDone(Exception):
    """The same request came before and was done then."""


def once(client: int, key: str, asked: bytes) -> Callable[[Change], None]:
    """For `journal.alongside`: the request's key is claimed in the very change it asks for.

    Raises AlreadyDone for the same request again, Refusal("key_reused") for another one under the same key.
    """
    place, digest = _hashed(b"%d:" % client + key.encode()), _hashed(asked)

    def claim(change: Change) -> None:
        known = Asked.objects.filter(place=place).values_list("digest", flat=True).first()
        if known == digest:
            raise AlreadyDone
        if known is not None:
            raise Refusal("key_reused")
        change.claim(Asked, "place", [{"place": place, "digest": digest, "asked_at": change.now}])

    return claim


def forget_asked(*, now: datetime) -> None:
    """A counterpart of `once`: what nobody will ask again."""
    Asked.objects.filter(asked_at__lt=now - ASKED_KEPT).delete()


def _hashed(value: bytes) -> str:
    secret = hashlib.sha256(settings.SECRET_KEY.encode()).digest()
    return hashlib.blake2b(value, digest_size=16, key=secret).hexdigest()


@dataclass(slots=True)
class _Share:
    minute: int
    left: int
    closed: bool = False


_shares: Final[dict[int, _Share]] = {}
_lock: Final = threading.Lock()


def spend(key: int, *, allowed: int, now: datetime) -> None:
    """One request of this minute, over all processes. Refusal("too_many_requests") with the seconds to wait."""
    minute = int(now.timestamp()) // 60
    with _lock:
        share = _shares.get(key)
        if share is None or share.minute != minute:
            share = _shares[key] = _Share(minute, 0)
        if share.left == 0 and not share.closed:
            share.left = _taken(key, minute, max(1, allowed // SHARES), allowed)
            share.closed = share.left == 0
        if share.closed:
            raise Refusal("too_many_requests", seconds=60 - int(now.timestamp()) % 60)
        share.left -= 1


def _taken(key: int, minute: int, wanted: int, allowed: int) -> int:
    """How many of the wanted ones are still free; in one statement, so that processes never take the same."""
    statement = (
        "INSERT INTO accounts_pace (key_id, minute, used) VALUES (%s, %s, %s) ON CONFLICT (key_id) DO UPDATE SET "
        "used = CASE WHEN accounts_pace.minute = excluded.minute THEN accounts_pace.used ELSE 0 END + excluded.used, "
        "minute = excluded.minute WHERE accounts_pace.minute <> excluded.minute OR accounts_pace.used < %s "
        "RETURNING used"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [key, minute, wanted, allowed])
        row = cursor.fetchone()
    return 0 if row is None else max(0, wanted - max(0, int(row[0]) - allowed))


def forget_shares() -> None:
    """For tests that roll the database back, and for a process that was forked."""
    with _lock:
        _shares.clear()
