"""The call guide: what is known above, the open questions in spoken words below, the present one with its keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext

from leadflow.desk import words
from leadflow.desk.asking.answers import NO, YES
from leadflow.desk.telling import known
from leadflow.kernel.actor import Actor
from leadflow.kernel.facts import is_known
from leadflow.leads import queries as leads
from leadflow.leads.lists import Line
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import Snapshot
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactDeclaration, FactsPolicy
from leadflow.qualification.policy import QualificationPolicy, Question

DIGITS: Final = "123456789"
AHEAD: Final = 2
"""Open questions shown after the present one; the others wait behind one word."""


def guide(
    ref: LeadRef,
    shot: Snapshot,
    line: Line,
    now: datetime,
    *,
    present: str = "",
    typed: str = "",
    mistake: str = "",
    closed: bool = False,
    ahead: int = AHEAD,
) -> dict[str, Any]:
    """For `today/_guide.html`. `present`: the fact asked now, else the first open one; `closed`: read only."""
    book = playbook.at(now)
    facts = {fact.key: fact for fact in known.visible(book.section(FactsPolicy), ref.seen_by)}
    asked = [q for q in book.section(QualificationPolicy).questions if q.fact in facts and _can_ask(q, shot)]
    still_open = [q for q in asked if not is_known(shot.facts.get(q.fact)) or q.fact == present]
    now_asked = next((q for q in still_open if q.fact == present), still_open[0] if still_open else None)
    here = reverse("desk:guide", args=[line.public_id])
    answered = [facts[q.fact] for q in asked if q not in still_open]
    first = still_open.index(now_asked) if now_asked else 0
    shown = [*still_open[first:], *still_open[:first]][: ahead + 1]
    questions = [
        _question(asked.index(q) + 1, q, facts[q.fact], shot, here, q is now_asked and not closed)
        for q in shown
    ]
    if questions:
        questions[0] |= {"typed": typed, "mistake": mistake}
    return {
        "known": len(answered),
        "whole": len(asked),
        "facts": known.rows(answered, shot, leads.provenance(ref, shot), now) if answered else [],
        "questions": questions,
        "more": len(still_open) - len(shown),
        "more_url": f"{here}?ask={still_open[(first + ahead + 1) % len(still_open)].fact}"
        if still_open
        else "",
        "answer_url": reverse("desk:answer", args=[line.public_id]),
    }


def _can_ask(question: Question, shot: Snapshot) -> bool:
    """An answer needs somebody it speaks of."""
    head = question.fact.partition(".")[0]
    return not (head == "person" and not shot.contacts) and not (head == "company" and shot.company is None)


def _question(
    number: int, question: Question, fact: FactDeclaration, shot: Snapshot, here: str, present: bool
) -> dict[str, Any]:
    language = words.language()
    label, reason = fact.label.in_(language), question.why.in_(language)
    return {
        "number": number,
        "name": fact.key,
        "aloud": f"„{question.ask.in_(language)}“"
        if language.startswith("de")
        else f"“{question.ask.in_(language)}”",
        "sub": f"{label} · {reason}",
        "present": present,
        "url": f"{here}?ask={fact.key}",
        "choices": _choices(fact, shot.facts.get(fact.key)),
        "field": _field(fact, shot.facts.get(fact.key), label),
    }


def _choices(fact: FactDeclaration, value: Any) -> list[dict[str, Any]]:
    language = words.language()
    pairs = [(choice.key, choice.label.in_(language)) for choice in fact.choices]
    if fact.type == "flag":
        pairs, value = [(YES, gettext("yes")), (NO, gettext("no"))], {True: YES, False: NO}.get(value)
    keys = [*DIGITS, *[""] * len(pairs)]
    return [
        {"value": key, "label": label, "key": digit, "on": key == value}
        for (key, label), digit in zip(pairs, keys, strict=False)
    ]


def _field(fact: FactDeclaration, value: Any, label: str) -> dict[str, Any] | None:
    if fact.type in ("choice", "flag"):
        return None
    types = {"date": "date", "number": "text", "money": "text", "text": "text"}
    return {
        "label": label,
        "type": types[fact.type],
        "value": words.fact_value(fact, value) if is_known(value) and fact.type == "text" else "",
        "unit": "€" if fact.type == "money" else "",
        "decimal": fact.type in ("number", "money"),
    }


def asked_fact(key: str, actor: Actor, now: datetime) -> FactDeclaration | None:
    """A fact the actor may see and answer."""
    facts = known.visible(playbook.at(now).section(FactsPolicy), actor)
    return next((fact for fact in facts if fact.key == key), None)
