"""Public ids: UUID version 7 (RFC 9562), so that they grow with time and an index only appends."""

from __future__ import annotations

import os
import time
from uuid import UUID

VERSION_AND_VARIANT = (0x7 << 76) | (0b10 << 62)


def public_id() -> UUID:
    """48 bits of milliseconds since 1970, then 74 random bits."""
    random = int.from_bytes(os.urandom(10), "big")
    random_high, random_low = (random >> 62) & 0xFFF, random & ((1 << 62) - 1)
    return UUID(
        int=(time.time_ns() // 1_000_000 << 80) | VERSION_AND_VARIANT | random_high << 64 | random_low
    )


def public_ids(count: int) -> list[UUID]:
    """Many at once: one read of the clock and of the random source."""
    stamp, noise = time.time_ns() // 1_000_000 << 80, os.urandom(10 * count)
    return [
        UUID(int=stamp | VERSION_AND_VARIANT | ((r >> 62) & 0xFFF) << 64 | (r & ((1 << 62) - 1)))
        for r in (int.from_bytes(noise[i : i + 10], "big") for i in range(0, 10 * count, 10))
    ]
