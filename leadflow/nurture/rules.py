"""Phases told by signals, and plans: which one, which steps and when. Pure: clock and working hours are arguments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from leadflow.kernel.hours import WorkingHours
from leadflow.leads.rules import PHASES, Snapshot
from leadflow.nurture.policy import NurturePolicy, PhaseRule, PlanStep, PlanTemplate
from leadflow.playbook.rules import Context, holds

MACHINE: Final = frozenset({"mail", "content"})
"""Steps the house does by itself; the others stand on Today."""
MOST_STEPS: Final = 40
AT_LEAST: Final = timedelta(days=1)
"""No mail leaves so shortly before the agreed talk that both meet."""
LAST: Final = "last"
"""The code of the step with which each plan ends: the talk that was agreed, or the decision what comes next."""


def context(shot: Snapshot) -> Context:
    """What conditions on phases and plans may ask: everything but the grade, which follows from them."""
    return Context(
        signals=frozenset(signal.kind for signal in shot.signals),
        channel=shot.channel,
        offer=shot.offer,
        roles=shot.roles,
    )


def phase_of(policy: NurturePolicy, shot: Snapshot) -> tuple[str, str] | None:
    """(phase, key of the rule) of the furthest phase a rule tells; None where none tells more than is known.

    A buyer does not go back because we learnt less: only a human sets a phase back.
    """
    known = PHASES.index(shot.phase_seen)
    where = context(shot)
    told: PhaseRule | None = None
    for rule in policy.phases:
        place = PHASES.index(rule.phase)
        if place > known and holds(rule.when, shot.facts, where) is True:
            told, known = rule, place
    return (told.phase, told.key) if told else None


def template_of(policy: NurturePolicy, shot: Snapshot) -> PlanTemplate:
    """The first plan whose condition holds; the last one has none."""
    where = context(shot)
    return next(
        plan for plan in policy.plans if plan.when is None or holds(plan.when, shot.facts, where) is True
    )


@dataclass(frozen=True, slots=True)
class Planned:
    """One step to be. `code` LAST: with it the plan ends."""

    kind: str
    due_at: datetime
    mail: str = ""
    note: str = ""
    code: str = ""


def steps_of(
    template: PlanTemplate, start: datetime, until: datetime | None, hours: WorkingHours, language: str
) -> list[Planned]:
    """Dated steps within working hours, in order. `until`: the talk that was agreed; nothing of ours comes after it."""
    end = until - AT_LEAST if until else None
    found = [_planned(step, start, hours, language) for step in template.steps]
    found += [
        Planned("content", hours.next_open(at)) for at in _again(template, start, end) if template.then_every
    ]
    kept = sorted((s for s in found if end is None or s.due_at <= end), key=lambda s: s.due_at)[:MOST_STEPS]
    if until is not None:
        return [*kept, Planned("call", hours.next_open(until), code=LAST)]
    if kept[-1].kind in MACHINE:
        rest = template.steps[-1].after / max(len(template.steps), 1)
        return [*kept, Planned("call", hours.next_open(kept[-1].due_at + rest), code=LAST)]
    return [*kept[:-1], Planned(kept[-1].kind, kept[-1].due_at, note=kept[-1].note, code=LAST)]


def _planned(step: PlanStep, start: datetime, hours: WorkingHours, language: str) -> Planned:
    note = step.note.in_(language) if step.note else ""
    return Planned(step.do, hours.next_open(start + step.after), step.mail or "", note)


def _again(template: PlanTemplate, start: datetime, end: datetime | None) -> Iterator[datetime]:
    """After the last step, again and again until the end; without an end not at all."""
    if template.then_every is None or end is None:
        return
    at = start + template.steps[-1].after + template.then_every
    while at <= end:
        yield at
        at += template.then_every


def runs_out(last_due: datetime, warn_before: timedelta, now: datetime) -> bool:
    """Whether the last step is so near that somebody should say what comes after it."""
    return last_due - now <= warn_before


def later_by(due: Iterable[datetime], now: datetime) -> timedelta:
    """By how much a plan that stood still is put off: not at all, or whole weeks, so that days of the week stay."""
    first = min(due, default=now)
    return timedelta(weeks=-((first - now) // timedelta(weeks=1))) if first < now else timedelta()
