"""Figures that take a second are worked out once and kept a while, until an outcome or the playbook changes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import blake2b
from typing import Final, TypeVar

from django.core.cache import cache
from django.db import connection

from leadflow.playbook.rules import Playbook

T = TypeVar("T")
FOR: Final = 15 * 60
"""Seconds."""


def kept(
    name: str, book: Playbook, start: datetime | None, now: datetime, make: Callable[[], T]
) -> tuple[T, datetime]:
    """The value, and as of when. One process keeps it for itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(max(id), 0) FROM handover_outcome")
        outcomes = int(cursor.fetchone()[0])
    told = (connection.settings_dict["NAME"], name, book.number, start, f"{now:%Y-%m-%d %H}", outcomes)
    key = f"insight:{blake2b(repr(told).encode(), digest_size=16).hexdigest()}"
    found: tuple[T, datetime] | None = cache.get(key)
    if found is None:
        found = make(), now
        cache.set(key, found, FOR)
    return found
