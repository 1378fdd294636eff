"""Where the top leads come from (M17): by channel and campaign, what became of the leads that were opened in a span."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import sqrt
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from django.db import connection

from leadflow.kernel.home import home
from leadflow.leads import campaigns

Z: Final = 1.96
"""95 %."""
Touch = Literal["first", "last"]
FIRST: Final = "first"
LAST: Final = "last"
LAST_TOUCH: Final = """
WITH RECURSIVE standing (id, root) AS (
    SELECT l.id, l.id FROM leads_lead l WHERE l.merged_into_id IS NULL AND {span}
    UNION ALL
    SELECT gone.id, standing.root FROM leads_lead gone JOIN standing ON gone.merged_into_id = standing.id
), touched (root, channel, campaign_id, place) AS (
    SELECT standing.root, s.channel, s.campaign_id,
        row_number() OVER (PARTITION BY standing.root ORDER BY s.happened_at DESC, s.id DESC)
    FROM leads_statement s JOIN standing ON standing.id = s.lead_id WHERE s.kind = 'enquiry'
)
"""
"""The last enquiry of each lead of the span, also of those merged into it."""


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


def lines(start: datetime | None, end: datetime, touch: Touch = FIRST) -> list[Line]:
    """One line per channel and campaign, of the leads opened from `start` until just before `end`.

    `touch`: whether a lead counts where its first or where its last enquiry came from. Merged leads count with the one
    they point to; erased ones stay counted. Costs are those of the months of the span; a campaign that cost something
    and brought nothing has a line too, so that the sum of the lines is the sum of the costs.
    """
    span, values = "l.opened_at < %s", [_moment(end)]
    if start is not None:
        span, values = f"{span} AND l.opened_at >= %s", [*values, _moment(start)]
    last = LAST_TOUCH.format(span=span) if touch == LAST else ""
    place = "t" if last else "l"
    sql = (
        f"{last} SELECT {place}.channel, {place}.campaign_id, count(*),"  # noqa: S608 - only our own names are written into it
        " sum(CASE WHEN l.stage IN ('new','qualifying','nurturing','ready','handed_over','accepted')"
        " AND l.erased_at IS NULL THEN 1 ELSE 0 END),"
        " sum(CASE WHEN o.lead_id IS NOT NULL THEN 1 ELSE 0 END),"
        " sum(CASE WHEN r.kind = 'won' THEN 1 ELSE 0 END),"
        " sum(CASE WHEN r.kind = 'lost' THEN 1 ELSE 0 END),"
        " sum(CASE WHEN r.kind = 'won' THEN r.amount ELSE 0 END)"
        " FROM leads_lead l"
        + (" JOIN touched t ON t.root = l.id AND t.place = 1" if last else "")
        + " LEFT JOIN handover_offer o ON o.lead_id = l.id AND o.counts"
        " LEFT JOIN handover_outcome r ON r.lead_id = l.id AND r.undone_at IS NULL"
        f" WHERE l.merged_into_id IS NULL AND l.stage <> 'undone' AND {span}"
        f" GROUP BY {place}.channel, {place}.campaign_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values * 2 if last else values)
        rows = cursor.fetchall()
    return _with_costs(rows, *_months(start, end))


def _months(start: datetime | None, end: datetime) -> tuple[date | None, date]:
    zone = ZoneInfo(home().time_zone)
    return start.astimezone(zone).date() if start else None, end.astimezone(zone).date()


def _with_costs(rows: Sequence[Sequence[Any]], start: date | None, end: date) -> list[Line]:
    spent = campaigns.costs(None, start, end)
    ids = {row[1] for row in rows if row[1] is not None}
    known = campaigns.named([*ids, *spent])
    names = {key: line.name for key, line in known.items()}
    silent = [(known[key].channel, key, 0, 0, 0, 0, 0, 0) for key in sorted(spent.keys() - ids)]
    return [_line(row, names, spent) for row in [*rows, *silent]]


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
