"""One offered opportunity, made for the phone: the clock first, then the need, who decides, what was promised."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadflow.accounts import queries as accounts
from leadflow.accounts.rules import Right
from leadflow.desk import words
from leadflow.desk.asking import asks
from leadflow.desk.handover import listing
from leadflow.desk.handover.listing import Values
from leadflow.desk.telling import contacts, heads, known
from leadflow.handover import queries as handover
from leadflow.handover.policy import HandoverPolicy
from leadflow.handover.queries import OfferLine
from leadflow.leads import lists
from leadflow.leads import queries as leads
from leadflow.leads.lists import Line
from leadflow.leads.policy import LeadsPolicy
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import Snapshot
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactsPolicy
from leadflow.playbook.rules import Playbook
from leadflow.scoring import queries as scoring

ASKS: Final = {"return": "handed_over", "won": "accepted", "lost": "accepted"}
"""What can be asked, and in which stage."""
LONGEST: Final = 2_000
STATES: Final = {
    "handed_over": _("offered"),
    "accepted": _("accepted"),
    "won": _("won"),
    "lost": _("lost"),
}


def page(ref: LeadRef, now: datetime, *, ask: asks.Ask | None = None) -> Values:
    line, shot, book = lists.line(ref), leads.snapshot(ref), playbook.at(now)
    offers = handover.of_lead(ref)
    offer = offers[0] if offers else None
    grade = scoring.grades([ref.id], now).get(ref.id)
    return {
        "back_url": reverse("desk:handover"),
        "back_label": gettext("Handover"),
        "place": str(STATES.get(line.stage, words.STAGES[line.stage])),
        **_clock(line, offer, now),
        "name": line.title,
        "meta": _meta(line, shot, book),
        "fit": grade.letter if grade else "",
        "interest": grade.digit if grade else "",
        "first": bool(grade and grade.first),
        "phase": line.phase,
        "need_title": gettext("What it is about"),
        "need": _text(shot, "lead.need") or gettext("The need is not written down yet."),
        "contacts": [row for row in contacts.rows(ref, book) if row["name"]],
        "promise": offer.message if offer else "",
        "promised_by": accounts.names([offer.by]).get(offer.by or 0, "") if offer else "",
        "facts": _facts(ref, shot, book, now),
        "dossier_url": heads.url(line),
        "print_url": reverse("desk:dossier", args=[ref.public_id]),
        "ended": _ended(ref, line, book),
        "state": line.stage,
        "buttons": _buttons(ref, line) if ask is None else [],
        "ask": ask,
        "ask_url": reverse(
            "desk:offer_answer" if line.stage == "handed_over" else "desk:offer_outcome", args=[ref.public_id]
        ),
        "url": reverse("desk:offer", args=[ref.public_id]),
    }


def _clock(line: Line, offer: OfferLine | None, now: datetime) -> Values:
    if line.stage != "handed_over" or offer is None:
        return {"answer_by": ""}
    whole = (offer.answer_by - offer.offered_at).total_seconds()
    used = (now - offer.offered_at).total_seconds() / whole if whole > 0 else 1.0
    by = gettext("Answer by %(moment)s") % {"moment": words.moment(offer.answer_by, now)}
    return {"answer_by": by, "share": min(max(used, 0.0), 1.0), **listing.left(offer.answer_by, now)}


def _meta(line: Line, shot: Snapshot, book: Playbook) -> list[str]:
    parts = (
        heads.place(shot.facts),
        heads.offer(line, book),
        heads.source(line, book, heads.campaigns([line])),
    )
    return [part for part in parts if part]


def _text(shot: Snapshot, key: str) -> str:
    value = shot.facts.get(key)
    return value if isinstance(value, str) else ""


def _facts(ref: LeadRef, shot: Snapshot, book: Playbook, now: datetime) -> list[Values]:
    """Key information that is known and may be seen; the need stands above already."""
    seen = [
        fact
        for fact in known.visible(book.section(FactsPolicy), ref.seen_by)
        if fact.key_information and fact.key != "lead.need"
    ]
    return known.rows(seen, shot, leads.provenance(ref, shot), now)


def _ended(ref: LeadRef, line: Line, book: Playbook) -> Values | None:
    """Won with its amount or lost with its reason, and the way back."""
    outcome = handover.outcome(ref)
    if outcome is None:
        return None
    if outcome.kind == "won":
        said = gettext("Won: %(amount)s") % {"amount": listing.money(outcome.amount or 0, outcome.currency)}
    else:
        reason = book.section(HandoverPolicy).lost_reason(outcome.reason)
        said = gettext("Lost: %(reason)s") % {
            "reason": reason.label.in_(words.language()) if reason else outcome.reason
        }
    may_undo = ref.seen_by.may(Right.ANSWER_OFFER) and line.stage in ("won", "lost")
    undo = reverse("desk:undo_outcome", args=[ref.public_id]) if may_undo else ""
    return {"text": said, "when": words.day(outcome.decided_at), "undo_url": undo}


def _buttons(ref: LeadRef, line: Line) -> list[Values]:
    """At most two, in reach of the thumb; the last one leads on."""
    here = reverse("desk:offer", args=[ref.public_id])
    answer = reverse("desk:offer_answer", args=[ref.public_id])
    if ref.seen_by.may(Right.ANSWER_OFFER) and line.stage == "handed_over":
        return [
            {"label": gettext("Return"), "url": f"{here}?ask=return", "key": "r"},
            {
                "label": gettext("Accept"),
                "post": answer,
                "name": "answer",
                "value": "accept",
                "primary": True,
                "key": "a",
            },
        ]
    if ref.seen_by.may(Right.ANSWER_OFFER) and line.stage == "accepted":
        return [
            {"label": gettext("Lost"), "url": f"{here}?ask=lost", "key": "l"},
            {"label": gettext("Won"), "url": f"{here}?ask=won", "primary": True, "key": "w"},
        ]
    if ref.seen_by.may(Right.HAND_OVER) and line.stage == "handed_over":
        return [{"label": gettext("Take back"), "post": reverse("desk:take_back", args=[ref.public_id])}]
    return []


def ask(name: str, line: Line, now: datetime, *, mistake: str = "") -> asks.Ask | None:
    """The question that a button opens; None where it does not fit the stage."""
    if ASKS.get(name) != line.stage:
        return None
    policy, language = playbook.at(now).section(HandoverPolicy), words.language()
    if name == "won":
        return _won(line, now) | {"mistake": mistake}
    reasons = policy.return_reasons if name == "return" else policy.lost_reasons
    return {
        "title": gettext("Why does it go back?") if name == "return" else gettext("Why was it lost?"),
        "note": gettext("You can take it back") if name == "lost" else "",
        "mistake": mistake,
        "hidden": [{"name": "answer" if name == "return" else "outcome", "value": name}],
        "words": {"name": "note", "label": gettext("A word to lead management")},
        "choices": asks.choices("reason", [(reason.key, reason.label.in_(language)) for reason in reasons]),
        "cancel": True,
    }


def _won(line: Line, now: datetime) -> asks.Ask:
    policy = playbook.at(now).section(LeadsPolicy)
    price = (policy.offer(line.offer) or policy.first_offer).price
    return {
        "title": gettext("Won for how much?"),
        "note": gettext("You can take it back"),
        "hidden": [{"name": "outcome", "value": "won"}],
        "field": {
            "name": "amount",
            "label": gettext("Amount in %(currency)s") % {"currency": price.currency},
            "type": "text",
            "value": words.number(price.amount, 0 if price.amount == price.amount.to_integral_value() else 2),
        },
        "submit": gettext("Report as won"),
        "cancel": True,
    }
