"""What `privacy` announces."""

from __future__ import annotations

from typing import ClassVar

from leadflow.kernel.events import Event
from leadflow.kernel.values import quick


@quick(frozen=True, kw_only=True)
class ConsentTaken(Event):
    """`subject` is the person; `stand` given, withdrawn, objected or lifted."""

    kind: ClassVar[str] = "privacy.consent_taken"

    consent: int
    purpose: str
    stand: str


@quick(frozen=True, kw_only=True)
class ConsentUndone(Event):
    """The list that told it was taken back; `subject` is the person."""

    kind: ClassVar[str] = "privacy.consent_undone"

    consent: int
    purpose: str


@quick(frozen=True, kw_only=True)
class PersonErased(Event):
    """Nothing of the person is left; counts and ids stay."""

    kind: ClassVar[str] = "privacy.erased"

    erasure: int
