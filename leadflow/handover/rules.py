"""Handing over: to whom, until when, and what an answer means. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from leadflow.handover.policy import HandoverPolicy, ReturnReason
from leadflow.kernel.facts import Facts
from leadflow.kernel.hours import WorkingHours
from leadflow.playbook.rules import Context, holds

ACCEPT: Final = "accept"
RETURN: Final = "return"


def team_for(policy: HandoverPolicy, facts: Facts, where: Context) -> str:
    """The first route whose condition holds, else the one that catches all."""
    return next(
        (route.team for route in policy.routing.rules if holds(route.when, facts, where) is True),
        policy.routing.otherwise,
    )


def answer_by(policy: HandoverPolicy, hours: WorkingHours, now: datetime) -> datetime:
    return hours.add(now, policy.answer_within)


def revisit_at(reason: ReturnReason, now: datetime) -> datetime | None:
    return None if reason.revisit is None else now + reason.revisit
