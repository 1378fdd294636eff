"""What finding fruitless leads early saves (M4): by reason, by rule or by hand, and the working time it took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from leadflow.insight.cases import written


@dataclass(frozen=True, slots=True)
class Reason:
    """Leads taken out for one reason. `by_rule` of them by the playbook alone. `seconds` somebody worked on them;
    `days` from opening to the end, on average.
    """

    key: str
    leads: int
    by_rule: int
    seconds: int
    days: float


def reasons(start: datetime | None, end: datetime) -> list[Reason]:
    """Verdicts that stand, given from `start` until just before `end`; the most frequent first."""
    values: list[Any] = [written(end)]
    span = "a.given_at < %s"
    if start is not None:
        span, values = f"{span} AND a.given_at >= %s", [*values, written(start)]
    age = (
        "EXTRACT(EPOCH FROM a.given_at - l.opened_at)"
        if connection.vendor == "postgresql"
        else "(julianday(a.given_at) - julianday(l.opened_at)) * 86400"
    )
    sql = (
        "SELECT a.reason, count(*), sum(CASE WHEN a.by_id IS NULL THEN 1 ELSE 0 END),"  # noqa: S608 - only our own names are written into it
        " sum((SELECT COALESCE(sum(t.seconds), 0) FROM leads_touch t WHERE t.lead_id = a.lead_id)),"
        f" avg({age})"
        " FROM qualification_assessment a JOIN leads_lead l ON l.id = a.lead_id"
        " WHERE a.verdict = 'disqualify' AND a.undone_at IS NULL AND l.stage = 'disqualified'"
        f" AND l.merged_into_id IS NULL AND {span} GROUP BY a.reason"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    found = [
        Reason(key, int(n), int(rule), int(spent), float(age) / 86_400) for key, n, rule, spent, age in rows
    ]
    return sorted(found, key=lambda one: (-one.leads, one.key))


def whole(found: list[Reason]) -> Reason:
    """All reasons together."""
    leads = sum(one.leads for one in found)
    days = sum(one.days * one.leads for one in found) / leads if leads else 0.0
    return Reason("", leads, sum(one.by_rule for one in found), sum(one.seconds for one in found), days)
