"""What the playbook says about recognising people."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import AfterValidator

from leadflow.playbook.policy import Many, Section, Text

Small = Annotated[Text, AfterValidator(str.lower)]


class MatchingPolicy(Section):
    """A shared mailbox belongs to nobody in particular, a free-mail domain to no company."""

    SECTION: ClassVar[str] = "matching"

    shared_mailboxes: Many[Small]
    free_mail_domains: Many[Small]
