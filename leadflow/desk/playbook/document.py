"""The playbook as a document: five steps, in the reader's language, with every rule in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadflow.agenda.policy import AgendaPolicy
from leadflow.desk import words
from leadflow.desk.playbook import certainty, outward, spoken
from leadflow.handover.policy import HandoverPolicy
from leadflow.insight.policy import StatisticsPolicy, TargetsPolicy
from leadflow.intake.policy import IntakePolicy
from leadflow.leads.policy import LeadsPolicy
from leadflow.leads.rules import PHASES
from leadflow.playbook.policy import FactsPolicy, Keyed, ProcessPolicy, Routing, Words
from leadflow.playbook.rules import Playbook
from leadflow.privacy.policy import PrivacyPolicy
from leadflow.qualification.policy import QualificationPolicy
from leadflow.scoring.policy import ScoringPolicy

Values = dict[str, Any]
IDS = {
    "define": "define",
    "qualify": "qualify",
    "nurture": "nurture",
    "hand_over": "hand-over",
    "close_the_loop": "loop",
}
KINDS = {
    "promise": _("what we promised"),
    "signal": _("hot signals"),
    "returned": _("returned by sales"),
    "new": _("new leads"),
    "retry": _("another try"),
    "revisit": _("looking again"),
    "handover": _("waiting for sales"),
    "decide": _("to be decided"),
}
DAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
BASES = {
    "consent": _("only with consent"),
    "presumed_interest": _("presumed interest"),
    "legitimate_interest": _("legitimate interest"),
}
AFTERWARDS = {"qualifying": _("back to qualifying"), "nurturing": _("on to nurturing")}


def sections(book: Playbook, teams: dict[str, str]) -> list[Values]:
    """For `components/playbook/section.html`, one per step and one for what is known and allowed."""
    steps = dict(book.section(ProcessPolicy).steps.in_order())
    parts = {
        "define": _define(book),
        "qualify": _qualify(book),
        "nurture": [*_nurture(book), *outward.nurturing(book), *outward.content(book)],
        "hand_over": [*_hand_over(book, teams), *outward.handing(book)],
        "close_the_loop": _loop(book),
    }
    found = [
        {
            "id": IDS[name],
            "number": at,
            "title": _in(step.title),
            "blocks": [_text(_in(step.text)), *parts[name]],
        }
        for at, (name, step) in enumerate(steps.items(), start=1)
    ]
    last = {
        "id": "known",
        "number": len(found) + 1,
        "title": gettext("What we know and may do"),
        "blocks": [*_known(book), *outward.forms(book)],
    }
    return [*found, last]


def chapters(found: Sequence[Values]) -> list[Values]:
    return [
        {"name": one["title"], "detail": _detail(one), "url": f"#{one['id']}", "present": at == 0}
        for at, one in enumerate(found)
    ]


def _detail(section: Values) -> str:
    titles = [block["title"] for block in section["blocks"] if block.get("title")]
    return titles[0] if titles else ""


def _in(text: Words) -> str:
    return text.in_(words.language())


def _text(text: str) -> Values:
    return {"kind": "text", "text": text}


def _terms(title: str, pairs: Iterable[tuple[str, str]]) -> Values:
    return {"kind": "terms", "title": title, "terms": [{"term": term, "text": text} for term, text in pairs]}


def _table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, figures: bool = False
) -> Values:
    return {"kind": "table", "title": title, "columns": columns, "rows": list(rows), "figures": figures}


def _labels(found: Iterable[Keyed]) -> str:
    return ", ".join(_in(one.label) for one in found)


def _define(book: Playbook) -> list[Values]:
    told, policy, scoring = (
        book.section(ProcessPolicy).definitions,
        book.section(LeadsPolicy),
        book.section(ScoringPolicy),
    )
    grades = scoring.grades
    return [
        _terms(
            gettext("Definitions"),
            (
                (gettext("Lead"), _in(told.lead)),
                (gettext("Ripe"), _in(told.ripe)),
                (gettext("Fruitless"), _in(told.fruitless)),
            ),
        ),
        _table(
            gettext("What we sell"),
            (gettext("Offer"), gettext("Price")),
            [(_in(o.label), words.money(o.price.amount, o.price.currency)) for o in policy.offers],
            figures=True,
        ),
        _terms(gettext("Where leads come from"), ((gettext("Channels"), _labels(policy.channels)),)),
        _points(gettext("Points for fit: who they are"), "fit", book),
        _points(gettext("Points for interest: what they do"), "interest", book),
        _terms(
            gettext("Grades"),
            (
                (gettext("Fit"), f"A ≥ {grades.fit.A}, B ≥ {grades.fit.B}, C ≥ {grades.fit.C}, D"),
                (
                    gettext("Interest"),
                    f"1 ≥ {grades.interest.first}, 2 ≥ {grades.interest.second}, 3 ≥ {grades.interest.third}, 4",
                ),
                (gettext("Called first"), ", ".join(scoring.call_first)),
            ),
        ),
    ]


def _points(title: str, axis: str, book: Playbook) -> Values:
    rules = [rule for rule in book.section(ScoringPolicy).rules if rule.axis == axis]
    rows = []
    for rule in rules:
        notes = [spoken.condition(rule.when, book)] if rule.when else []
        if rule.half_life:
            notes.append(gettext("halves every %(span)s") % {"span": spoken.passing(rule.half_life)})
        if rule.cap:
            notes.append(gettext("at most %(points)s in sum") % {"points": rule.cap})
        rows.append((_in(rule.label), "; ".join(notes), f"{rule.points:+d}".replace("-", "−")))
    return _table(title, (gettext("Reason"), gettext("When"), gettext("Points")), rows, figures=True)


def _qualify(book: Playbook) -> list[Values]:
    policy = book.section(QualificationPolicy)
    questions = [(at, _in(q.ask), _in(q.why)) for at, q in enumerate(policy.questions, start=1)]
    gates = [
        (_in(gate.label), spoken.condition(gate.needs, book), _in(gate.missing))
        for gate in policy.readiness.gates
    ]
    override = gettext("A lead manager may call a lead ready in spite of a missing gate.")
    if policy.readiness.override_needs_reason:
        override = gettext("A lead manager may call a lead ready in spite of a missing gate, with a reason.")
    early = [
        (_in(one.label), spoken.condition(one.when, book), _reason(one.reason, policy))
        for one in policy.auto_disqualify
    ]
    return [
        _response(book),
        _table(
            gettext("Questions of the call guide"),
            ("", gettext("Question"), gettext("Why we ask")),
            questions,
        ),
        _terms(gettext("What a call may bring"), ((gettext("Results"), _labels(policy.call_results)),)),
        _table(
            gettext("Gates: ready when all of them hold"),
            (gettext("Gate"), gettext("Holds when"), gettext("Else")),
            gates,
        ),
        *([_text(override)] if policy.readiness.may_override else []),
        _terms(
            gettext("Out of the pipeline"), ((gettext("Reasons"), _labels(policy.disqualification_reasons)),)
        ),
        *(
            [
                _table(
                    gettext("Taken out by itself"),
                    (gettext("Rule"), gettext("When"), gettext("Reason")),
                    early,
                )
            ]
            if early
            else []
        ),
    ]


def _reason(key: str, policy: QualificationPolicy) -> str:
    found = policy.reason(key)
    return _in(found.label) if found else key


def _response(book: Playbook) -> Values:
    """How fast we answer; the first line that fits decides."""
    policy = book.section(AgendaPolicy)
    rows = []
    for line in policy.response:
        who = [spoken.channels(line.channels, book)] if line.channels else []
        who += [gettext("fit %(grades)s") % {"grades": ", ".join(line.fit)}] if line.fit else []
        who += (
            [gettext("interest %(grades)s") % {"grades": ", ".join(map(str, line.interest))}]
            if line.interest
            else []
        )
        rows.append(("; ".join(who), spoken.working(line.within)))
    rows.append((gettext("everybody else"), spoken.working(policy.within.new)))
    return _table(gettext("How fast we answer"), (gettext("New lead"), gettext("Within")), rows, figures=True)


def _nurture(book: Playbook) -> list[Values]:
    policy, agenda, leads = (
        book.section(QualificationPolicy),
        book.section(AgendaPolicy),
        book.section(LeadsPolicy),
    )
    again = [(spoken.condition(line.when, book), spoken.passing(line.after)) for line in policy.revisit]
    again.append((gettext("otherwise"), spoken.passing(policy.revisit_otherwise)))
    phases = [(_in(leads.phases.of(key).label), spoken.passing(leads.phases.of(key).usual)) for key in PHASES]
    tries = ", ".join(spoken.working(after) for after in agenda.retries.after)
    deadlines = [
        (str(KINDS[kind]), spoken.working(getattr(agenda.within, kind)))
        for kind in agenda.order
        if hasattr(agenda.within, kind)
    ]
    return [
        _table(gettext("When we look again"), (gettext("Lead"), gettext("After")), again, figures=True),
        _table(
            gettext("Phases of the buyer"), (gettext("Phase"), gettext("Usual length")), phases, figures=True
        ),
        _terms(
            gettext("Not reached"),
            (
                (gettext("Tries"), gettext("again after %(tries)s") % {"tries": tries}),
                (
                    gettext("Then"),
                    gettext("it rests for %(span)s") % {"span": spoken.passing(agenda.retries.rest)},
                ),
            ),
        ),
        _table(
            gettext("Deadlines, once something is due"),
            (gettext("What"), gettext("Within")),
            deadlines,
            figures=True,
        ),
        _terms(gettext("Working hours"), _hours(agenda)),
        _terms(
            gettext("Order on Today"),
            ((gettext("First"), ", ".join(str(KINDS[kind]) for kind in agenda.order)),),
        ),
    ]


def _hours(policy: AgendaPolicy) -> list[tuple[str, str]]:
    """Days with the same hours together."""
    found: list[tuple[str, str]] = []
    for name, day in zip(DAYS, policy.working_hours.week(), strict=True):
        hours = ", ".join(f"{h.opens:%H:%M}–{h.closes:%H:%M}" for h in day) or gettext("closed")
        if found and found[-1][1] == hours:
            found[-1] = (f"{found[-1][0].partition('–')[0]}–{name}", hours)
        else:
            found.append((str(name), hours))
    if policy.closed_on:
        days = ", ".join(f"{day[3:]}.{day[:2]}." for day in policy.closed_on)
        found.append((gettext("Closed"), gettext("%(days)s and public holidays") % {"days": days}))
    return found


def _hand_over(book: Playbook, teams: dict[str, str]) -> list[Values]:
    policy = book.section(HandoverPolicy)
    reasons = [
        (
            _in(one.label),
            str(AFTERWARDS[one.to]),
            gettext("in %(span)s") % {"span": spoken.passing(one.revisit)}
            if one.revisit
            else gettext("at once"),
        )
        for one in policy.return_reasons
    ]
    return [
        _text(gettext("Sales answers within %(time)s.") % {"time": spoken.working(policy.answer_within)}),
        _table(
            gettext("Routing: who gets it"),
            (gettext("When"), gettext("Team")),
            _routes(policy.routing, book, teams),
        ),
        _table(
            gettext("Reasons to return a lead"),
            (gettext("Reason"), gettext("Goes"), gettext("Looked at")),
            reasons,
        ),
    ]


def _routes(routing: Routing, book: Playbook, teams: dict[str, str]) -> list[tuple[str, str]]:
    found = [(spoken.condition(rule.when, book), teams.get(rule.team, rule.team)) for rule in routing.rules]
    return [*found, (gettext("otherwise"), teams.get(routing.otherwise, routing.otherwise))]


def _loop(book: Playbook) -> list[Values]:
    policy = book.section(TargetsPolicy)
    rate = policy.close_rate
    return [
        _terms(gettext("Lost"), ((gettext("Reasons"), _labels(book.section(HandoverPolicy).lost_reasons)),)),
        _terms(
            gettext("Targets"),
            (
                (
                    gettext("Revenue"),
                    words.money(policy.revenue_per_month.amount, policy.revenue_per_month.currency),
                ),
                (gettext("Average price"), words.money(policy.price.amount, policy.price.currency)),
                (gettext("Close rate"), f"{rate.numerator}/{rate.denominator}"),
                (
                    gettext("Own figures"),
                    gettext("from %(count)s decided opportunities on") % {"count": policy.own_figures_from},
                ),
            ),
        ),
        _terms(gettext("How sure we want to be"), certainty.terms(book.section(StatisticsPolicy))),
        _terms(gettext("Whom to ask again"), certainty.sleeping(book)),
    ]


def _known(book: Playbook) -> list[Values]:
    facts, privacy, intake = (
        book.section(FactsPolicy),
        book.section(PrivacyPolicy),
        book.section(IntakePolicy),
    )
    others = [fact for fact in facts.declared if not fact.key_information]
    purposes = [(_in(one.label), str(BASES[one.basis]), _in(one.consent)) for one in privacy.purposes]
    return [
        _terms(
            gettext("Facts"),
            (
                (gettext("Key information"), ", ".join(_in(fact.label) for fact in facts.key_information())),
                (gettext("Further"), ", ".join(_in(fact.label) for fact in others)),
            ),
        ),
        _table(
            gettext("Contacting people"),
            (gettext("Purpose"), gettext("Without consent"), gettext("Words of the consent")),
            purposes,
        ),
        _terms(
            gettext("Reading lists"),
            (
                (gettext("Outcomes, never scored"), ", ".join(intake.outcome_columns)),
                (gettext("Set after contact, never scored"), ", ".join(intake.never_score_columns)),
                (gettext("Untouched defaults"), ", ".join(intake.untouched_defaults)),
            ),
        ),
    ]
