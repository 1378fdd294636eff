"""Reading scores: totals as stored, reasons derived with the playbook that is in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet

from leadflow.journal import lookup
from leadflow.leads import queries as leads
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import Snapshot
from leadflow.people.policy import MatchingPolicy
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactsPolicy
from leadflow.playbook.rules import Playbook
from leadflow.scoring.models import Score
from leadflow.scoring.policy import ScoringPolicy
from leadflow.scoring.rules import Frame, Sum, score


@dataclass(frozen=True, slots=True)
class Grade:
    """Letter for fit, digit for interest, and whether the playbook says to call such leads first."""

    letter: str
    digit: int
    fit: int
    interest: int
    first: bool


def grades(ids: Iterable[int], now: datetime) -> dict[int, Grade]:
    policy = playbook.at(now).section(ScoringPolicy)
    names = ("lead_id", "fit_grade", "interest_grade", "fit", "interest")
    rows = lookup.rows(Score, names, "lead_id", set(ids))
    return {
        lead: Grade(letter, digit, fit, interest, policy.calls_first(letter, digit))
        for lead, letter, digit, fit, interest in rows
    }


def explained(ref: LeadRef, now: datetime) -> Sum:
    """The sum of the moment, reason by reason."""
    return explain(leads.snapshot(ref), now)


def explain(shot: Snapshot, now: datetime) -> Sum:
    return score(shot, frame(now), now)


def frame(now: datetime) -> Frame:
    book = playbook.at(now)
    return _frame(book.number, book)


@lru_cache(maxsize=8)
def _frame(_: int, book: Playbook) -> Frame:
    never = frozenset(fact.key for fact in book.section(FactsPolicy).declared if fact.never_score)
    return Frame(
        book.section(ScoringPolicy), never, frozenset(book.section(MatchingPolicy).free_mail_domains)
    )


def with_grade(grade: str) -> QuerySet[Score, int]:
    """Ids of the leads with a grade such as "A2", to narrow a list with."""
    return Score.objects.filter(fit_grade=grade[0], interest_grade=int(grade[1])).values_list(
        "lead_id", flat=True
    )
