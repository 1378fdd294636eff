"""What `content` announces."""

from __future__ import annotations

from typing import ClassVar

from leadflow.kernel.events import Event
from leadflow.kernel.values import quick


@quick(frozen=True, kw_only=True)
class PieceSet(Event):
    """A piece came into the library, was changed, taken out or put back; `subject` is the piece."""

    kind: ClassVar[str] = "content.piece_set"

    sort: str
    retired: bool = False


@quick(frozen=True, kw_only=True)
class PieceOffered(Event):
    """A link to a piece was made for one person; `subject` is the link."""

    kind: ClassVar[str] = "content.offered"

    piece: int
    person: int | None = None


@quick(frozen=True, kw_only=True)
class PieceTaken(Event):
    """The person followed the link and took the piece. `first`: for the first time by this link."""

    kind: ClassVar[str] = "content.taken"

    piece: int
    first: bool
    person: int | None = None
