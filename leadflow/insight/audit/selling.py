"""Which channels win, and what the won have that the others do not: the same statistics as on the pages of insight."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from typing import Final

from leadflow.insight.audit.measures import Judged, Measures, Rate
from leadflow.insight.cases import CHANNEL, MOST, UTC, Case
from leadflow.insight.channels import Line, by_channel
from leadflow.insight.statistics import Z
from leadflow.insight.winners import Finding, winners
from leadflow.moving.past import LOST, WON, History, Past

MOST_CHANNELS: Final = 15
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
TOO_GOOD: Final = 20.0
"""Odds beyond this are rarely found in nature: somebody wrote it down when the deal was done."""


@dataclass(frozen=True, slots=True)
class Channel:
    """`won` of the judged ones; `revenue` in minor units. `better`, `worse`: surely so, see `Winners.found`."""

    name: str
    leads: int
    won: Rate
    revenue: int
    better: bool
    worse: bool


@dataclass(frozen=True, slots=True)
class Channels:
    """`others`: leads of channels too small to be listed."""

    channels: tuple[Channel, ...]
    others: int
    average: Rate


@dataclass(frozen=True, slots=True)
class Winners:
    """`checked` values; `found`: those that stand although so many were looked at. `suspect`: too good to be true."""

    judged: Rate
    checked: int
    found: tuple[Finding, ...]
    suspect: tuple[Finding, ...]
    attributes: tuple[str, ...]


def channels(history: History, known: Judged, found: Winners | None) -> Channels | None:
    """None: nobody says where leads came from, or too few were won."""
    counted = Counter(past.channel for past in history.pasts)
    if len(counted) < 2 or not known.basis:
        return None
    lines = by_channel(_line(past) for past in known.pasts)
    by_name = {line.channel: line for line in lines}
    sure = {one.value: one.table.odds for one in (found.found if found else ()) if one.attribute == CHANNEL}
    made = [
        _channel(name, leads, by_name.get(name), sure.get(name, 1.0))
        for name, leads in counted.most_common(MOST_CHANNELS)
    ]
    made.sort(key=lambda one: (-one.won.share, -one.leads, one.name))
    won = sum(past.outcome == WON for past in known.pasts)
    others = counted.total() - sum(one.leads for one in made)
    return Channels(tuple(made), others, Rate.of(won, len(known.pasts)))


def _line(past: Past) -> Line:
    won, lost = past.outcome == WON, past.outcome == LOST
    revenue = (past.amount or 0) if won else 0
    return Line(past.channel, None, "", 1, int(past.is_open), int(won), int(won), int(lost), revenue)


def _channel(name: str, leads: int, line: Line | None, odds: float) -> Channel:
    if line is None:
        return Channel(name, leads, Rate.of(0, 0), 0, better=False, worse=False)
    return Channel(name, leads, Rate.of(line.won, line.leads), line.revenue, better=odds > 1, worse=odds < 1)


def won_against_lost(measures: Measures, known: Judged) -> Winners | None:
    """Of the newest judged leads; None where too few were won or nothing is known of them."""
    if not known.basis:
        return None
    newest = sorted(known.pasts, key=_when, reverse=True)[:MOST]
    cases = [_case(past) for past in newest if past.values]
    if not cases:
        return None
    found = winners(cases, measures.chance, measures.least)
    believed = [one for one in found if one.believed]
    won = sum(case.is_won for case in cases)
    return Winners(
        judged=Rate.of(won, len(cases)),
        checked=len(found),
        found=tuple(one for one in believed if not _too_good(one)),
        suspect=tuple(one for one in believed if _too_good(one)),
        attributes=tuple(sorted({one.attribute for one in found})),
    )


def _when(past: Past) -> float:
    return past.created.timestamp() if past.created else 0.0


def _case(past: Past) -> Case:
    outcome = past.outcome or LOST
    return Case(past.row, outcome, "", outcome, past.created or NEVER, past.values)


def _too_good(one: Finding) -> bool:
    return one.attribute != CHANNEL and max(one.table.odds, 1 / one.table.odds) > TOO_GOOD


def sureness(one: Finding) -> float:
    """How far from chance it is at least, whichever way."""
    return max(abs(one.table.log_odds) - Z * sqrt(one.table.variance), 0.0)
