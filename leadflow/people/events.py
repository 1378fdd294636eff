"""What `people` announces."""

from __future__ import annotations

from typing import ClassVar

from leadflow.kernel.events import Event
from leadflow.kernel.values import quick


@quick(frozen=True, kw_only=True)
class PersonLearned(Event):
    """A statement about a person or a company was taken down."""

    kind: ClassVar[str] = "people.learned"

    statement: int
    person: int | None = None
    company: int | None = None
    keys: tuple[str, ...] = ()


@quick(frozen=True, kw_only=True)
class Unsaid(Event):
    """What a human had said at the desk was taken back."""

    kind: ClassVar[str] = "people.unsaid"

    statement: int
    keys: tuple[str, ...] = ()


@quick(frozen=True, kw_only=True)
class Joined(Event):
    """Two rows turned out to be one; `subject` is the one that now only points."""

    kind: ClassVar[str] = "people.joined"

    into: int
    join: int
    reason: str


@quick(frozen=True, kw_only=True)
class JoinUndone(Event):
    kind: ClassVar[str] = "people.join_undone"

    into: int
    join: int


@quick(frozen=True, kw_only=True)
class SameProposed(Event):
    """A likeness that is not certain; `subject` is the newer one."""

    kind: ClassVar[str] = "people.proposed"

    older: int
    proposal: int
    reason: str


@quick(frozen=True, kw_only=True)
class ProposalDecided(Event):
    kind: ClassVar[str] = "people.proposal_decided"

    proposal: int
    same: bool


@quick(frozen=True, kw_only=True)
class ProposalReopened(Event):
    """An answer was taken back."""

    kind: ClassVar[str] = "people.proposal_reopened"

    proposal: int


@quick(frozen=True, kw_only=True)
class ProposalPutOff(Event):
    kind: ClassVar[str] = "people.proposal_put_off"

    proposal: int
    later: bool


@quick(frozen=True, kw_only=True)
class NamedNoMore(Event):
    """All that had been said about it was taken back; the row stays and knows nothing."""

    kind: ClassVar[str] = "people.named_no_more"
