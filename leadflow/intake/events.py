"""What `intake` announces: what becomes of an arrival that is no lead (yet)."""

from __future__ import annotations

from typing import ClassVar

from leadflow.kernel.events import Event
from leadflow.kernel.values import quick


@quick(frozen=True, kw_only=True)
class ArrivalUnclear(Event):
    """It could not be understood; it is kept and waits to be mended."""

    kind: ClassVar[str] = "arrival.unclear"

    code: str


@quick(frozen=True, kw_only=True)
class ArrivalMended(Event):
    """A human corrected it; it waits to be understood again."""

    kind: ClassVar[str] = "arrival.mended"


@quick(frozen=True, kw_only=True)
class ArrivalSetAside(Event):
    """A human says it is noise: spam, a test, not meant for us."""

    kind: ClassVar[str] = "arrival.set_aside"


@quick(frozen=True, kw_only=True)
class LetterFiled(Event):
    """A mail that opens nothing belongs to a lead: `sort` is reply, automatic or bounce."""

    kind: ClassVar[str] = "arrival.letter_filed"

    sort: str


@quick(frozen=True, kw_only=True)
class LetterPutAside(Event):
    """The door says it is noise: private, bulk, automatic, our own, or the return of a mail without a lead."""

    kind: ClassVar[str] = "arrival.letter_put_aside"

    sort: str


@quick(frozen=True, kw_only=True)
class MailboxSet(Event):
    """A mailbox was set up, changed or is no longer read; `subject` is the mailbox."""

    kind: ClassVar[str] = "intake.mailbox_set"

    is_read: bool


@quick(frozen=True, kw_only=True)
class ArrivalErased(Event):
    kind: ClassVar[str] = "arrival.erased"


@quick(frozen=True, kw_only=True)
class ArrivalAwaited(Event):
    """It came from an address that has to be confirmed first."""

    kind: ClassVar[str] = "arrival.awaited"


@quick(frozen=True, kw_only=True)
class ArrivalConfirmed(Event):
    """Whoever reads that address confirmed it; now it waits to be understood."""

    kind: ClassVar[str] = "arrival.confirmed"


@quick(frozen=True, kw_only=True)
class CodesMade(Event):
    """A series of response codes (`subject`) was made for a campaign."""

    kind: ClassVar[str] = "codes.made"

    campaign: int
    count: int


@quick(frozen=True, kw_only=True)
class CodeRedeemed(Event):
    """A response code (`subject`) was used: it counts the first time, what comes later is told apart."""

    kind: ClassVar[str] = "codes.redeemed"

    series: int
    arrival: int
    uses: int


@quick(frozen=True, kw_only=True)
class CodeUnlinked(Event):
    """A personal address belongs to nobody any more."""

    kind: ClassVar[str] = "codes.unlinked"


@quick(frozen=True, kw_only=True)
class ArrivalUndone(Event):
    """The import it came by was taken back. It may come again: its key is free."""

    kind: ClassVar[str] = "arrival.undone"


@quick(frozen=True, kw_only=True)
class UndoBegun(Event):
    """Somebody takes an import back; `subject` is the receipt."""

    kind: ClassVar[str] = "import.undo_begun"


@quick(frozen=True, kw_only=True)
class ImportUndone(Event):
    """`kept`: rows that stayed because somebody had worked with what became of them."""

    kind: ClassVar[str] = "import.undone"

    undone: int
    kept: int


@quick(frozen=True, kw_only=True)
class HookMade(Event):
    """Another system may leave leads at an address of ours."""

    kind: ClassVar[str] = "hook.made"

    shape: str


@quick(frozen=True, kw_only=True)
class HookChanged(Event):
    """Its name, its destination, what its paths mean, or its secret. `what` names which."""

    kind: ClassVar[str] = "hook.changed"

    what: str


@quick(frozen=True, kw_only=True)
class HookClosed(Event):
    """Nothing is taken there any more; `open` says the step back."""

    kind: ClassVar[str] = "hook.closed"

    open: bool = False
