"""Which leads run through and which crawl (M16): working time per stage, with those still in it counted properly.

Working time, because a night in between says nothing about the lead; in working days of the house.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from django.db import connection

from leadflow.agenda import queries as agenda
from leadflow.insight.cases import Case, frequent, opened, read
from leadflow.insight.policy import StatisticsPolicy
from leadflow.insight.statistics import Curve, Pace, Spell, discoveries, pace, survival
from leadflow.kernel.hours import WorkingHours
from leadflow.playbook.rules import Playbook

STAGES: Final = ("new", "qualifying", "nurturing", "ready", "handed_over", "accepted")
NEWEST: Final = 5_000
"""So many of the newest leads are timed: enough to tell, and bounded in time."""
AT_ONCE: Final = 500

Spells = Mapping[str, Mapping[int, list[Spell]]]
"""Stage -> lead -> the times it spent there, in working days. A lead can be in a stage twice."""


def spells(found: Sequence[Case], now: datetime) -> Spells:
    """From the journal: when each lead entered a stage and left it."""
    made: dict[str, dict[int, list[Spell]]] = {stage: {} for stage in STAGES}
    clock = Clock(agenda.policy(now)[1])
    moves = _moves([case.lead for case in found])
    for case in found:
        stage, since = "new", case.opened_at
        for at, after in moves.get(case.lead, ()):
            _note(made, stage, case.lead, Spell(clock.days(since, at), True))
            stage, since = after, at
        _note(made, stage, case.lead, Spell(clock.days(since, now), False))
    return made


def _note(made: dict[str, dict[int, list[Spell]]], stage: str, lead: int, spell: Spell) -> None:
    if stage in made:
        made[stage].setdefault(lead, []).append(spell)


class Clock:
    """Working days between two moments, an average open day of the week being one."""

    def __init__(self, hours: WorkingHours) -> None:
        self._hours = hours
        open_days = [day for day in hours.week if day]
        lasting = [_seconds(span) for day in open_days for span in day]
        self._day = sum(lasting) / len(open_days)

    def days(self, since: datetime, until: datetime) -> float:
        return max(self._hours.between(since, until).total_seconds() / self._day, 0.0)


def _seconds(span: tuple[time, time]) -> float:
    opens, closes = span
    return (closes.hour - opens.hour) * 3_600 + (closes.minute - opens.minute) * 60


def _moves(leads: Sequence[int]) -> dict[int, list[tuple[datetime, str]]]:
    found: dict[int, list[tuple[datetime, str]]] = {}
    for at in range(0, len(leads), AT_ONCE):
        chunk = leads[at : at + AT_ONCE]
        marks = ",".join(["%s"] * len(chunk))
        sql = (
            "SELECT lead_id, happened_at, payload FROM journal_entry"  # noqa: S608 - the marks are ours, values are bound
            f" WHERE lead_id IN ({marks}) AND kind = 'lead.moved' ORDER BY lead_id, id"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, chunk)
            for lead, moment, payload in cursor.fetchall():
                told: dict[str, Any] = json.loads(payload) if isinstance(payload, str) else payload
                found.setdefault(lead, []).append((read(moment), str(told["after"])))
    return found


def curves(found: Spells, leads: Iterable[int] | None = None) -> dict[str, Curve]:
    """Stage -> how long leads stay in it, of all or of some leads."""
    chosen = None if leads is None else set(leads)
    return {
        stage: survival(
            spell for lead, times in by.items() if chosen is None or lead in chosen for spell in times
        )
        for stage, by in found.items()
    }


@dataclass(frozen=True, slots=True)
class Tempo:
    """How fast leads with this value get on, all stages together, compared with those known to have another."""

    attribute: str
    value: str
    size: int
    pace: Pace
    believed: bool

    @property
    def times_as_long(self) -> float:
        return 1 / self.pace.ratio

    @property
    def interval(self) -> tuple[float, float]:
        return 1 / self.pace.high, 1 / self.pace.low


def tempos(cases: Sequence[Case], found: Spells, level: float, least: int) -> list[Tempo]:
    """A log-rank test per value with the stages as strata; the slowest first."""
    made = []
    lasting = [_sorted(by) for by in found.values()]
    for attribute, value in frequent(cases, least):
        known = {case.lead: case.values[attribute] == value for case in cases if attribute in case.values}
        compared = pace(
            [(spell, known[lead]) for spell, lead in spells_ if lead in known] for spells_ in lasting
        )
        if compared is not None:
            made.append(Tempo(attribute, value, sum(known.values()), compared, believed=False))
    believed = discoveries([one.pace.chance for one in made], level)
    told = [
        Tempo(one.attribute, one.value, one.size, one.pace, sure)
        for one, sure in zip(made, believed, strict=True)
    ]
    return sorted(told, key=lambda one: (one.pace.ratio, one.attribute, one.value))


def _sorted(by: Mapping[int, list[Spell]]) -> list[tuple[Spell, int]]:
    rows = [(spell, lead) for lead, times in by.items() for spell in times]
    return sorted(rows, key=lambda row: (row[0].lasted, row[1]))


@dataclass(frozen=True, slots=True)
class Stuck:
    """An open lead that is longer in its stage than `share` of all leads ever were. `usual`: that many working days."""

    lead: int
    stage: str
    since: datetime
    days: float
    usual: float


def stuck(borders: Mapping[str, float], now: datetime, limit: int = 50) -> list[Stuck]:
    """`borders`: stage -> days. The one that exceeds its stage's border most comes first."""
    made: list[Stuck] = []
    clock = Clock(agenda.policy(now)[1])
    for stage, usual in borders.items():
        sql = (
            "SELECT id, stage_at FROM leads_lead WHERE stage = %s AND merged_into_id IS NULL AND erased_at IS NULL"
            " ORDER BY stage_at, id LIMIT %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [stage, limit])
            for lead, at in cursor.fetchall():
                days = clock.days(read(at), now)
                if days > usual:
                    made.append(Stuck(lead, stage, read(at), days, usual))
    return sorted(made, key=lambda one: (-one.days / max(one.usual, 0.01), one.lead))[:limit]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one page says of the speed, from the newest `NEWEST` leads. `borders`: see there."""

    cases: list[Case]
    spells: Spells
    tempos: list[Tempo]
    curves: dict[str, Curve]
    borders: dict[str, float]


def report(book: Playbook, start: datetime | None, end: datetime) -> Report:
    policy = book.section(StatisticsPolicy)
    found = opened(book, start, end, NEWEST)
    lasted = spells(found, end)
    whole = curves(lasted)
    return Report(
        found,
        lasted,
        tempos(found, lasted, float(policy.chance), policy.least),
        whole,
        borders(whole, float(policy.stuck_from), policy.least),
    )


def borders(found: Mapping[str, Curve], share: float, least: int) -> dict[str, float]:
    """Stage -> after how many days `share` of the leads are through; stages that fewer than `least` ended stay out."""
    made = {stage: curve.after(share) for stage, curve in found.items() if curve.ended >= least}
    return {stage: days for stage, days in made.items() if days is not None}
