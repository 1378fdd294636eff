"""Where the top leads come from (M17): by channel and campaign, what became of the leads that were opened in a span."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import sqrt
from typing import Any, Final

from django.db import connection

from leadflow.leads import campaigns
from leadflow.leads import queries as leads

Z: Final = 1.96
"""95 %."""


@dataclass(frozen=True, slots=True)
class Line:
    """One channel or campaign. `revenue` and `cost` in minor units; `cost` None: nobody said."""

    channel: str
    campaign: int | None
    name: str
    leads: int
    open: int
    opportunities: int
    won: int
    lost: int
    revenue: int
    cost: int | None = None

    @property
    def decided(self) -> int:
        return self.won + self.lost

    def __add__(self, other: Line) -> Line:
        cost = (self.cost or 0) + (other.cost or 0) if (self.cost, other.cost) != (None, None) else None
        return replace(
            self,
            leads=self.leads + other.leads,
            open=self.open + other.open,
            opportunities=self.opportunities + other.opportunities,
            won=self.won + other.won,
            lost=self.lost + other.lost,
            revenue=self.revenue + other.revenue,
            cost=cost,
        )


def lines(start: datetime | None, end: datetime) -> list[Line]:
    """One line per channel and campaign, of the leads opened from `start` until just before `end`.

    Merged leads count with the one they point to; erased ones stay counted.
    """
    span, values = "l.opened_at < %s", [_moment(end)]
    if start is not None:
        span, values = f"{span} AND l.opened_at >= %s", [*values, _moment(start)]
    sql = (
        "SELECT l.channel, l.campaign_id, count(*),"  # noqa: S608 - only our own names are written into it
        " sum(CASE WHEN l.stage IN ('new','qualifying','nurturing','ready','handed_over','accepted')"
        " AND l.erased_at IS NULL THEN 1 ELSE 0 END),"
        " sum(CASE WHEN o.lead_id IS NOT NULL THEN 1 ELSE 0 END),"
        " sum(CASE WHEN r.kind = 'won' THEN 1 ELSE 0 END),"
        " sum(CASE WHEN r.kind = 'lost' THEN 1 ELSE 0 END),"
        " sum(CASE WHEN r.kind = 'won' THEN r.amount ELSE 0 END)"
        " FROM leads_lead l"
        " LEFT JOIN handover_offer o ON o.lead_id = l.id AND o.counts"
        " LEFT JOIN handover_outcome r ON r.lead_id = l.id AND r.undone_at IS NULL"
        f" WHERE l.merged_into_id IS NULL AND {span}"
        " GROUP BY l.channel, l.campaign_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    ids = [row[1] for row in rows if row[1] is not None]
    names, spent = leads.campaign_names(ids), campaigns.costs(ids)
    return [_line(row, names, spent) for row in rows]


def _line(row: Sequence[Any], names: Mapping[int, str], spent: Mapping[int, int]) -> Line:
    channel, campaign, opened, still, opportunities, won, lost, revenue = row
    return Line(
        channel=channel,
        campaign=campaign,
        name=names.get(campaign or 0, ""),
        leads=int(opened),
        open=int(still),
        opportunities=int(opportunities),
        won=int(won),
        lost=int(lost),
        revenue=int(revenue or 0),
        cost=spent.get(campaign or 0),
    )


def by_channel(found: Iterable[Line]) -> list[Line]:
    """Campaigns of a channel together, the one with the most opportunities first."""
    sums: dict[str, Line] = {}
    for line in found:
        whole = replace(line, campaign=None, name="")
        sums[line.channel] = sums[line.channel] + whole if line.channel in sums else whole
    return sorted(sums.values(), key=lambda line: (-line.opportunities, -line.leads, line.channel))


def interval(part: int, whole: int) -> tuple[float, float]:
    """The share's 95 % interval (Wilson 1927); (0, 1) where there is nothing to count."""
    if not whole:
        return 0.0, 1.0
    share = part / whole
    below = 1 + Z * Z / whole
    middle = (share + Z * Z / (2 * whole)) / below
    half = Z * sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole)) / below
    return max(middle - half, 0.0), min(middle + half, 1.0)


def standing_out(found: list[Line], few: int) -> tuple[Line | None, Line | None]:
    """(best, worst) channel by opportunities per lead, where its whole interval lies beyond that of all the others
    together; None where the difference may be chance, or there are fewer than `few` leads.
    """
    best = worst = None
    for line in found:
        others = [other for other in found if other is not line]
        leads_there, opps = sum(o.leads for o in others), sum(o.opportunities for o in others)
        if line.leads < few or leads_there < few:
            continue
        low, high = interval(line.opportunities, line.leads)
        other_low, other_high = interval(opps, leads_there)
        if low > other_high and (best is None or _rate(line) > _rate(best)):
            best = line
        if high < other_low and (worst is None or _rate(line) < _rate(worst)):
            worst = line
    return best, worst


def _rate(line: Line) -> float:
    return line.opportunities / line.leads


def _moment(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
