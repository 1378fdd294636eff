"""To whom a ready lead goes, as `asks.receivers` wrote it."""

from __future__ import annotations

from datetime import datetime

from leadflow.desk.asking import asks
from leadflow.handover import services as handover
from leadflow.kernel.actor import Actor
from leadflow.kernel.refusals import Refusal
from leadflow.leads.queries import LeadRef


def hand_over(ref: LeadRef, to: str, message: str, *, by: Actor, now: datetime) -> None:
    """`to`: routed, t<team> or u<user>; Refusal("unknown_choice") for anything else."""
    kind, number = to[:1], to[1:]
    if to == asks.ROUTED:
        handover.hand_over(ref, message=message, by=by, now=now)
    elif kind == "t" and number.isdecimal() and len(number) < 19:
        handover.hand_over(ref, team=int(number), message=message, by=by, now=now)
    elif kind == "u" and number.isdecimal() and len(number) < 19:
        handover.hand_over(ref, to=int(number), message=message, by=by, now=now)
    else:
        raise Refusal("unknown_choice", value=to)
