"""What was handed over: waiting with its clock, accepted, won, lost, returned. Begins at the leads one may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from leadflow.accounts import queries as accounts
from leadflow.accounts.rules import Right
from leadflow.desk import words
from leadflow.desk.telling import heads
from leadflow.desk.words import Lazy
from leadflow.handover import queries as handover
from leadflow.handover.policy import HandoverPolicy
from leadflow.handover.queries import OfferLine, OutcomeLine
from leadflow.kernel.actor import Actor
from leadflow.kernel.money import Money, shown_money
from leadflow.leads import lists
from leadflow.leads import queries as leads
from leadflow.leads.lists import Line, Wanted
from leadflow.leads.rules import Snapshot
from leadflow.playbook import queries as playbook
from leadflow.scoring import queries as scoring
from leadflow.scoring.queries import Grade

Values = dict[str, Any]
PER_PAGE: Final = 50
WAITING: Final = 100
"""Offers that wait are shown on one page, the most urgent first."""
COUNTED: Final = 100
TABS: Final[Mapping[str, tuple[Lazy, str]]] = {
    "offered": (_("Offered"), "handed_over"),
    "accepted": (_("Accepted"), "accepted"),
    "won": (_("Won"), "won"),
    "lost": (_("Lost"), "lost"),
    "returned": (_("Returned"), ""),
}
"""Tab -> its name, and the stage of the leads in it; returned ones stand elsewhere by now."""
NONE: Final[Mapping[str, tuple[Lazy, Lazy]]] = {
    "offered": (
        _("Nobody waits for an answer"),
        _(
            "When a lead is ripe, lead management offers it here, with what is known, who decides, and a clock."
        ),
    ),
    "accepted": (
        _("Nothing in your hands"),
        _("An offer you accept becomes an opportunity and stays here until you report won or lost."),
    ),
    "won": (
        _("Nothing won yet"),
        _("Report an accepted opportunity as won, with its amount: from that the figures learn."),
    ),
    "lost": (
        _("Nothing lost"),
        _("What was lost stays here with its reason. Out of reasons the playbook gets better."),
    ),
    "returned": (
        _("Nothing was returned"),
        _("An offer that is not ripe goes back with a reason, and lead management goes on developing it."),
    ),
}


def page(actor: Actor, tab: str, before: int | None, now: datetime) -> Values:
    lines, further = _lines(actor, tab, before)
    offers = handover.latest(line.id for line in lines)
    if tab == "offered":
        lines = sorted(lines, key=lambda line: offers[line.id].answer_by if line.id in offers else now)
    late = sum(offer.answer_by < now for offer in offers.values()) if tab == "offered" else 0
    title, text = NONE[tab]
    return {
        "sub": _sub(actor, tab, len(lines), late),
        "tabs": _tabs(actor, tab),
        "rows": rows(lines, offers, now),
        "empty_title": str(title),
        "empty_text": str(text),
        "later_url": f"{_url(tab)}&before={further}" if further else "",
        "earlier_url": _url(tab) if before else "",
    }


def _lines(actor: Actor, tab: str, before: int | None) -> tuple[list[Line], int | None]:
    """The leads of a tab, and where the next page begins."""
    if tab == "returned":
        found = handover.offers(actor, states=["returned"], before=before, limit=PER_PAGE + 1)
        shown = found[:PER_PAGE]
        known = lists.lines({offer.lead for offer in shown}, seen_by=actor)
        seen = list(dict.fromkeys(offer.lead for offer in shown if offer.lead in known))
        return [known[key] for key in seen], shown[-1].id if len(found) > PER_PAGE else None
    wanted, limit = Wanted(stages=(TABS[tab][1],)), WAITING if tab == "offered" else PER_PAGE
    lines = lists.listed(actor, wanted, before=before, limit=limit + 1)
    return lines[:limit], lines[limit - 1].id if len(lines) > limit else None


def _sub(actor: Actor, tab: str, count: int, late: int) -> str:
    if tab != "offered" or not count:
        return ""
    if actor.may(Right.ANSWER_OFFER):
        said = ngettext("%(n)s waits for your answer", "%(n)s wait for your answer", count)
    else:
        said = ngettext("%(n)s waits for sales", "%(n)s wait for sales", count)
    silent = gettext(", %(late)s past the deadline") % {"late": late} if late else ""
    return said % {"n": count} + silent


def _url(tab: str) -> str:
    return f"{reverse('desk:handover')}?tab={tab}"


def _tabs(actor: Actor, present: str) -> list[Values]:
    counted = {
        key: lists.count(actor, Wanted(stages=(stage,)), up_to=COUNTED)
        for key, (_, stage) in TABS.items()
        if stage
    }
    return [
        {"label": str(name), "url": _url(key), "on": key == present, "count": _capped(counted.get(key))}
        for key, (name, _) in TABS.items()
    ]


def _capped(count: int | None) -> str:
    return "" if not count else f"{COUNTED - 1}+" if count >= COUNTED else str(count)


def rows(lines: Sequence[Line], offers: Mapping[int, OfferLine], now: datetime) -> list[Values]:
    ids = [line.id for line in lines]
    shots, grades, outcomes = leads.snapshots(ids), scoring.grades(ids, now), handover.outcomes(ids)
    whose = _receivers(offers.values())
    policy = playbook.at(now).section(HandoverPolicy)
    return [
        {
            **_row(line, shots[line.id], grades.get(line.id)),
            **_clock(line, offers.get(line.id), outcomes.get(line.id), policy, whose, now),
        }
        for line in lines
    ]


def _row(line: Line, shot: Snapshot, grade: Grade | None) -> Values:
    need = shot.facts.get("lead.need")
    return {
        "url": reverse("desk:offer", args=[line.public_id]),
        "name": line.title,
        "place": heads.place(shot.facts),
        "need": need if isinstance(need, str) else "",
        "phase": line.phase,
        "fit": grade.letter if grade else "",
        "interest": grade.digit if grade else "",
        "first": bool(grade and grade.first),
    }


def _receivers(offers: Any) -> dict[int, str]:
    """Offer id -> the person or team that must answer."""
    found = list(offers)
    people = accounts.names(offer.to for offer in found)
    teams = accounts.team_names((offer.team for offer in found), words.language())
    return {offer.id: people.get(offer.to or 0) or teams.get(offer.team, "") for offer in found}


def _clock(
    line: Line,
    offer: OfferLine | None,
    outcome: OutcomeLine | None,
    policy: HandoverPolicy,
    whose: Mapping[int, str],
    now: datetime,
) -> Values:
    """Right end of a row: the running clock, or what came of it."""
    if line.stage == "handed_over" and offer is not None:
        return {"state": whose.get(offer.id, ""), **left(offer.answer_by, now)}
    if outcome is not None and outcome.kind == "won":
        return {"left": money(outcome.amount or 0, outcome.currency), "state": words.day(outcome.decided_at)}
    if outcome is not None:
        reason = policy.lost_reason(outcome.reason)
        return {"left": "", "state": reason.label.in_(words.language()) if reason else outcome.reason}
    if offer is not None and offer.state == "returned":
        back = policy.return_reason(offer.reason)
        return {"left": "", "state": back.label.in_(words.language()) if back else offer.reason}
    at = offer.answered_at if offer is not None else None
    return {"left": "", "state": gettext("since %(day)s") % {"day": words.day(at)} if at else ""}


def left(deadline: datetime, now: datetime) -> Values:
    """05:08 within a day, then days; past its deadline in words that say so."""
    if deadline < now:
        over = gettext("%(span)s over") % {"span": words.span(now - deadline)}
        return {"left": over, "late": True, "deadline": ""}
    soon = (deadline - now).total_seconds() < 86_400
    shown = words.hours_and_minutes(deadline - now) if soon else words.span(deadline - now)
    return {"left": shown, "late": False, "deadline": deadline.isoformat() if soon else ""}


def money(minor: int, currency: str) -> str:
    return shown_money(Money(minor, currency or "EUR"), words.language())
