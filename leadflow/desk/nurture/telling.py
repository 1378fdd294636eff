"""Plans in words: for lists, and as the dated list on the page of a lead."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from leadflow.content import queries as library
from leadflow.content.queries import PieceLine
from leadflow.delivery import queries as delivery
from leadflow.delivery.queries import MailLine
from leadflow.desk import words
from leadflow.desk.mail_words import AGAINST, CODES, ENDED, FOR, STATES, STEP_CODES, STEPS
from leadflow.leads.lists import Line
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import Snapshot
from leadflow.nurture import queries, rules, running
from leadflow.nurture.policy import NurturePolicy
from leadflow.nurture.queries import PlanLine, StepLine
from leadflow.people import queries as people
from leadflow.playbook import queries as playbook

Values = dict[str, Any]
SUGGESTED = 4


def row(plan: PlanLine, line: Line, policy: NurturePolicy, now: datetime) -> Values:
    """One running plan in a list."""
    step = plan.next
    last = max((one.due_at for one in plan.steps if one.state == "planned"), default=now)
    template = policy.plan(plan.template)
    done = sum(one.state == "done" for one in plan.steps)
    return {
        "name": line.title,
        "url": f"{reverse('desk:lead', args=[line.public_id])}#plan",
        "phase": line.phase,
        "plan": template.label.in_(words.language()) if template else plan.template,
        "done": done,
        "whole": len(plan.steps),
        "next": _what(step, policy, {}) if step else "",
        "icon": STEPS[step.kind][0] if step else "",
        "when": words.moment(step.due_at, now) if step else "",
        "late": step is not None and step.due_at < now - timedelta(days=1) and step.kind not in rules.MACHINE,
        "ends": words.day(last),
    }


def _what(step: StepLine, policy: NurturePolicy, pieces: dict[int, PieceLine]) -> str:
    """The mail by its name, the piece by its title, a call by its note."""
    if step.kind == "mail":
        mail = policy.mail(step.mail)
        return mail.label.in_(words.language()) if mail else step.mail
    if step.kind == "content":
        return pieces[step.piece].title if step.piece in pieces else str(STEPS["content"][1])
    if step.note:
        return step.note
    return capfirst(str(STEP_CODES["last"])) if step.code == rules.LAST else str(STEPS[step.kind][1])


def of_lead(ref: LeadRef, shot: Snapshot, may_work: bool, now: datetime) -> Values:
    """For `leads/_plan.html`: the plan that runs, or how the last one ended, and what one may begin."""
    policy, plan = playbook.at(now).section(NurturePolicy), queries.of_lead(ref)
    language = words.language()
    values: Values = {
        "templates": [{"value": t.key, "label": t.label.in_(language)} for t in policy.plans]
        if may_work and shot.stage == "nurturing"
        else [],
        "begin_url": reverse("desk:plan_begin", args=[ref.public_id]),
    }
    if plan is None:
        return values
    template = policy.plan(plan.template)
    runs = plan.state == "running"
    pieces = library.pieces(step.piece for step in plan.steps if step.piece)
    mails = delivery.of_ids(step.sent for step in plan.steps if step.sent)
    values |= {
        "there": True,
        "name": template.label.in_(language) if template else plan.template,
        "runs": runs,
        "words": _summary(plan),
        "ended": "" if runs else str(ENDED.get(plan.reason, plan.reason)),
        "steps": [_step(ref, step, policy, pieces, mails, runs and may_work, now) for step in plan.steps],
        "stop_url": reverse("desk:plan_stop", args=[ref.public_id]) if runs and may_work else "",
        "add_url": reverse("desk:plan_add", args=[ref.public_id]) if runs and may_work else "",
        "choices": _choices(policy) if runs and may_work else [],
        "tomorrow": f"{timezone.localtime(now) + timedelta(days=1):%Y-%m-%d}",
        "runs_out": runs
        and rules.runs_out(
            max((s.due_at for s in plan.steps if s.state == "planned"), default=now), policy.warn_before, now
        ),
    }
    return values


def _summary(plan: PlanLine) -> str:
    left = sum(step.state == "planned" for step in plan.steps)
    steps = ngettext("%(n)s step left", "%(n)s steps left", left) % {"n": left}
    return steps if plan.state == "running" else ""


def _step(
    ref: LeadRef,
    step: StepLine,
    policy: NurturePolicy,
    pieces: dict[int, PieceLine],
    mails: dict[int, MailLine],
    may_edit: bool,
    now: datetime,
) -> Values:
    mail = mails.get(step.sent or 0)
    note = str(STEP_CODES.get(step.code, "")) if step.state == "skipped" else ""
    if mail is not None:
        note = f"{STATES[mail.state]}{': ' + str(CODES[mail.code]) if mail.code in CODES else ''}"
    here = [ref.public_id, step.id]
    return {
        "date": words.short_day(step.done_at or step.due_at, now),
        "day": f"{timezone.localtime(step.due_at):%Y-%m-%d}",
        "state": {"done": "done", "skipped": "left"}.get(
            step.state, "now" if step.due_at <= now else "ahead"
        ),
        "icon": STEPS[step.kind][0],
        "kind": str(STEPS[step.kind][1]),
        "what": _what(step, policy, pieces),
        "note": note,
        "mail_url": reverse("desk:mail", args=[mail.public_id]) if mail else "",
        "skip_url": reverse("desk:step_skip", args=here) if may_edit and step.state == "planned" else "",
        "move_url": reverse("desk:step_move", args=here) if may_edit and step.state == "planned" else "",
        "back_url": reverse("desk:step_back", args=here)
        if may_edit and step.state == "skipped" and step.code == "by_hand"
        else "",
    }


def _choices(policy: NurturePolicy) -> list[Values]:
    language = words.language()
    found = [
        {"value": "call", "label": str(STEPS["call"][1])},
        {"value": "letter", "label": str(STEPS["letter"][1])},
    ]
    found += [
        {"value": f"mail:{mail.key}", "label": f"{STEPS['mail'][1]}: {mail.label.in_(language)}"}
        for mail in policy.mails
    ]
    found.append({"value": "content", "label": gettext("Something to read: what suits best by then")})
    found += [{"value": f"content:{piece.id}", "label": piece.title} for piece in library.library()]
    return found


def suggestions(shot: Snapshot) -> list[Values]:
    """Per contact what suits best, and what does not with its reason."""
    pieces = {piece.id: piece for piece in library.library()}
    found: list[Values] = []
    for card in people.cards(sorted(shot.contacts)).values() if pieces else ():
        if any(one["id"] == card.id for one in found):
            continue
        fits = library.suggestions(running.reader_of(shot, card))
        found.append(
            {
                "id": card.id,
                "name": card.name,
                "fits": [
                    {
                        "title": pieces[fit.piece].title,
                        "why": ", ".join(str(FOR[reason]) for reason in fit.reasons)
                        or gettext("for everybody"),
                    }
                    for fit in fits
                    if fit.suits
                ][:SUGGESTED],
                "against": [
                    {
                        "title": pieces[fit.piece].title,
                        "why": ", ".join(str(AGAINST[reason]) for reason in fit.against),
                    }
                    for fit in fits
                    if not fit.suits
                ][:SUGGESTED],
            }
        )
    return found
