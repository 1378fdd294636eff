"""The lead in work: whom to call, first impression, guide, why now, note and outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from leadflow.accounts import queries as accounts
from leadflow.agenda import queries as agenda
from leadflow.agenda.rules import SALES_STAGES
from leadflow.desk import words
from leadflow.desk.asking import asks
from leadflow.desk.telling import chronicle, contacts, heads
from leadflow.desk.telling.why import why
from leadflow.desk.today import guide
from leadflow.desk.today.queue import Waiting
from leadflow.leads import lists
from leadflow.leads import queries as leads
from leadflow.leads.policy import LeadsPolicy
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import Snapshot
from leadflow.playbook import queries as playbook
from leadflow.playbook.rules import Playbook
from leadflow.qualification.policy import QualificationPolicy
from leadflow.scoring import queries as scoring

RECENT: Final = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody typed and pressed before something was refused."""

    note: str = ""
    worked: str = ""
    opened: str = ""
    ask: Mapping[str, Any] | None = None
    present: str = ""


def cockpit(
    ref: LeadRef, now: datetime, following: Waiting | None, draft: Draft | None = None
) -> dict[str, Any]:
    """For `today/_cockpit.html`."""
    draft = draft or Draft()
    shot, line, book = leads.snapshot(ref), lists.line(ref), playbook.at(now)
    names = accounts.names([line.claimed_by])
    held_by = heads.holder(line, ref.seen_by.user_id, names, now, heads.idle_minutes(book))
    can_work = shot.is_open and not held_by and shot.stage not in SALES_STAGES
    return {
        "url": heads.url(line),
        "name": line.title,
        "meta": _meta(line, shot, book),
        **heads.graded(line, scoring.grades([ref.id], now).get(ref.id)),
        "held_by": held_by,
        "with_sales": shot.stage in SALES_STAGES,
        "callers": contacts.callers(ref, book),
        "claim_url": "" if not can_work or line.claimed_by == ref.seen_by.user_id else _to("claim", line),
        "heat": heads.heat(line, book) if can_work and line.heat is None else None,
        "guide": guide.guide(
            ref, shot, line, now, present=draft.present, closed=not can_work, ahead=_ahead(shot)
        ),
        "context": _context(ref, line, book, now),
        "draft_key": str(line.public_id),
        "note": draft.note,
        "worked": draft.worked,
        "opened": draft.opened or now.isoformat(),
        **_acts(line, shot, book, can_work, draft),
        "after": gettext("Next: %(name)s") % {"name": following.line.title} if following else "",
    }


def _ahead(shot: Snapshot) -> int:
    """While the first impression is asked the guide leaves it room."""
    return guide.AHEAD if shot.heat else 1


def _to(name: str, line: lists.Line, *more: str) -> str:
    return reverse(f"desk:{name}", args=[line.public_id, *more])


def _meta(line: lists.Line, shot: Snapshot, book: Playbook) -> list[str]:
    parts = (
        heads.place(shot.facts),
        heads.offer(line, book),
        heads.source(line, book, heads.campaigns([line])),
    )
    return [part for part in parts if part]


def _acts(line: lists.Line, shot: Snapshot, book: Playbook, can_work: bool, draft: Draft) -> dict[str, Any]:
    """Five outcomes; a ready lead has one act left: to be handed over."""
    if shot.stage == "ready" and can_work:
        ask = draft.ask or {
            "title": gettext("Ready. Who gets it?"),
            "choices": asks.receivers(later=False),
            "message": {"name": "message", "label": gettext("A word to sales")},
        }
        return {"post_url": _to("hand_over_now", line), "outcomes": [], "ask": ask}
    outcomes = _outcomes(line, shot, book, draft) if can_work else []
    return {"post_url": _to("outcome", line), "outcomes": outcomes, "ask": draft.ask}


def _outcomes(line: lists.Line, shot: Snapshot, book: Playbook, draft: Draft) -> list[dict[str, Any]]:
    language, attempt = words.language(), _attempt(shot)
    notes = {
        "ready": gettext("to sales"),
        "not_yet": gettext("with a day"),
        "promise": gettext("agree a time"),
        "retry": attempt,
        "disqualify": gettext("with its reason"),
        "none": gettext("only a note"),
    }
    opened = (draft.ask or {}).get("outcome")
    return [
        {
            "value": result.key,
            "label": result.label.in_(language),
            "note": notes[result.follow],
            "key": result.letter.in_(language),
            "primary": result.follow == "ready",
            "url": _to("ask", line, result.key),
            "open": result.key == opened,
        }
        for result in book.section(QualificationPolicy).call_results
    ]


def _attempt(shot: Snapshot) -> str:
    standing = agenda.standing([shot.id]).get(shot.id)
    of = len(agenda.policy(timezone.now())[0].retries.after) + 1
    return gettext("try %(n)s of %(of)s") % {
        "n": min((standing.attempt if standing else 0) + 1, of),
        "of": of,
    }


def _context(ref: LeadRef, line: lists.Line, book: Playbook, now: datetime) -> dict[str, Any]:
    due = agenda.item(ref.id)
    days = words.span(now - line.phase_at)
    usual = words.span(book.section(LeadsPolicy).phases.of(line.phase).usual)
    return {
        "why": _whys(due, book, now) if due else [],
        "phase": line.phase,
        "phase_words": gettext("for %(days)s, usual %(usual)s") % {"days": days, "usual": usual},
        "recent": chronicle.recent(ref, now, RECENT),
    }


def _whys(due: agenda.Due, book: Playbook, now: datetime) -> list[dict[str, Any]]:
    _policy, hours = agenda.policy(now)
    reason = why(due, book, hours, now)
    found = [{"icon": reason.icon, "lead": f"{reason.text}.", "text": reason.when, "broken": reason.broken}]
    if due.fallback:
        found.append(
            {
                "icon": "hand-stop",
                "text": gettext("Nobody planned this: the house asks, so that nothing is forgotten."),
            }
        )
    return found
