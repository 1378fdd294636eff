"""What one mail says, read and judged: values only, no wire and no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from leadflow.delivery.rules import UNREACHABLE

KINDS: Final = ("enquiry", "automatic", "bounce", "bulk", "unreadable")
"""enquiry: somebody wrote. automatic: an answer nobody typed. bulk: newsletters and lists."""
SORTS: Final = (*KINDS, "letter", "reply", "private", "own", "too_large")
"""What an arrival of this door turned out to be; "letter": nobody has judged yet whether it is a reply."""
SECURITIES: Final = ("tls", "starttls", "none")
AFTERWARDS: Final = ("leave", "seen", "move")
"""What happens in the mailbox to a mail that was taken; left alone unless somebody chose otherwise."""


@dataclass(frozen=True, slots=True)
class Sender:
    mail: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One attached file as it was sent; its name is what the sender claims."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail of ours that came back. `delayed`: the server still tries. `about`: the Message-ID of what came back."""

    recipient: str
    code: str
    about: str = ""
    told: str = ""
    delayed: bool = False

    @property
    def hard(self) -> bool:
        return self.code in UNREACHABLE and not self.delayed


@dataclass(frozen=True, slots=True)
class Letter:
    """`text` is all of it, `new_text` what was written this time: without quotations and signature."""

    kind: str
    message_id: str = ""
    answers: tuple[str, ...] = ()
    sender: Sender = field(default_factory=lambda: Sender(""))
    to: tuple[str, ...] = ()
    subject: str = ""
    sent_at: datetime | None = None
    text: str = ""
    new_text: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    left_out: tuple[str, ...] = ()
    bounce: Bounce | None = None
    away_until: date | None = None

    def values(self) -> Mapping[str, str]:
        """Targets of the door: what an enquiry says."""
        note = "\n\n".join(part for part in (self.subject, self.text) if part)
        said = {"mail": self.sender.mail, "person.name": self.sender.name, "note": note}
        return {target: text for target, text in said.items() if text}
