"""What the playbook says about handing over: to whom, until when, why it may come back, why it was lost."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from leadflow.playbook.policy import Declares, Duration, Keyed, Many, Routing, Section, WorkingTime


class ReturnReason(Keyed):
    """Why sales gives a lead back, where it goes, and perhaps when it is looked at again."""

    to: Literal["qualifying", "nurturing"]
    revisit: Duration | None = None


class LostReason(Keyed):
    """Why an opportunity was lost."""


class HandoverPolicy(Section):
    SECTION: ClassVar[str] = "handover"

    routing: Routing
    answer_within: WorkingTime
    return_reasons: Annotated[Many[ReturnReason], Declares("return_reason"), Field(min_length=1)]
    lost_reasons: Annotated[Many[LostReason], Declares("lost_reason"), Field(min_length=1)]

    def return_reason(self, key: str) -> ReturnReason | None:
        return next((reason for reason in self.return_reasons if reason.key == key), None)

    def lost_reason(self, key: str) -> LostReason | None:
        return next((reason for reason in self.lost_reasons if reason.key == key), None)
