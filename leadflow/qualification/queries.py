"""Reading verdicts and the call guide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leadflow.leads import queries as leads
from leadflow.leads.queries import LeadRef
from leadflow.playbook import queries as playbook
from leadflow.qualification import rules
from leadflow.qualification.models import Assessment
from leadflow.qualification.policy import QualificationPolicy
from leadflow.qualification.rules import Readiness
from leadflow.scoring import queries as scoring


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict as it was given, with the reasons of its day."""

    id: int
    verdict: str
    reason: str
    note: str
    revisit_at: datetime | None
    reasons: list[Any]
    playbook: int
    by: int | None
    given_at: datetime
    undone_at: datetime | None


def verdicts(ref: LeadRef) -> list[Judged]:
    """Newest first, taken back ones included."""
    rows = Assessment.objects.filter(lead_id=ref.id).order_by("-id")
    return [
        Judged(
            a.id,
            a.verdict,
            a.reason,
            a.note,
            a.revisit_at,
            a.reasons,
            a.playbook,
            a.by_id,
            a.given_at,
            a.undone_at,
        )
        for a in rows
    ]


def readiness(ref: LeadRef, now: datetime) -> Readiness:
    """Which gates hold at this moment."""
    shot = leads.snapshot(ref)
    policy = playbook.at(now).section(QualificationPolicy)
    where = rules.context(shot, scoring.explain(shot, now).grade, scoring.frame(now).free_mail_domains)
    return rules.readiness(policy, shot.facts, where)
