"""What the playbook says about the next thing: when we work, how fast we answer, in which order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from itertools import pairwise
from typing import Annotated, ClassVar, Final, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from leadflow.playbook.policy import (
    ChannelRef,
    Clock,
    Duration,
    FitGrade,
    InterestGrade,
    Many,
    Part,
    Section,
    SignalKind,
    WorkingTime,
    fault,
)

Kind = Literal["promise", "signal", "returned", "new", "retry", "revisit", "handover", "decide"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Hours:
    opens: time
    closes: time


def _hours(value: object) -> Hours:
    if isinstance(value, Hours):
        return value
    found = re.fullmatch(r"(\d\d):(\d\d)-(\d\d):(\d\d)", value) if isinstance(value, str) else None
    try:
        hours = (
            Hours(time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))) if found else None
        )
    except ValueError:
        hours = None
    if hours is None or hours.opens >= hours.closes:
        raise fault("not_hours", value=str(value))
    return hours


OpenHours = Annotated[
    Hours,
    BeforeValidator(_hours),
    PlainSerializer(lambda hours: f"{hours.opens:%H:%M}-{hours.closes:%H:%M}"),
    WithJsonSchema({"type": "string", "pattern": r"^\d\d:\d\d-\d\d:\d\d$"}),
]


def _day(value: str) -> str:
    if not re.fullmatch(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", value):
        raise fault("not_a_day", value=value)
    return value


class WorkingHours(Part):
    """Per weekday, in the zone of the home; an empty list is a free day."""

    mon: Many[OpenHours] = ()
    tue: Many[OpenHours] = ()
    wed: Many[OpenHours] = ()
    thu: Many[OpenHours] = ()
    fri: Many[OpenHours] = ()
    sat: Many[OpenHours] = ()
    sun: Many[OpenHours] = ()

    def week(self) -> tuple[tuple[Hours, ...], ...]:
        """Seven days from Monday, as `date.weekday()` counts."""
        return (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)

    @model_validator(mode="after")
    def _some_day_is_worked_and_none_overlaps(self) -> WorkingHours:
        if not any(self.week()):
            raise fault("never_open")
        for day in self.week():
            if any(late.opens < early.closes for early, late in pairwise(day)):
                raise fault("hours_overlap")
        return self


class Response(Part):
    """How fast a new lead is answered; the first line that fits decides. An empty list fits all."""

    channels: Many[ChannelRef] = ()
    fit: Many[FitGrade] = ()
    interest: Many[InterestGrade] = ()
    within: WorkingTime

    @model_validator(mode="after")
    def _names_somebody(self) -> Response:
        if not (self.channels or self.fit or self.interest):
            raise fault("fits_everybody")
        return self


class Within(Part):
    """How long each kind of next thing may take, once it is due."""

    new: WorkingTime
    signal: WorkingTime
    returned: WorkingTime
    retry: WorkingTime
    revisit: WorkingTime
    handover: WorkingTime
    decide: WorkingTime


class Retries(Part):
    """Waiting time before the second, third ... call. When all are used up, the lead rests and is decided."""

    after: Annotated[Many[WorkingTime], Field(min_length=1, max_length=12)]
    other_half_of_day: bool
    rest: Duration


def _complete(order: tuple[Kind, ...]) -> tuple[Kind, ...]:
    if sorted(order) != sorted(KINDS):
        raise fault("order_not_complete", kinds=", ".join(KINDS))
    return order


class AgendaPolicy(Section):
    """`order`: what comes first on Today among what is due. `now_within`: due this soon stands under "now"."""

    SECTION: ClassVar[str] = "agenda"

    working_hours: WorkingHours
    closed_on: Many[Annotated[str, AfterValidator(_day)]] = ()
    response: Many[Response] = ()
    within: Within
    hot_signals: Many[SignalKind]
    order: Annotated[Many[Kind], AfterValidator(_complete)]
    retries: Retries
    now_within: Duration
    morning_ends: Clock

    def rank(self, kind: str) -> int:
        return self.order.index(kind)
