"""What happens to mails on their way out. Addresses and texts are personal, so the journal keeps ids and codes only."""

from __future__ import annotations

from typing import ClassVar

from leadflow.kernel.events import Event
from leadflow.kernel.values import quick


@quick(frozen=True, kw_only=True)
class MailQueued(Event):
    """A mail stands ready; `subject` is the mail."""

    kind: ClassVar[str] = "mail.queued"

    sort: str
    purpose: str


@quick(frozen=True, kw_only=True)
class MailSettled(Event):
    """Where a mail stands now: sending, sent, captured, uncertain, held, failed, dropped, bounced, or waiting again."""

    kind: ClassVar[str] = "mail.settled"

    state: str
    code: str = ""


@quick(frozen=True, kw_only=True)
class OutwardSet(Event):
    """How mails leave the house was changed, or its test passed. `live`: mails really leave."""

    kind: ClassVar[str] = "mail.outward_set"

    live: bool


@quick(frozen=True, kw_only=True)
class GrantSet(Event):
    """An app at a provider was set up, or somebody gave or took back the leave to read and send there."""

    kind: ClassVar[str] = "mail.grant_set"

    given: bool


@quick(frozen=True, kw_only=True)
class MailErased(Event):
    """Address and words of a mail are gone, the row stays."""

    kind: ClassVar[str] = "mail.erased"
