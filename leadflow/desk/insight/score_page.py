"""Do our points foretell anything? The card learned from own outcomes beside the playbook's points."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext

from leadflow.desk import words
from leadflow.desk.insight import frame
from leadflow.desk.insight.attributes import Names, whole_percent
from leadflow.desk.insight.frame import Period
from leadflow.insight import cases, keeping, scorecard
from leadflow.insight.policy import StatisticsPolicy
from leadflow.playbook import queries as playbook
from leadflow.playbook.rules import Playbook
from leadflow.scoring.learned import Card, Line

Values = dict[str, Any]
LEAST_REACH: Final = 10.0


def page(period: Period, now: datetime) -> Values:
    book = playbook.at(now)
    policy, names = book.section(StatisticsPolicy), Names(book)
    found, as_of = _card(book, period, now)
    lines = _sorted(found)
    reach = max([LEAST_REACH, *(max(abs(line.low), abs(line.high), abs(line.anchor)) for line in lines)])
    title, text = _said(found, policy)
    return {
        "tabs": frame.tabs("score"),
        "periods": frame.periods(period.key),
        "title": title,
        "text": text,
        "state": found.state,
        "sub": gettext("%(won)s won against %(lost)s lost opportunities, as of %(at)s")
        % {"won": words.number(found.won), "lost": words.number(found.lost), "at": words.clock(as_of)},
        "csv_url": f"{reverse('desk:score_csv')}?period={period.key}",
        "right": whole_percent(found.ranked_right),
        "anchor_right": whole_percent(found.anchor_ranked_right),
        "rows": [_row(line, names, reach) for line in lines],
        "doubling": policy.doubling,
        "reach": words.number(round(reach)),
    }


def _card(book: Playbook, period: Period, now: datetime) -> tuple[Card, datetime]:
    return keeping.kept(
        "card",
        book,
        period.start,
        now,
        lambda: scorecard.card(cases.decided(book, period.start, now), book),
    )


def _sorted(found: Card) -> list[Line]:
    return sorted(found.lines, key=lambda line: (not line.is_moved, -abs(line.points), line.feature))


def _said(found: Card, policy: StatisticsPolicy) -> tuple[str, str]:
    told = {"needed": words.number(policy.learned_from), "right": whole_percent(found.ranked_right)}
    if found.state == "too_few":
        return (
            gettext("Too few outcomes to learn from"),
            gettext(
                "A learned score needs %(needed)s won and as many lost leads. Until then the points of the playbook"
                " hold, and nothing is claimed."
            )
            % told,
        )
    if found.state == "no_signal":
        return (
            gettext("The outcomes show no pattern"),
            gettext(
                "What is known of the leads does not tell the won from the lost better than dice would. The points"
                " of the playbook hold."
            ),
        )
    return (
        gettext("Outcomes put %(right)s of the pairs in the right order") % told,
        gettext(
            "Of a won and a lost lead that the card has never seen, it gives the won one more points so often."
            " Dice would be right in half of them."
        ),
    )


def _row(line: Line, names: Names, reach: float) -> Values:
    attribute, value = line.feature
    return {
        "name": names.value(attribute, value),
        "attribute": names.attribute(attribute),
        "size": words.number(line.size),
        "anchor": _points(line.anchor),
        "points": _points(line.points),
        "range": gettext("%(low)s to %(high)s") % {"low": _points(line.low), "high": _points(line.high)},
        "moved": line.is_moved,
        "low": _at(line.low, reach),
        "wide": _at(line.high, reach) - _at(line.low, reach),
        "here": _at(line.points, reach),
        "there": _at(line.anchor, reach),
    }


def _at(points: float, reach: float) -> float:
    """Percent of the width, zero in the middle."""
    return 50 + 50 * points / reach


def _points(points: float) -> str:
    whole = round(points)
    return f"+{whole}" if whole > 0 else str(whole).replace("-", "−")


def table(period: Period, now: datetime) -> list[list[object]]:
    book = playbook.at(now)
    names = Names(book)
    found, _ = _card(book, period, now)
    head: list[object] = [
        gettext("Attribute"),
        gettext("Value"),
        gettext("Leads"),
        gettext("Points of the playbook"),
        gettext("Learned points"),
        gettext("from"),
        gettext("to"),
    ]
    rows: Sequence[list[object]] = [
        [
            names.attribute(line.feature[0]),
            names.value(*line.feature),
            line.size,
            line.anchor,
            round(line.points, 1),
            round(line.low, 1),
            round(line.high, 1),
        ]
        for line in _sorted(found)
    ]
    return [head, *rows]
