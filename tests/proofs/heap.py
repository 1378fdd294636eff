"""What stands in the tables of a PostgreSQL, living rows and dead ones alike, as its pages lie on the disk."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

import psycopg

PAGE: Final = 8192
HEAD: Final = 24
TABLES: Final = (
    "SELECT pg_relation_filepath(oid) FROM pg_class"
    " WHERE relkind IN ('r', 't') AND oid >= 16384 AND pg_relation_filepath(oid) IS NOT NULL"
)


def tuples(url: str) -> Iterator[bytes]:
    """A row that was vacuumed away has no pointer any more; one that is only dead still has."""
    with psycopg.connect(url, autocommit=True) as link:
        link.execute("CHECKPOINT")
        for (path,) in link.execute(TABLES).fetchall():
            found = link.execute("SELECT pg_read_binary_file(%s)", [path]).fetchone()
            assert found is not None
            for start in range(0, len(found[0]), PAGE):
                yield from _on(found[0][start : start + PAGE])


def _on(page: bytes) -> Iterator[bytes]:
    (lower,) = struct.unpack_from("<H", page, 12)
    for at in range(HEAD, lower, 4):
        (pointer,) = struct.unpack_from("<I", page, at)
        place, is_row, size = pointer & 0x7FFF, pointer >> 15 & 3 == 1, pointer >> 17
        if is_row:
            yield page[place : place + size]


def holds(url: str, word: bytes) -> bool:
    return any(word in row.lower() for row in tuples(url))
