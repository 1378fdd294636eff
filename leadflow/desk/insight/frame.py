"""The tabs of insight, and the period a page speaks of: it stands in the address, so that a view is a link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadflow.insight.channels import FIRST, LAST, Touch

Values = dict[str, Any]
PERIODS: Final = (
    ("12", _("12 months")),
    ("3", _("3 months")),
    ("year", _("this year")),
    ("all", _("all")),
)


@dataclass(frozen=True, slots=True)
class Period:
    """`start` None: from the beginning."""

    key: str
    start: datetime | None
    end: datetime


def period(asked: str, now: datetime) -> Period:
    local = timezone.localtime(now)
    if asked == "all":
        return Period("all", None, now)
    if asked == "year":
        return Period("year", local.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0), now)
    months = 3 if asked == "3" else 12
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    return Period(
        str(months),
        local.replace(year=year, month=month + 1, day=1, hour=0, minute=0, second=0, microsecond=0),
        now,
    )


def periods(present: str, more: str = "") -> list[Values]:
    """`more`: what else the address says, beginning with "&"."""
    return [
        {"label": str(label), "url": f"?period={key}{more}", "on": key == present} for key, label in PERIODS
    ]


def touch(asked: str) -> Touch:
    """Whether leads count where their first or where their last enquiry came from."""
    return LAST if asked == LAST else FIRST


def touches(present: Touch, period: str) -> list[Values]:
    named = ((FIRST, gettext("First touch")), (LAST, gettext("Last touch")))
    return [
        {"label": label, "url": f"?period={period}&touch={key}", "on": key == present} for key, label in named
    ]


def tabs(present: str) -> list[Values]:
    named = (
        ("kpi", gettext("Targets")),
        ("channels", gettext("Channels")),
        ("costs", gettext("Costs")),
        ("winners", gettext("Won and lost")),
        ("speed", gettext("Speed")),
        ("score", gettext("Points")),
        ("savings", gettext("Weeded out")),
    )
    return [{"label": label, "url": reverse(f"desk:{name}"), "on": name == present} for name, label in named]
