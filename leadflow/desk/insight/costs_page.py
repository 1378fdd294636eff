"""Costs by campaign and month: a year as a table to type into, its sums, and what is wrong with which cell or line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadflow.desk import words
from leadflow.desk.insight import frame
from leadflow.intake.costlists import CostFault
from leadflow.kernel.home import home
from leadflow.kernel.money import Money, digits_of, read_money, shown_money
from leadflow.leads import campaigns
from leadflow.leads.campaigns import LARGEST, YEARS, CampaignLine, Cost
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook

Values = dict[str, Any]
PER_PAGE: Final = 25
CELL: Final = "c-"
FAULTS: Final = {
    "list_too_long": _("The list is too long: at most 5,000 lines."),
    "headings_missing": _("These headings are missing: %(text)s."),
    "channel_unknown": _("The playbook has no channel “%(text)s”."),
    "campaign_missing": _("The campaign is missing, or longer than 120 letters."),
    "month_unreadable": _("“%(text)s” is no month. Write it like 2026-03 or 03.2026."),
    "amount_unreadable": _("“%(text)s” is no amount of this house's currency."),
    "nothing_in_it": _("There is nothing in it."),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent and could not be taken: `cells` as typed, `wrong` those of them that cannot be read."""

    cells: Mapping[str, str] = field(default_factory=dict)
    wrong: frozenset[str] = frozenset()
    faults: tuple[CostFault, ...] = ()
    new: Mapping[str, str] = field(default_factory=dict)
    mistake: str = ""


NOTHING: Final = Typed()


def year_of(text: str, now: datetime) -> int:
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if YEARS[0] <= year < YEARS[1] else timezone.localtime(now).year


def page(year: int, before: int | None, now: datetime, *, may: bool, typed: Typed = NOTHING) -> Values:
    months = [date(year, month, 1) for month in range(1, 13)]
    found = campaigns.listed(before=before, limit=PER_PAGE + 1)
    whole = campaigns.by_month(None, months[0], months[-1])
    policy, language = playbook.at(now).section(LeadsPolicy), words.language()
    names = {channel.key: channel.label.in_(language) for channel in policy.channels}
    here = f"{reverse('desk:costs')}?year={year}"
    return {
        "tabs": frame.tabs("costs"),
        "title": _title(year, whole.values()),
        "year": year,
        "years": [
            {"label": str(one), "url": f"{reverse('desk:costs')}?year={one}", "on": one == year}
            for one in range(timezone.localtime(now).year - 3, timezone.localtime(now).year + 2)
        ],
        "months": [date_format(month, "M") for month in months],
        "rows": [_row(line, names, months, whole, typed) for line in found[:PER_PAGE]],
        "sums": [_figure(sum(v for (_c, m), v in whole.items() if m == month)) for month in months],
        "sum": _figure(sum(whole.values())),
        "pages": before is not None or len(found) > PER_PAGE,
        "later_url": f"{here}&before={found[PER_PAGE - 1].id}" if len(found) > PER_PAGE else "",
        "earlier_url": here if before else "",
        "may": may,
        "keep_url": f"{reverse('desk:costs_keep')}?year={year}" + (f"&before={before}" if before else ""),
        "csv_url": f"{reverse('desk:costs_csv')}?year={year}",
        "channels": [{"value": key, "label": label} for key, label in names.items()],
        "currency": words.SIGNS.get(home().currency, home().currency),
        "wrong": len(typed.wrong),
        "faults": [
            {"line": one.line, "text": str(FAULTS[one.code]) % {"text": one.text}} for one in typed.faults
        ],
        "new": typed.new,
        "mistake": typed.mistake,
    }


def _title(year: int, amounts: Iterable[int]) -> str:
    total = sum(amounts)
    if not total:
        return gettext("No costs noted for %(year)s yet") % {"year": year}
    return gettext("%(sum)s in %(year)s") % {"sum": _money(total), "year": year}


def _row(
    line: CampaignLine,
    names: Mapping[str, str],
    months: list[date],
    whole: Mapping[tuple[int, date], int],
    typed: Typed,
) -> Values:
    cells = []
    for month in months:
        name = f"{CELL}{line.id}-{month:%Y-%m}"
        stands = _plain(whole.get((line.id, month)))
        cells.append(
            {
                "name": name,
                "value": typed.cells.get(name, stands),
                "wrong": name in typed.wrong,
                "label": gettext("%(name)s, %(month)s")
                % {"name": line.name, "month": date_format(month, "M")},
            }
        )
    total = [whole[line.id, month] for month in months if (line.id, month) in whole]
    return {
        "name": line.name,
        "channel": names.get(line.channel, line.channel),
        "cells": cells,
        "sum": _figure(sum(total)) if total else "",
    }


def read(posted: QueryDict, year: int) -> tuple[list[Cost], Typed]:
    """Every cell of the table; an empty one takes its amount back. Nothing is taken while one cannot be read."""
    cells = {name: str(text).strip() for name, text in posted.items() if name.startswith(CELL)}
    costs, wrong = [], set()
    for name, text in cells.items():
        place = _place(name, year)
        amount = _minor(text)
        if place is None:
            continue
        if text and amount is None:
            wrong.add(name)
        else:
            costs.append(Cost(*place, amount))
    return costs, Typed(cells, frozenset(wrong))


def _place(name: str, year: int) -> tuple[int, date] | None:
    campaign, _dash, month = name.removeprefix(CELL).partition("-")
    said, _dash, number = month.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (campaign, number)):
        return None
    return (int(campaign), date(year, int(number), 1)) if said == str(year) and 0 < int(number) < 13 else None


def _minor(text: str) -> int | None:
    money = read_money(text, home().currency) if text else None
    if money is None or money.currency != home().currency or not 0 <= money.minor <= LARGEST:
        return None
    return money.minor


def minor(text: str) -> int | None:
    """None for what is no amount of this house."""
    return _minor(text.strip())


def _money(minor: int) -> str:
    return shown_money(Money(minor, home().currency), words.language())


def _figure(minor: int) -> str:
    """A sum without its sign, which stands once at the head; nothing is an empty cell."""
    return _plain(minor) if minor else ""


def _plain(minor: int | None) -> str:
    if minor is None:
        return ""
    amount = Money(minor, home().currency).amount
    return words.number(float(amount), 0 if amount == int(amount) else digits_of(home().currency))


def table(year: int) -> list[list[object]]:
    """As the import takes it: channel, campaign, month, cost."""
    found = campaigns.by_month(None, date(year, 1, 1), date(year, 12, 1))
    known = campaigns.named(campaign for campaign, _ in found)
    head: list[object] = ["channel", "campaign", "month", "cost"]
    rows: list[list[object]] = [
        [
            known[campaign].channel,
            known[campaign].name,
            f"{month:%Y-%m}",
            Money(amount, home().currency).amount,
        ]
        for (campaign, month), amount in sorted(found.items(), key=lambda one: (one[0][1], one[0][0]))
    ]
    return [head, *rows]
