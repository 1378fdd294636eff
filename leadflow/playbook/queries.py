"""The playbook in force at a moment. Cached: another process's new version is seen within a second."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any, Final

from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.playbook import document
from leadflow.playbook.models import PlaybookVersion
from leadflow.playbook.rules import Playbook, parse

__all__ = ["Playbook", "Published", "at", "forget", "number_at", "text", "values", "version", "versions"]

DEFAULT: Final = Path(__file__).with_name("default.yaml")
LOOK_EVERY: Final = 1.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Published:
    number: int
    digest: str
    valid_from: datetime
    published_at: datetime
    published_by: int | None


@dataclass(frozen=True, slots=True)
class _Seen:
    """The versions this process has seen, oldest first; replaced as a whole, so that threads need no lock."""

    starts: tuple[datetime, ...] = ()
    books: tuple[Playbook, ...] = ()
    digests: tuple[str, ...] = ()


class _Shelf:
    def __init__(self) -> None:
        self.seen = _Seen()
        self.looked_at = float("-inf")


_shelf = _Shelf()


def _look() -> _Seen:
    """Versions never change, so that only the newest is compared and only unknown ones are opened."""
    seen = _shelf.seen
    newest = PlaybookVersion.objects.order_by("-number").values_list("number", "digest").first()
    held = (seen.books[-1].number, seen.digests[-1]) if seen.books else None
    if newest != held:
        _shelf.seen = seen = _fetched(seen)
    _shelf.looked_at = monotonic() if seen.books else float("-inf")
    return seen


def _fetched(seen: _Seen) -> _Seen:
    known = {(book.number, digest): book for book, digest in zip(seen.books, seen.digests, strict=True)}
    rows = list(PlaybookVersion.objects.order_by("number").values_list("number", "digest", "valid_from"))
    books = tuple(known.get((number, digest)) or _opened(number) for number, digest, _ in rows)
    return _Seen(tuple(start for *_, start in rows), books, tuple(digest for _, digest, _ in rows))


def _opened(number: int) -> Playbook:
    values = PlaybookVersion.objects.values_list("values", flat=True).get(number=number)
    return Playbook(number, parse(values, default))


@cache
def default() -> Mapping[str, Any]:
    """The values of the playbook that comes with this house."""
    return document.read(DEFAULT.read_text(encoding="utf-8")).values


def forget() -> None:
    """After a publication, and in tests whose database is another one."""
    _shelf.looked_at = float("-inf")
    _shelf.seen = _Seen()


def at(now: datetime) -> Playbook:
    """The version in force. What happened before the first one is judged by the first one.

    Refusal("no_playbook") in a home where none was published.
    """
    seen = _look() if monotonic() - _shelf.looked_at > LOOK_EVERY else _shelf.seen
    if not seen.books:
        raise Refusal("no_playbook")
    return seen.books[max(bisect_right(seen.starts, now) - 1, 0)]


def number_at(now: datetime) -> int | None:
    """What the journal stamps on each entry; None before the first publication."""
    try:
        return at(now).number
    except Refusal:
        return None


def version(number: int) -> Playbook:
    """One version for ever: a lead judged under it explains itself with it."""
    for book in _shelf.seen.books:
        if book.number == number:
            return book
    if not PlaybookVersion.objects.filter(number=number).exists():
        raise NotFound("playbook")
    return _opened(number)


def versions() -> list[Published]:
    """Newest first."""
    rows = PlaybookVersion.objects.order_by("-number")
    fields = ("number", "digest", "valid_from", "published_at", "published_by")
    return [Published(*row) for row in rows.values_list(*fields)]


def text(number: int) -> str:
    """As it was published, with its comments."""
    found = PlaybookVersion.objects.filter(number=number).values_list("text", flat=True).first()
    if found is None:
        raise NotFound("playbook")
    return found


def values(number: int) -> dict[str, Any]:
    """The same as plain values, section by section, for machines."""
    found = PlaybookVersion.objects.filter(number=number).values_list("values", flat=True).first()
    if found is None:
        raise NotFound("playbook")
    return found
