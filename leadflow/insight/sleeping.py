"""The existing potential (M20): ended leads that the playbook says to ask again, and how much was worked at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from leadflow.insight.cases import read, written
from leadflow.insight.policy import SleepingPolicy, SleepRule
from leadflow.playbook.rules import Playbook


@dataclass(frozen=True, slots=True)
class Sleeper:
    """Ended at `ended_at` for `reason`; `rule` is the playbook's key."""

    lead: int
    rule: str
    stage: str
    reason: str
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Worked:
    """How much of the base somebody has talked or written to."""

    leads: int
    touched: int


def sleepers(book: Playbook, now: datetime, limit: int = 100) -> list[Sleeper]:
    """Those that ended last come first. Left out: who has a later lead for the same offer, merged and erased ones."""
    found: dict[int, Sleeper] = {}
    for rule in book.section(SleepingPolicy).rules:
        for one in _of(rule, now, limit):
            found.setdefault(one.lead, one)
    return sorted(found.values(), key=lambda one: (-one.ended_at.timestamp(), one.lead))[:limit]


def worked() -> Worked:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(touched_at) FROM leads_lead WHERE merged_into_id IS NULL AND erased_at IS NULL"
        )
        leads, touched = cursor.fetchone()
    return Worked(int(leads), int(touched))


def _of(rule: SleepRule, now: datetime, limit: int) -> Iterable[Sleeper]:
    cut = written(now - rule.after)
    sources = (
        ("lost", rule.lost, "handover_outcome", "decided_at", "e.kind = 'lost'"),
        (
            "disqualified",
            rule.disqualified,
            "qualification_assessment",
            "given_at",
            "e.verdict = 'disqualify'",
        ),
    )
    for stage, reasons, table, moment, condition in sources:
        if not reasons:
            continue
        marks = ",".join(["%s"] * len(reasons))
        values: list[Any] = [stage, cut, *reasons, limit]
        sql = (
            f"SELECT l.id, e.reason, e.{moment} FROM {table} e JOIN leads_lead l ON l.id = e.lead_id"  # noqa: S608 - our own names
            f" WHERE {condition} AND e.undone_at IS NULL AND l.stage = %s AND l.merged_into_id IS NULL"
            f" AND l.erased_at IS NULL AND e.{moment} < %s AND e.reason IN ({marks})"
            " AND NOT EXISTS (SELECT 1 FROM leads_lead n WHERE n.id > l.id AND n.offer = l.offer"
            " AND (n.predecessor_id = l.id OR n.company_id = l.company_id) AND n.merged_into_id IS NULL"
            " AND n.stage <> 'undone')"
            f" ORDER BY e.{moment} DESC, l.id LIMIT %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            for lead, reason, at in cursor.fetchall():
                yield Sleeper(lead, rule.key, stage, reason, read(at))
