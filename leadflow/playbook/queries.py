"""The playbook in force at a moment. Cached: another process's new version is seen within a second."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Final

from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.playbook.models import PlaybookVersion
from leadflow.playbook.rules import Playbook, parse

__all__ = ["Playbook", "Published", "at", "forget", "number_at", "text", "version", "versions"]

LOOK_EVERY: Final = 1.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Published:
    number: int
    digest: str
    valid_from: datetime
    published_at: datetime
    published_by: int | None


class _Shelf:
    """The versions this process has seen. Versions never change, so only new ones are fetched."""

    def __init__(self) -> None:
        self.looked_at = float("-inf")
        self.starts: list[datetime] = []
        self.books: list[Playbook] = []
        self.digests: list[str] = []

    def look(self) -> None:
        newest = PlaybookVersion.objects.order_by("-number").values_list("number", "digest").first()
        held = (self.books[-1].number, self.digests[-1]) if self.books else None
        if newest != held:
            self.fetch()
        self.looked_at = monotonic()

    def fetch(self) -> None:
        known = {(book.number, digest): book for book, digest in zip(self.books, self.digests, strict=True)}
        rows = list(PlaybookVersion.objects.order_by("number").values_list("number", "digest", "valid_from"))
        books = [known.get((number, digest)) or _opened(number) for number, digest, _ in rows]
        self.starts, self.books = [start for *_, start in rows], books
        self.digests = [digest for _, digest, _ in rows]


_shelf = _Shelf()


def _opened(number: int) -> Playbook:
    return Playbook(
        number, parse(PlaybookVersion.objects.values_list("values", flat=True).get(number=number))
    )


def forget() -> None:
    """After a publication, and in tests whose database is another one."""
    _shelf.__init__()  # type: ignore[misc]  # an empty shelf again, in place


def at(now: datetime) -> Playbook:
    """The version in force. What happened before the first one is judged by the first one.

    Refusal("no_playbook") in a home where none was published.
    """
    if monotonic() - _shelf.looked_at > LOOK_EVERY:
        _shelf.look()
    if not _shelf.books:
        forget()
        raise Refusal("no_playbook")
    return _shelf.books[max(bisect_right(_shelf.starts, now) - 1, 0)]


def number_at(now: datetime) -> int | None:
    """What the journal stamps on each entry; None before the first publication."""
    try:
        return at(now).number
    except Refusal:
        return None


def version(number: int) -> Playbook:
    """One version for ever: a lead judged under it explains itself with it."""
    for book in _shelf.books:
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
