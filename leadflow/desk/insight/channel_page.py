"""Channels and campaigns in words: what they brought, what they cost, and whether the difference may be chance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from leadflow.accounts.rules import Right
from leadflow.desk import words
from leadflow.desk.insight import frame
from leadflow.desk.insight.frame import Period
from leadflow.desk.intake import codes_page
from leadflow.insight import channels
from leadflow.insight.channels import Line, Touch
from leadflow.insight.policy import TargetsPolicy
from leadflow.intake import codes
from leadflow.kernel.actor import Actor
from leadflow.kernel.home import home
from leadflow.kernel.money import Money, shown_money
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook

Values = dict[str, Any]
HALF = 0.5


def page(actor: Actor, period: Period, touch: Touch, now: datetime) -> Values:
    found = channels.lines(period.start, period.end, touch)
    whole = channels.by_channel(found)
    book = playbook.at(now)
    few = book.section(TargetsPolicy).own_figures_from
    names = {
        channel.key: channel.label.in_(words.language()) for channel in book.section(LeadsPolicy).channels
    }
    best, worst = channels.standing_out(whole, few)
    answered = codes.responses()
    top = max(
        (channels.interval(line.opportunities, line.leads)[1] for line in whole if line.leads >= few),
        default=1.0,
    )
    return {
        "tabs": frame.tabs("channels"),
        "periods": frame.periods(period.key, f"&touch={touch}"),
        "touches": frame.touches(touch, period.key),
        "title": _title(best, worst, names, whole),
        "sub": _sub(whole),
        "csv_url": f"{reverse('desk:channels_csv')}?period={period.key}&touch={touch}",
        "costs_url": reverse("desk:costs"),
        "may_cost": actor.may(Right.MANAGE_CONTENT),
        "rows": [_row(line, names.get(line.channel, line.channel), few, top) for line in whole],
        "campaigns": [
            _row(line, line.name, few, top)
            | {
                "channel": names.get(line.channel, line.channel),
                "answered": codes_page.rate(*answered[line.campaign]) if line.campaign in answered else "",
            }
            for line in sorted(found, key=lambda one: (-one.opportunities, -one.leads))
            if line.campaign is not None
        ],
        "has_codes": bool(answered),
        "few": few,
    }


def _title(best: Line | None, worst: Line | None, names: dict[str, str], whole: Sequence[Line]) -> str:
    """The finding, or honestly none."""
    if best and worst:
        facts = {
            "best": names.get(best.channel, best.channel),
            "worst": names.get(worst.channel, worst.channel),
        }
        return gettext("Turn up %(best)s, turn down %(worst)s") % facts
    if best:
        return gettext("Turn up %(best)s") % {"best": names.get(best.channel, best.channel)}
    if worst:
        return gettext("Turn down %(worst)s") % {"worst": names.get(worst.channel, worst.channel)}
    return gettext("No channel stands out yet") if whole else gettext("Channels")


def _sub(whole: Sequence[Line]) -> str:
    leads, still = sum(line.leads for line in whole), sum(line.open for line in whole)
    if not leads:
        return ""
    said = gettext("%(n)s leads opened in the period, %(open)s of them still open") % {
        "n": words.number(leads),
        "open": words.number(still),
    }
    if still / leads > HALF:
        said += gettext(": young, so expect more from them")
    return said


def _row(line: Line, name: str, few: int, top: float) -> Values:
    low, high = channels.interval(line.opportunities, line.leads)
    enough = line.leads >= few
    per = line.cost / line.opportunities if line.cost is not None and line.opportunities else None
    return {
        "name": name,
        "leads": words.number(line.leads),
        "open": words.number(line.open),
        "opportunities": words.number(line.opportunities),
        "share": f"{round(100 * line.opportunities / line.leads)} %" if enough else "",
        "range": gettext("%(low)s to %(high)s %%") % {"low": round(100 * low), "high": round(100 * high)}
        if enough
        else "",
        "low": low / top if enough else 0,
        "width": (high - low) / top if enough else 0,
        "middle": line.opportunities / line.leads / top if enough and line.leads else 0,
        "won": words.number(line.won),
        "lost": words.number(line.lost),
        "revenue": _money(line.revenue) if line.won else "",
        "cost": _money(line.cost) if line.cost is not None else "",
        "per": _money(round(per)) if per is not None else "",
    }


def _money(minor: int) -> str:
    return shown_money(Money(minor, home().currency), words.language())


def table(period: Period, touch: Touch) -> list[list[object]]:
    """All lines as plain rows, for a spreadsheet."""
    head: list[object] = [
        gettext("Channel"),
        gettext("Campaign"),
        gettext("Leads"),
        gettext("Open"),
        gettext("Opportunities"),
        gettext("Won"),
        gettext("Lost"),
        gettext("Revenue"),
        gettext("Cost"),
    ]
    rows: list[list[object]] = [
        [
            line.channel,
            line.name,
            line.leads,
            line.open,
            line.opportunities,
            line.won,
            line.lost,
            Money(line.revenue, home().currency).amount,
            "" if line.cost is None else Money(line.cost, home().currency).amount,
        ]
        for line in channels.lines(period.start, period.end, touch)
    ]
    return [head, *rows]
