"""What the playbook says about handing over: to whom, until when, why it may come back, why it was lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from leadflow.playbook import mailwords
from leadflow.playbook.mailwords import MailWords
from leadflow.playbook.policy import (
    Book,
    Declares,
    Duration,
    Finding,
    Keyed,
    Many,
    Part,
    Routing,
    Section,
    WorkingTime,
)


class ReturnReason(Keyed):
    """Why sales gives a lead back, where it goes, and perhaps when it is looked at again."""

    to: Literal["qualifying", "nurturing"]
    revisit: Duration | None = None


class LostReason(Keyed):
    """Why an opportunity was lost."""


class HandoverMails(Part):
    """What sales gets: the offer with its dossier by link, and a reminder before the deadline."""

    offered: MailWords
    reminder: MailWords


class HandoverPolicy(Section):
    SECTION: ClassVar[str] = "handover"

    routing: Routing
    answer_within: WorkingTime
    remind_before: WorkingTime
    lapse_after: WorkingTime
    mails: HandoverMails
    return_reasons: Annotated[Many[ReturnReason], Declares("return_reason"), Field(min_length=1)]
    lost_reasons: Annotated[Many[LostReason], Declares("lost_reason"), Field(min_length=1)]

    def findings(self, book: Book) -> Iterable[Finding]:
        given = ("reader", "lead.title", "answer_by", "need", "message")
        yield from mailwords.findings(self.mails.offered, ("mails", "offered"), book, given)
        yield from mailwords.findings(self.mails.reminder, ("mails", "reminder"), book, given)

    def return_reason(self, key: str) -> ReturnReason | None:
        return next((reason for reason in self.return_reasons if reason.key == key), None)

    def lost_reason(self, key: str) -> LostReason | None:
        return next((reason for reason in self.lost_reasons if reason.key == key), None)
