"""Leads as cases to be counted: what was known of each, how hot it looked at first sight, and what became of it.

Facts set after the contact are left out, as the playbook marks them, and so are texts that name somebody: a text counts
as an attribute only where few different ones occur. Merged leads count with the one they point to.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection

from leadflow.kernel.facts import is_known
from leadflow.playbook.policy import FactsPolicy
from leadflow.playbook.rules import Playbook

MOST: Final = 20_000
"""The newest cases are read, at most so many: enough to tell, and bounded in time."""
WORDS: Final = 12
"""A text with more different values than this is a name, not an attribute."""
ENQUIRY: Final = '(SELECT s."values" FROM leads_statement s WHERE s.lead_id = l.id ORDER BY s.id LIMIT 1)'
"""The first statement of a lead is its enquiry."""
CHANNEL: Final = "channel"
OFFER: Final = "offer"
UTC: Final = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Case:
    """`values`: attribute -> value. `outcome`: won, lost, or "" while sales has not decided."""

    lead: int
    stage: str
    heat: str
    outcome: str
    opened_at: datetime
    values: Mapping[str, str]

    @property
    def is_won(self) -> bool:
        return self.outcome == "won"

    @property
    def is_over(self) -> bool:
        return self.stage in ("won", "lost", "disqualified")


def decided(book: Playbook, start: datetime | None, end: datetime, limit: int = MOST) -> list[Case]:
    """Leads that sales won or lost from `start` until just before `end`, the newest first."""
    return _cases(book, "l.facts", ("o.decided_at", "o.kind IS NOT NULL", "o.id"), start, end, limit)


def opened(book: Playbook, start: datetime | None, end: datetime, limit: int = MOST) -> list[Case]:
    """Leads that were opened from `start` until just before `end`, the newest first.

    Of the interest only what the enquiry said: what was learned in talks came after the first sight.
    """
    return _cases(book, ENQUIRY, ("l.opened_at", "1 = 1", "l.id"), start, end, limit)


def _cases(
    book: Playbook,
    interest: str,
    asked: tuple[str, str, str],
    start: datetime | None,
    end: datetime,
    limit: int,
) -> list[Case]:
    (moment, condition, order), values = asked, [written(end)]
    span = f"{moment} < %s"
    if start is not None:
        span, values = f"{span} AND {moment} >= %s", [*values, written(start)]
    sql = (
        "SELECT l.id, l.stage, COALESCE(l.heat, ''), COALESCE(o.kind, ''), l.opened_at, l.channel, l.offer,"  # noqa: S608 - our own names
        f" {interest}, c.facts, p.facts FROM leads_lead l"
        " LEFT JOIN handover_outcome o ON o.lead_id = l.id AND o.undone_at IS NULL"
        " LEFT JOIN people_company c ON c.id = l.company_id LEFT JOIN people_person p ON p.id = l.person_id"
        f" WHERE l.merged_into_id IS NULL AND l.stage <> 'undone' AND {condition} AND {span}"
        f" ORDER BY {order} DESC LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, limit])
        rows = cursor.fetchall()
    facts = book.section(FactsPolicy)
    kinds = {fact.key: fact.type for fact in facts.declared if not fact.never_score}
    return few_words(
        [_case(row, kinds) for row in rows], {key for key, kind in kinds.items() if kind == "text"}
    )


def _case(row: Sequence[Any], kinds: Mapping[str, str]) -> Case:
    lead, stage, heat, outcome, at, channel, offer, *known = row
    values = {CHANNEL: channel, OFFER: offer}
    for facts in known:
        told = json.loads(facts) if isinstance(facts, str) else facts or {}
        values |= {
            key: "yes" if value is True else "no" if value is False else str(value)
            for key, value in told.items()
            if kinds.get(key) in ("choice", "text", "flag") and is_known(value)
        }
    return Case(lead, stage, heat, outcome, read(at), values)


def few_words(found: Sequence[Case], texts: Iterable[str]) -> list[Case]:
    """Texts with many different values are left out: names, sentences."""
    seen = {key: {case.values[key] for case in found if key in case.values} for key in texts}
    out = {key for key, different in seen.items() if len(different) > WORDS}
    return [
        replace(case, values={key: value for key, value in case.values.items() if key not in out})
        for case in found
    ]


def frequent(found: Iterable[Case], least: int) -> list[tuple[str, str]]:
    """(attribute, value) that at least `least` cases have and at least as many lack, in a fixed order."""
    having: Counter[tuple[str, str]] = Counter()
    knowing: Counter[str] = Counter()
    for case in found:
        having.update(case.values.items())
        knowing.update(case.values.keys())
    return sorted(pair for pair, count in having.items() if least <= count <= knowing[pair[0]] - least)


def written(at: datetime) -> Any:
    """As the database stores it."""
    return connection.ops.adapt_datetimefield_value(at)


def read(value: Any) -> datetime:
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return found if found.tzinfo else found.replace(tzinfo=UTC)
