"""What the playbook says about recognising people."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from leadflow.playbook.policy import Many, Section, Text

Probability = Annotated[float, Field(ge=0.0, le=1.0)]
Small = Annotated[Text, AfterValidator(str.lower)]


class MatchingPolicy(Section):
    """A shared mailbox belongs to nobody in particular, a free-mail domain to no company.

    Two who are alike are one from the probability `certain_from`; from `asked_from` a human is asked,
    within one list at most about `questions_at_most` of its rows.
    """

    SECTION: ClassVar[str] = "matching"

    certain_from: Probability = 0.9
    asked_from: Probability = 0.1
    questions_at_most: Probability = 0.05
    shared_mailboxes: Many[Small]
    free_mail_domains: Many[Small]
