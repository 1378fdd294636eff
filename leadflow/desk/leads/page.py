"""The page of one lead: everything known, why the house thinks what it thinks, what is next, what may be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, pgettext

from leadflow.accounts import queries as accounts
from leadflow.accounts.rules import Right, Role
from leadflow.agenda import queries as agenda
from leadflow.agenda.rules import SALES_STAGES
from leadflow.desk import words
from leadflow.desk.asking.asks import Ask
from leadflow.desk.leads import belonging, likeness
from leadflow.desk.nurture import telling as nurture
from leadflow.desk.telling import chronicle, contacts, heads, known
from leadflow.desk.telling.why import why
from leadflow.kernel.actor import Actor
from leadflow.leads import lists, touchpoints
from leadflow.leads import queries as leads
from leadflow.leads.lists import Line
from leadflow.leads.policy import LeadsPolicy
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import PHASES, Snapshot
from leadflow.leads.touchpoints import Touchpoint
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactsPolicy
from leadflow.playbook.rules import Playbook
from leadflow.qualification.policy import QualificationPolicy
from leadflow.scoring import queries as scoring
from leadflow.scoring.policy import ScoringPolicy
from leadflow.scoring.rules import Sum

Values = dict[str, Any]
WORKABLE = ("new", "qualifying", "nurturing", "ready")


def is_outside(actor: Actor) -> bool:
    """A sales partner is not of the house: no notes, no points, no journal."""
    return actor.roles <= {Role.PARTNER.value}


def page(
    ref: LeadRef, now: datetime, *, ask: Ask | None = None, only: str = "", before: int | None = None
) -> Values:
    """For `leads/lead.html`."""
    shot, line, book = leads.snapshot(ref), lists.line(ref), playbook.at(now)
    grade = scoring.grades([ref.id], now).get(ref.id)
    due = agenda.item(ref.id)
    may_work = ref.seen_by.may(Right.QUALIFY) and line.is_open
    found = contacts.rows(ref, book, outside=is_outside(ref.seen_by))
    values: Values = {
        "ref": ref,
        "lead": _head(ref, line, shot, book, now, due) | heads.graded(line, grade),
        "contacts": found,
        "may_work": may_work,
        "phone_call": next((c for c in found if c.get("phones") and not c["no_calls"]), None),
        "url": heads.url(line),
        **_facts(ref, shot, book, now),
        "next": _next(due, book, now) if due else None,
        "ask": ask,
        "outside": is_outside(ref.seen_by),
    }
    if is_outside(ref.seen_by):
        return values
    values |= {
        "heat": heads.heat(line, book) if may_work and line.heat is None and line.stage in WORKABLE else None,
        "score": _score(line, shot, book, now),
        "touches": _touches(ref, book),
        **_kept(ref, line, may_work),
        "plan": nurture.of_lead(ref, shot, may_work, now) if line.stage not in SALES_STAGES else None,
        "suggested": nurture.suggestions(shot) if may_work else [],
        "journal": journal(ref, line, now, only, before),
        "held_by": _held_by(ref, line, book, now),
    }
    if ref.seen_by.may(Right.QUALIFY):
        values |= {
            "proposals": likeness.proposals(ref, shot, line),
            "pointers": [*likeness.pointers(ref, shot, now), *belonging.pointers(ref, shot)],
            "belongs": belonging.question(ref, shot, now),
            "sites": likeness.sites_of(ref, shot),
        }
    return values


def _touches(ref: LeadRef, book: Playbook) -> list[Values]:
    """First and last enquiry; one line where they are the same."""
    found = touchpoints.of(ref)
    if found is None:
        return []
    first, last = found
    names = leads.campaign_names({first.campaign, last.campaign})
    if first == last:
        return [_touch(gettext("Came by"), first, book, names)]
    return [
        _touch(gettext("First touch"), first, book, names),
        _touch(gettext("Last touch"), last, book, names),
    ]


def _touch(label: str, point: Touchpoint, book: Playbook, names: Mapping[int, str]) -> Values:
    channel = book.section(LeadsPolicy).channel(point.channel)
    said = [
        channel.label.in_(words.language()) if channel else point.channel,
        names.get(point.campaign or 0, ""),
    ]
    return {
        "label": label,
        "source": " / ".join(part for part in said if part),
        "more": ", ".join(part for part in (point.medium, point.referrer) if part),
        "when": words.day(point.at),
    }


def _held_by(ref: LeadRef, line: Line, book: Playbook, now: datetime) -> str:
    names = accounts.names([line.claimed_by])
    return heads.holder(line, ref.seen_by.user_id, names, now, heads.idle_minutes(book))


def _head(
    ref: LeadRef, line: Line, shot: Snapshot, book: Playbook, now: datetime, due: agenda.Due | None
) -> Values:
    meta = (
        heads.place(shot.facts),
        heads.offer(line, book),
        heads.source(line, book, heads.campaigns([line])),
    )
    _policy, hours = agenda.policy(now)
    reason = why(due, book, hours, now) if due else None
    return {
        "name": line.title,
        "stage": words.STAGES[line.stage],
        "meta": [part for part in meta if part],
        "owner": heads.owners([line]).get(line.id, ""),
        "due": f"{reason.text}, {reason.when}" if reason else "",
        "due_broken": reason.broken if reason else False,
        "back_url": reverse("desk:leads"),
        "back_label": gettext("Leads"),
        "phase": line.phase,
        "phase_details": _phase_details(line, book, now),
        "actions": _actions(ref, line, book),
        "more": _more(ref, line),
    }


def _phase_details(line: Line, book: Playbook, now: datetime) -> dict[str, Any]:
    """Below the present phase: for how long, against how long buyers usually stay."""
    phases = book.section(LeadsPolicy).phases
    days, usual = words.span(now - line.phase_at), words.span(phases.of(line.phase).usual)
    here = gettext("%(days)s, usual %(usual)s") % {"days": days, "usual": usual}
    by_hand = gettext("set by hand") if line.phase_by_human else ""
    passed = PHASES[: PHASES.index(line.phase)]
    long = ", ".join(part for part in (here, by_hand) if part)
    return dict.fromkeys(passed, "") | {line.phase: (long, days)}


def _ask_url(line: Line, name: str) -> str:
    return reverse("desk:lead_ask", args=[line.public_id, name])


def _actions(ref: LeadRef, line: Line, book: Playbook) -> list[Values]:
    """The acts that fit the stage and the role; the last one is the one that leads on."""
    if ref.seen_by.may(Right.QUALIFY) and line.stage in WORKABLE:
        return _working(line, book)
    if ref.seen_by.may(Right.HAND_OVER) and line.stage == "handed_over":
        return [
            {
                "label": gettext("Take back"),
                "icon": "arrow-back-up",
                "url": reverse("desk:take_back", args=[line.public_id]),
                "post": True,
            }
        ]
    if ref.seen_by.may(Right.ANSWER_OFFER) and line.stage in SALES_STAGES:
        url = _offer_url(line)
        label = gettext("Answer") if line.stage == "handed_over" else gettext("Report the outcome")
        return [{"label": label, "url": url, "primary": True, "plain": True}] if url else []
    return []


def _offer_url(line: Line) -> str:
    for name in ("offer", "handover"):
        try:
            return reverse(f"desk:{name}", args=[line.public_id] if name == "offer" else None)
        except NoReverseMatch:
            continue
    return ""


def _working(line: Line, book: Playbook) -> list[Values]:
    language = words.language()
    letters = {r.follow: r.letter.in_(language) for r in book.section(QualificationPolicy).call_results}
    found: list[Values] = [
        {"label": gettext("Disqualify"), "name": "disqualify", "key": letters.get("disqualify")},
        {"label": gettext("Nurture"), "name": "not_yet", "icon": "leaf", "key": letters.get("not_yet")},
        {
            "label": gettext("Touch"),
            "name": "touch",
            "icon": "pencil-plus",
            "key": pgettext("key: touch", "T"),
        },
    ]
    last = (
        {"label": gettext("Hand over"), "name": "hand_over"}
        if line.stage == "ready"
        else {"label": gettext("Ready"), "name": "ready"}
    )
    found.append(last | {"key": letters.get("ready"), "primary": True})
    skipped = {"nurturing": "not_yet"}.get(line.stage)
    return [act | {"url": _ask_url(line, act["name"])} for act in found if act["name"] != skipped]


def _more(ref: LeadRef, line: Line) -> list[Values]:
    if not ref.seen_by.may(Right.QUALIFY):
        return []
    here = [line.public_id]
    undo = {
        "label": gettext("Take the last verdict back"),
        "icon": "arrow-back-up",
        "url": reverse("desk:undo_verdict", args=here),
        "post": True,
    }
    found = [undo] if line.stage in ("ready", "nurturing", "disqualified") else []
    if not line.is_open or line.stage in SALES_STAGES:
        return found
    mine = line.claimed_by == ref.seen_by.user_id
    work = (
        {
            "label": gettext("Put it back"),
            "icon": "lock",
            "url": reverse("desk:put_back", args=here),
            "post": True,
        }
        if mine
        else {
            "label": gettext("Work on it"),
            "icon": "phone-call",
            "url": f"{reverse('desk:today')}?lead={line.public_id}",
        }
    )
    return [
        work,
        {"label": gettext("Change the owner"), "icon": "user", "url": _page_ask(line, "owner")},
        {"label": gettext("Set the phase by hand"), "icon": "stairs-up", "url": _page_ask(line, "phase")},
        *found,
    ]


def _page_ask(line: Line, name: str) -> str:
    return f"{heads.url(line)}?ask={name}"


def _facts(ref: LeadRef, shot: Snapshot, book: Playbook, now: datetime) -> Values:
    """Key information first, with what is missing; then what else is known; then what an import brought along."""
    visible = known.visible(book.section(FactsPolicy), ref.seen_by)
    how = leads.provenance(ref, shot)
    edit = f"{reverse('desk:lead', args=[ref.public_id])}?ask=fact:"
    key = known.rows([fact for fact in visible if fact.key_information], shot, how, now, edit)
    others = [fact for fact in visible if not fact.key_information and fact.key in shot.facts]
    return {
        "facts": key,
        "facts_known": sum(row["state"] == "known" for row in key),
        "facts_whole": len(key),
        "further": [row for row in known.rows(others, shot, how, now, edit) if row["state"] == "known"],
        "imported": [] if is_outside(ref.seen_by) else known.undeclared(shot),
    }


def _score(line: Line, shot: Snapshot, book: Playbook, now: datetime) -> Values:
    """Both sums reason by reason; nothing of them before the first impression."""
    if heads.is_new(line):
        return {"is_new": True, "note": ""}
    found, policy = scoring.explain(shot, now), book.section(ScoringPolicy)
    note = gettext("Playbook %(number)s, as of %(time)s") % {"number": book.number, "time": words.clock(now)}
    fit, interest = policy.grades.fit, policy.grades.interest
    return {
        "note": note,
        "fit": _half(
            found, policy, "fit", found.fit_grade, [("D", 0), ("C", fit.C), ("B", fit.B), ("A", fit.A)]
        ),
        "interest": _half(
            found,
            policy,
            "interest",
            str(found.interest_grade),
            [("4", 0), ("3", interest.third), ("2", interest.second), ("1", interest.first)],
        ),
    }


def _half(
    found: Sum, policy: ScoringPolicy, axis: str, grade: str, borders: Sequence[tuple[str, int]]
) -> Values:
    labels = {rule.key: rule.label.in_(words.language()) for rule in policy.rules}
    reasons = [
        {
            "label": labels.get(reason.key, reason.key),
            "points": reason.points,
            "full": reason.full if reason.is_faded else None,
        }
        for reason in found.reasons
        if reason.axis == axis
    ]
    return {"reasons": reasons, "grade": grade, "borders": borders, "low": None, "high": None}


def _next(due: agenda.Due, book: Playbook, now: datetime) -> Values:
    _policy, hours = agenda.policy(now)
    reason = why(due, book, hours, now)
    at = words.moment(due.due_at if due.due_at > now else due.deadline_at, now)
    fallback = gettext("Nobody planned this: the house asks.") if due.fallback else reason.when
    return {"what": reason.text, "why": fallback, "when": at, "icon": reason.icon, "broken": reason.broken}


def _kept(ref: LeadRef, line: Line, may_work: bool) -> Values:
    """Tags, notes, files."""
    notes, files = leads.notes(ref), leads.attachments(ref)
    names = accounts.names(note.by for note in notes)
    here, listed = [line.public_id], reverse("desk:leads")
    return {
        "tags": [{"label": tag, "url": f"{listed}?tag={tag}"} for tag in line.tags],
        "notes": [
            {"id": n.id, "text": n.text, "by": names.get(n.by or 0, ""), "when": words.day(n.written_at)}
            for n in notes
        ],
        "files": [
            {
                "id": f.id,
                "name": f.name,
                "size": words.size(f.size),
                "when": words.day(f.attached_at),
                "url": reverse("desk:file", args=[line.public_id, f.id]),
            }
            for f in files
        ],
        "tag_url": reverse("desk:tag", args=here) if may_work else "",
        "note_url": reverse("desk:note", args=here) if may_work else "",
        "file_url": reverse("desk:attach", args=here) if may_work else "",
    }


def journal(ref: LeadRef, line: Line, now: datetime, only: str, before: int | None) -> Values:
    days, further = chronicle.days(ref, now, only=only, before=before)
    here = reverse("desk:lead_journal", args=[line.public_id])
    return {
        "filters": [
            {"label": label, "url": f"{heads.url(line)}?journal={name}#journal", "on": name == only}
            for name, label, _kinds in chronicle.FILTERS
        ],
        "days": days,
        "older_url": f"{here}?journal={only}&before={further}" if further else "",
    }
