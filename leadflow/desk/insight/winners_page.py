"""Won against lost in words and picture (M15), and beside it what only glittered (M6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from leadflow.desk import words
from leadflow.desk.insight import frame
from leadflow.desk.insight.attributes import Names, whole_percent
from leadflow.desk.insight.frame import Period
from leadflow.insight import cases, keeping, winners
from leadflow.insight.channels import interval
from leadflow.insight.policy import StatisticsPolicy
from leadflow.insight.statistics import Fourfold
from leadflow.insight.winners import Finding, Glitter
from leadflow.kernel.actor import Actor
from leadflow.leads import lists
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook
from leadflow.playbook.rules import Playbook

Values = dict[str, Any]
SHOWN: Final = 10
"""The strongest come first; the others wait behind one click."""
PROBABLE: Final = 0.05
FOLLOWED: Final = 500
"""So many leads behind a figure are listed."""


def page(period: Period, now: datetime) -> Values:
    book = playbook.at(now)
    policy, names = book.section(StatisticsPolicy), Names(book)
    report, as_of = keeping.kept(
        "winners", book, period.start, now, lambda: winners.report(book, period.start, now)
    )
    found, won = report.findings, report.won
    rows = [_row(one, names, period) for one in found]
    return {
        "tabs": frame.tabs("winners"),
        "periods": frame.periods(period.key),
        "title": _title(found, names, report.decided),
        "sub": gettext("%(won)s won against %(lost)s lost opportunities, as of %(at)s")
        % {
            "won": words.number(won),
            "lost": words.number(report.decided - won),
            "at": words.clock(as_of),
        }
        if report.decided
        else "",
        "csv_url": f"{reverse('desk:winners_csv')}?period={period.key}",
        "rows": rows[:SHOWN],
        "more": rows[SHOWN:],
        "checked": len(rows),
        "chance": whole_percent(float(policy.chance)),
        "least": policy.least,
        "any": bool(report.decided),
        "sight": [_gold(one, names) for one in report.glitter],
        "looks": _looks(report.looks, book),
    }


def _title(found: Sequence[Finding], names: Names, decided: int) -> str:
    """The two strongest findings; or honestly none."""
    sure = [one for one in found if one.believed]
    up = next((one for one in sure if one.table.log_odds > 0), None)
    down = next((one for one in sure if one.table.log_odds < 0), None)
    told = {
        "up": names.said(up.attribute, up.value) if up else "",
        "down": names.said(down.attribute, down.value) if down else "",
    }
    if up and down:
        return gettext("%(up)s wins more often, %(down)s less often") % told
    if up:
        return gettext("%(up)s wins more often") % told
    if down:
        return gettext("%(down)s wins less often") % told
    return gettext("Nothing tells won from lost yet") if decided else gettext("Won against lost")


def _shares(table: Fourfold) -> tuple[int, int, int, int]:
    """(won having it, won, lost having it, lost), of those of whom it is known."""
    return table.a, table.a + table.c, table.b, table.b + table.d


def _row(one: Finding, names: Names, period: Period) -> Values:
    won, of_won, lost, of_lost = _shares(one.table)
    difference = round(100 * (won / of_won - lost / of_lost))
    kind = "sure" if one.believed else "probable" if one.chance < PROBABLE else "chance"
    asked = urlencode({"period": period.key, "attribute": one.attribute, "value": one.value})
    return {
        "name": names.value(one.attribute, one.value),
        "attribute": names.attribute(one.attribute),
        "won": _dot(won, of_won),
        "lost": _dot(lost, of_lost),
        "join": sorted((100 * won / of_won, 100 * lost / of_lost)),
        "difference": f"+{difference}" if difference > 0 else words.number(difference).replace("-", "−"),
        "kind": kind,
        "verdict": {
            "sure": gettext("sure"),
            "probable": gettext("a hint"),
            "chance": gettext("may be chance"),
        }[kind],
        "said": gettext("of the won %(won)s, of the lost %(lost)s")
        % {"won": whole_percent(won / of_won), "lost": whole_percent(lost / of_lost)},
        "rate": gettext("%(won)s of %(n)s won") % {"won": words.number(won), "n": words.number(won + lost)},
        "url": f"{reverse('desk:winners_leads')}?{asked}",
    }


def _dot(part: int, whole: int) -> Values:
    low, high = interval(part, whole)
    return {"at": 100 * part / whole, "low": 100 * low, "wide": 100 * (high - low)}


def _gold(one: Glitter, names: Names) -> Values:
    return {
        "name": names.value(one.attribute, one.value),
        "attribute": names.attribute(one.attribute),
        "glitters": one.glitters,
        "hot": one.hot.share,
        "hot_said": whole_percent(one.hot.share),
        "won": one.won.share,
        "won_said": whole_percent(one.won.share),
        "size": words.number(one.hot.size),
    }


def _looks(found: Sequence[winners.Look], book: Playbook) -> list[Values]:
    heats = book.section(LeadsPolicy).heats
    return [
        {
            "name": getattr(heats, look.heat).in_(words.language()),
            "share": look.won / look.size,
            "said": gettext("%(won)s of %(n)s won, %(share)s")
            % {
                "won": words.number(look.won),
                "n": words.number(look.size),
                "share": whole_percent(look.won / look.size),
            },
        }
        for look in found
        if look.size
    ]


def behind(period: Period, asked: tuple[str, str], actor: Actor, now: datetime) -> Values:
    """The leads behind one value, (attribute, value); what one may not see is only counted."""
    attribute, value = asked
    book = playbook.at(now)
    names = Names(book)
    found = [
        case for case in cases.decided(book, period.start, period.end) if case.values.get(attribute) == value
    ]
    known = lists.lines({case.lead for case in found[:FOLLOWED]}, seen_by=actor)
    shown = [known[case.lead] for case in found if case.lead in known]
    return {
        "title": f"{names.attribute(attribute)}: {names.value(attribute, value)}",
        "hidden": len(found) - len(shown),
        "back_url": f"{reverse('desk:winners')}?period={period.key}",
        "rows": [
            {
                "name": line.title,
                "url": reverse("desk:lead", args=[line.public_id]),
                "stage": str(words.STAGES[line.stage]),
                "when": words.moment(line.stage_at, now),
                "amount": "",
            }
            for line in shown
        ],
    }


def table(period: Period, now: datetime) -> list[list[object]]:
    """All values that were checked, for a spreadsheet."""
    book = playbook.at(now)
    policy, names = book.section(StatisticsPolicy), Names(book)
    decided = cases.decided(book, period.start, period.end)
    head: list[object] = [
        gettext("Attribute"),
        gettext("Value"),
        gettext("Won with it"),
        gettext("Lost with it"),
        gettext("Won without it"),
        gettext("Lost without it"),
        gettext("Odds ratio"),
        gettext("from"),
        gettext("to"),
        gettext("Chance"),
        gettext("Finding"),
    ]
    rows: list[list[object]] = []
    for one in winners.winners(decided, float(policy.chance), policy.least):
        low, high = one.table.interval
        rows.append(
            [
                names.attribute(one.attribute),
                names.value(one.attribute, one.value),
                one.table.a,
                one.table.b,
                one.table.c,
                one.table.d,
                round(one.table.odds, 3),
                round(low, 3),
                round(high, 3),
                round(one.chance, 5),
                gettext("yes") if one.believed else gettext("no"),
            ]
        )
    return [head, *rows]
