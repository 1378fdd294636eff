"""The only writer of the library: pieces, and the links by which one person takes one piece."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from leadflow.content import queries
from leadflow.content.events import PieceOffered, PieceSet, PieceTaken
from leadflow.content.models import Link, Piece
from leadflow.content.policy import ContentPolicy
from leadflow.content.rules import PHASES, Tags
from leadflow.files import services as files
from leadflow.files.services import Taken
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.kernel.events import Ref
from leadflow.kernel.ids import public_id
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.playbook import queries as playbook


@dataclass(frozen=True, slots=True)
class Wanted:
    """What marketing wants in the library. A file or an address, not both; no phases and roles: those of its kind."""

    title: str
    sort: str
    tags: Tags
    about: str = ""
    key: str = ""
    url: str = ""
    file: Taken | None = None


def add(wanted: Wanted, *, by: Actor, now: datetime) -> UUID:
    """Refusal("title_missing" | "unknown_choice" | "piece_empty" | "url_invalid" | "key_taken")."""
    public = public_id()

    def think(change: Change) -> UUID:
        values = _values(wanted, now)
        if (wanted.file is None) == (not wanted.url.strip()):
            raise Refusal("piece_empty")
        name = _key(wanted)
        if Piece.objects.filter(key=name).exists():
            raise Refusal("key_taken", key=name)
        key = change.id(Piece)
        file = files.keep(change, [wanted.file], "content")[0] if wanted.file else None
        row = {
            "id": key,
            "public_id": public,
            "version": 1,
            "key": name,
            "file_id": file,
            "by_id": by.user_id,
        }
        change.claim(Piece, "key", [row | values])
        change.announce([PieceSet(subject=Ref("piece", key), sort=wanted.sort)])
        return public

    return journal.change(think, by=by, now=now)


def _values(wanted: Wanted, now: datetime) -> dict[str, Any]:
    kind = playbook.at(now).section(ContentPolicy).kind(wanted.sort)
    if kind is None:
        raise Refusal("unknown_choice", value=wanted.sort)
    if not wanted.title.strip():
        raise Refusal("title_missing")
    if any(phase not in PHASES for phase in wanted.tags.phases):
        raise Refusal("unknown_choice", value=", ".join(wanted.tags.phases))
    return {
        "sort": wanted.sort,
        "title": " ".join(wanted.title.split())[:160],
        "about": " ".join(wanted.about.split())[:300],
        "url": _safe_url(wanted.url),
        "phases": list(wanted.tags.phases or kind.phases),
        "roles": list(wanted.tags.roles or kind.roles),
        "industries": list(wanted.tags.industries),
        "argues": list(wanted.tags.argues),
        "language": wanted.tags.language,
        "set_at": now,
    }


def _safe_url(text: str) -> str:
    """Only addresses of the web: others would run something in the reader's browser."""
    url = text.strip()
    if not url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Refusal("url_invalid", url=url[:80]) from None
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or len(url) > 500
        or any(c.isspace() for c in url)
    ):
        raise Refusal("url_invalid", url=url[:80])
    return url


def _key(wanted: Wanted) -> str:
    """What forms and plans call it: as named, else made of the title."""
    plain = wanted.title.lower()
    for letter, written in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        plain = plain.replace(letter, written)
    made = re.sub(r"[^a-z0-9]+", "_", wanted.key.strip().lower() or plain).strip("_")[:40]
    if not made or not made[0].isalpha():
        made = f"p_{made}"[:40].rstrip("_")
    return made


def change_piece(piece: UUID, wanted: Wanted, *, by: Actor, now: datetime) -> None:
    """Title, words and tags; a new file or address replaces the old one, and every link leads to it."""

    def think(change: Change) -> None:
        row = _row(piece)
        values = _values(wanted, now)
        if wanted.file is not None:
            values |= {"file_id": files.keep(change, [wanted.file], "content")[0], "url": ""}
        elif values["url"]:
            values |= {"file_id": None}
        else:
            values.pop("url")
        change.expect(Piece, {row.id: row.version})
        change.update(Piece, row.id, **values)
        change.announce(
            [PieceSet(subject=Ref("piece", row.id), sort=wanted.sort, retired=row.retired_at is not None)]
        )

    journal.change(think, by=by, now=now)


def retire(piece: UUID, *, by: Actor, now: datetime, back: bool = False) -> None:
    """Out of the library, or back into it. Links to it lead nowhere meanwhile; what happened stays."""

    def think(change: Change) -> None:
        row = _row(piece)
        change.expect(Piece, {row.id: row.version})
        change.update(Piece, row.id, retired_at=None if back else now)
        change.announce([PieceSet(subject=Ref("piece", row.id), sort=row.sort, retired=not back)])

    journal.change(think, by=by, now=now)


def _row(piece: UUID) -> Piece:
    row = Piece.objects.filter(public_id=piece).first()
    if row is None:
        raise NotFound("piece")
    return row


@dataclass(frozen=True, slots=True)
class For:
    """Whose link it shall be."""

    piece: int
    person: int | None = None
    lead: int | None = None


def offer(change: Change, wanted: Sequence[For]) -> list[str]:
    """A token per wish, in order; it is shown once and kept as a hash."""
    tokens = []
    for key, one in zip(change.ids(Link, len(wanted)) if wanted else (), wanted, strict=False):
        token = secrets.token_urlsafe(24)
        change.insert(
            Link,
            id=key,
            token_hash=queries.hashed(token),
            piece_id=one.piece,
            person_id=one.person,
            lead=one.lead,
            made_at=change.now,
        )
        change.announce(
            [PieceOffered(lead=one.lead, subject=Ref("link", key), piece=one.piece, person=one.person)]
        )
        tokens.append(token)
    return tokens


def take(token: str, *, by: Actor, now: datetime) -> queries.PieceLine:
    """The person takes the piece; NotFound for a link nobody made."""

    def think(change: Change) -> queries.PieceLine:
        found = queries.offered(token)
        row = Link.objects.get(id=found.id)
        change.expect(Link, {row.id: row.version})
        change.update(Link, row.id, times=row.times + 1, taken_at=row.taken_at or now)
        first = row.taken_at is None
        change.announce(
            [
                PieceTaken(
                    lead=row.lead,
                    subject=Ref("link", row.id),
                    piece=row.piece_id,
                    person=row.person_id,
                    first=first,
                )
            ]
        )
        return found.piece

    return journal.change(think, by=by, now=now)
