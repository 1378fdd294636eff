"""What the playbook says to prospects and to sales: forms, mails, plans, phases and the kinds of content, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext

from leadflow.content.policy import ContentPolicy
from leadflow.desk import words
from leadflow.desk.mail_words import STEPS
from leadflow.desk.playbook import spoken
from leadflow.handover.policy import HandoverPolicy
from leadflow.intake.policy import Form, IntakePolicy
from leadflow.leads.policy import LeadsPolicy
from leadflow.nurture.policy import NurturePolicy, PlanStep, PlanTemplate
from leadflow.playbook.mailwords import MailWords
from leadflow.playbook.policy import FactsPolicy, Words
from leadflow.playbook.rules import Playbook

Values = dict[str, Any]


def _in(text: Words) -> str:
    return text.in_(words.language())


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Values:
    return {"kind": "table", "title": title, "columns": columns, "rows": list(rows), "figures": False}


def _mail(name: str, mail: MailWords) -> tuple[str, str, str]:
    return name, _in(mail.subject), _in(mail.text)


def forms(book: Playbook) -> list[Values]:
    """What strangers are asked, and the two mails that follow."""
    policy = book.section(IntakePolicy)
    rows = [
        (_in(form.label), f"{_in(form.text)} [{_in(form.button)}]", _asked(form, book), _counted(form, book))
        for form in policy.forms
    ]
    mails = [
        _mail(gettext("Please confirm"), policy.form_mails.confirm),
        _mail(gettext("Acknowledgement"), policy.form_mails.acknowledge),
    ]
    forgotten = gettext("What nobody confirms is forgotten after %(span)s.") % {
        "span": spoken.passing(policy.confirm_within)
    }
    return [
        _table(
            gettext("Forms for strangers"),
            (gettext("Form"), gettext("Says"), gettext("Asks"), gettext("Counts as")),
            rows,
        ),
        _table(gettext("Mails after a form"), (gettext("Mail"), gettext("Subject"), gettext("Text")), mails),
        {"kind": "text", "text": forgotten},
    ]


def _asked(form: Form, book: Playbook) -> str:
    facts = book.section(FactsPolicy)
    found = []
    for question in (*form.questions, *form.further):
        fact = facts.get(question.asks)
        label = _in(question.label) if question.label else _in(fact.label) if fact else question.asks
        found.append(f"{label}*" if question.required else label)
    return ", ".join(found)


def _counted(form: Form, book: Playbook) -> str:
    channel = book.section(LeadsPolicy).channel(form.channel)
    parts = [_in(channel.label) if channel else form.channel, form.campaign]
    if form.confirm:
        parts.append(gettext("after a confirmation by mail"))
    return ", ".join(part for part in parts if part)


def nurturing(book: Playbook) -> list[Values]:
    """Phases told by signals, plans with their steps, and the mails of plans."""
    policy, phases = book.section(NurturePolicy), book.section(LeadsPolicy).phases
    told = [
        (_in(phases.of(rule.phase).label), _in(rule.label), spoken.condition(rule.when, book))
        for rule in policy.phases
    ]
    plans = [(_in(plan.label), _when(plan, book), _steps(plan, policy)) for plan in policy.plans]
    mails = [_mail(_in(mail.label), mail.words) for mail in policy.mails]
    mails.append(_mail(gettext("Something to read"), policy.content_mail))
    return [
        _table(gettext("What tells a phase"), (gettext("Phase"), gettext("Reason"), gettext("When")), told),
        _table(gettext("Plans"), (gettext("Plan"), gettext("When"), gettext("Steps")), plans),
        _table(gettext("Mails of plans"), (gettext("Mail"), gettext("Subject"), gettext("Text")), mails),
    ]


def _when(plan: PlanTemplate, book: Playbook) -> str:
    return spoken.condition(plan.when, book) if plan.when else gettext("everybody else")


def _steps(plan: PlanTemplate, policy: NurturePolicy) -> str:
    found = [_step(step, policy) for step in plan.steps]
    if plan.then_every:
        found.append(
            gettext("then something to read every %(span)s") % {"span": spoken.passing(plan.then_every)}
        )
    return "; ".join(found)


def _step(step: PlanStep, policy: NurturePolicy) -> str:
    mail = policy.mail(step.mail) if step.mail else None
    what = _in(mail.label) if mail else str(STEPS[step.do][1])
    note = f" ({_in(step.note)})" if step.note else ""
    return gettext("after %(span)s: %(what)s") % {"span": spoken.passing(step.after), "what": what + note}


def content(book: Playbook) -> list[Values]:
    """The shelves of the library."""
    policy, phases = book.section(ContentPolicy), book.section(LeadsPolicy).phases
    role = book.section(FactsPolicy).get("person.role")

    def roles(keys: Iterable[str]) -> str:
        found = [(key, role.choice(key) if role else None) for key in keys]
        return ", ".join(_in(choice.label) if choice else key for key, choice in found)

    rows = [
        (
            _in(kind.label),
            ", ".join(_in(phases.of(phase).label) for phase in kind.phases),
            roles(kind.roles) or gettext("everybody"),
        )
        for kind in policy.kinds
    ]
    return [
        _table(gettext("Kinds of content"), (gettext("Kind"), gettext("Phases"), gettext("For")), rows),
        {
            "kind": "text",
            "text": gettext("The library should hold something for: %(readers)s.")
            % {"readers": roles(policy.readers)},
        },
    ]


def handing(book: Playbook) -> list[Values]:
    """How sales is told, reminded, and what happens when nobody answers."""
    policy = book.section(HandoverPolicy)
    facts = {
        "remind": spoken.working(policy.remind_before),
        "lapse": spoken.working(policy.lapse_after),
    }
    said = gettext(
        "A reminder comes %(remind)s before the deadline; %(lapse)s after it the lead goes back to lead management."
    )
    mails = [
        _mail(gettext("Offer"), policy.mails.offered),
        _mail(gettext("Reminder"), policy.mails.reminder),
    ]
    return [
        {"kind": "text", "text": said % facts},
        _table(gettext("Mails to sales"), (gettext("Mail"), gettext("Subject"), gettext("Text")), mails),
    ]
