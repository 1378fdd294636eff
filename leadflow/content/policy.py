"""What the playbook says about content: which kinds of pieces there are, and for whom and when each is made."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from leadflow.playbook.policy import ContactRoleRef, Declares, Keyed, Many, Section

Phase = Literal["awareness", "consideration", "investigation", "purchase"]


class PieceKind(Keyed):
    """A piece of this kind suits these phases and roles unless it says otherwise; no roles: everybody."""

    phases: Annotated[Many[Phase], Field(min_length=1)]
    roles: Many[ContactRoleRef] = ()


class ContentPolicy(Section):
    """`kinds`: the library's shelves. The matrix asks for something to read at each phase for each of `readers`."""

    SECTION: ClassVar[str] = "content"

    kinds: Annotated[Many[PieceKind], Declares("piece_kind"), Field(min_length=1)]
    readers: Annotated[Many[ContactRoleRef], Field(min_length=1)]

    def kind(self, key: str) -> PieceKind | None:
        return next((kind for kind in self.kinds if kind.key == key), None)
