"""What lists, the cockpit and the page of a lead say at its head."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext

from leadflow.accounts import queries as accounts
from leadflow.desk import words
from leadflow.leads import queries as leads
from leadflow.leads import rules
from leadflow.leads.lists import Line
from leadflow.leads.policy import LeadsPolicy
from leadflow.people import queries as people
from leadflow.people.rules import Of
from leadflow.playbook.rules import Playbook
from leadflow.scoring.queries import Grade

UNSEEN: Final = frozenset({"new", "qualifying", "nurturing", "ready"})
"""Stages in which the grade waits for the first impression."""


def is_new(line: Line) -> bool:
    """The grade is not shown before somebody said, or skipped saying, what they think at first sight."""
    return line.heat is None and line.stage in UNSEEN


def graded(line: Line, grade: Grade | None) -> dict[str, Any]:
    """For the tag `grade`."""
    if grade is None or is_new(line):
        return {"fit": "", "interest": "", "first": False, "is_new": True}
    return {"fit": grade.letter, "interest": grade.digit, "first": grade.first, "is_new": False}


def url(line: Line) -> str:
    return reverse("desk:lead", args=[line.public_id])


def heat(line: Line, book: Playbook) -> dict[str, Any]:
    """One key, before the grade is seen."""
    heats, language = book.section(LeadsPolicy).heats, words.language()
    labels = [(name, getattr(heats, name).in_(language)) for name in ("hot", "warm", "cold")]
    letters = [label[:1].lower() for _name, label in labels]
    keys = letters if len({*letters, "s"}) == 4 else ["1", "2", "3"]
    choices = [
        {"value": name, "label": label, "key": key} for (name, label), key in zip(labels, keys, strict=True)
    ]
    return {
        "post_url": reverse("desk:heat", args=[line.public_id]),
        "choices": choices,
        "skip_label": gettext("Skip"),
        "skip_value": "skipped",
        "skip_key": "s",
    }


def holder(line: Line, me: int | None, names: Mapping[int, str], now: datetime, idle_minutes: float) -> str:
    """The colleague who is at work on it; empty when it is free, mine, or left alone too long."""
    if line.claimed_by in (None, me) or rules.claim_has_ended(line.claimed_at, now, idle_minutes):
        return ""
    return names.get(line.claimed_by or 0, "")


def idle_minutes(book: Playbook) -> float:
    return book.section(LeadsPolicy).claim_ends_after.total_seconds() / 60


def places(lines: Iterable[Line]) -> dict[int, str]:
    """Company id -> postcode and town, in one go."""
    firms = {line.company for line in lines if line.company is not None}
    found = people.known(Of.COMPANY, firms) if firms else {}
    return {key: place(one.facts) for key, one in found.items()}


def place(facts: Mapping[str, Any]) -> str:
    parts = (facts.get("company.postcode"), facts.get("company.city"))
    return " ".join(str(part) for part in parts if part and isinstance(part, str))


def offer(line: Line, book: Playbook) -> str:
    declared = book.section(LeadsPolicy).offer(line.offer)
    return declared.label.in_(words.language()) if declared else line.offer


def source(line: Line, book: Playbook, campaigns: Mapping[int, str]) -> str:
    """Channel / campaign."""
    declared = book.section(LeadsPolicy).channel(line.channel)
    channel = declared.label.in_(words.language()) if declared else line.channel
    campaign = campaigns.get(line.campaign or 0, "")
    return f"{channel} / {campaign}" if campaign else channel


def campaigns(lines: Iterable[Line]) -> dict[int, str]:
    return leads.campaign_names({line.campaign for line in lines})


def owners(lines: Iterable[Line]) -> dict[int, str]:
    """Line id -> who is responsible: a person, else the team queue."""
    lines = list(lines)
    users = accounts.names({line.owner for line in lines} | {line.sales_owner for line in lines})
    teams = accounts.team_names({t for line in lines for t in (line.team, line.sales_team)}, words.language())
    return {line.id: _owner(line, users, teams) for line in lines}


def _owner(line: Line, users: Mapping[int, str], teams: Mapping[int, str]) -> str:
    if line.stage in ("handed_over", "accepted", "won", "lost"):
        return users.get(line.sales_owner or 0) or teams.get(line.sales_team or 0, "")
    return users.get(line.owner or 0) or teams.get(line.team or 0, "")
