"""Reading the library."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from leadflow.content import rules
from leadflow.content.models import Link, Piece
from leadflow.content.rules import Fit, Reader, Tags
from leadflow.kernel.refusals import NotFound


@dataclass(frozen=True, slots=True)
class PieceLine:
    """A piece as shown."""

    id: int
    public_id: UUID
    key: str
    sort: str
    title: str
    about: str
    file: int | None
    url: str
    tags: Tags
    set_at: datetime
    retired: bool


def library(*, retired: bool = False) -> list[PieceLine]:
    """All pieces one works with, the newest first; with `retired` those taken out instead."""
    return [_line(p) for p in Piece.objects.filter(retired_at__isnull=not retired).order_by("-id")]


def piece(public_id: UUID) -> PieceLine:
    found = Piece.objects.filter(public_id=public_id).first()
    if found is None:
        raise NotFound("piece")
    return _line(found)


def by_key(key: str) -> PieceLine | None:
    """What a form or a plan names; None where it is not there, or no longer."""
    found = Piece.objects.filter(key=key, retired_at__isnull=True).first() if key else None
    return _line(found) if found else None


def pieces(ids: Iterable[int]) -> dict[int, PieceLine]:
    return {p.id: _line(p) for p in Piece.objects.filter(id__in=sorted(set(ids)))}


def suggestions(reader: Reader) -> list[Fit]:
    """Every piece of the library, the best for this reader first, each with its reasons."""
    return rules.ranked([(one.id, one.tags) for one in library()], reader)


def had(persons: Iterable[int]) -> frozenset[int]:
    """Pieces that were offered to these persons already."""
    found = Link.objects.filter(person__in=sorted(set(persons))).values_list("piece_id", flat=True)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Use:
    """How often a piece was offered, and by how many links it was taken."""

    offered: int
    taken: int


def uses() -> dict[int, Use]:
    rows = Link.objects.order_by().values_list("piece_id")
    counted = rows.annotate(n=Count("id"), t=Count("id", filter=Q(taken_at__isnull=False)))
    return {key: Use(offered, taken) for key, offered, taken in counted}


@dataclass(frozen=True, slots=True)
class Offered:
    """What stands behind a link."""

    id: int
    piece: PieceLine
    person: int | None
    lead: int | None
    taken_at: datetime | None


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def offered(token: str) -> Offered:
    """NotFound for a link nobody made, or to a piece that was taken out."""
    found = Link.objects.select_related("piece").filter(token_hash=hashed(token)).first()
    if found is None or found.piece.retired_at is not None:
        raise NotFound("link")
    return Offered(found.id, _line(found.piece), found.person_id, found.lead, found.taken_at)


def _line(p: Piece) -> PieceLine:
    tags = Tags(tuple(p.phases), tuple(p.roles), tuple(p.industries), tuple(p.argues), p.language)
    return PieceLine(
        p.id,
        p.public_id,
        p.key,
        p.sort,
        p.title,
        p.about,
        p.file_id,
        p.url,
        tags,
        p.set_at,
        p.retired_at is not None,
    )
