"""Doing what is due: the mails and pieces of running plans, each asked anew whether it may and should be sent."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.utils import translation
from django.utils.translation import gettext

from leadflow.agenda import queries as agenda
from leadflow.content import queries as library
from leadflow.content import services as content
from leadflow.content.queries import PieceLine
from leadflow.content.rules import Reader
from leadflow.delivery import links
from leadflow.delivery import queries as mails
from leadflow.delivery import services as delivery
from leadflow.delivery.rendering import Link
from leadflow.delivery.services import Letter
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.permit import Permit
from leadflow.kernel.refusals import Refusal
from leadflow.leads import letters
from leadflow.leads import queries as leads
from leadflow.leads.rules import Snapshot
from leadflow.nurture import queries, services
from leadflow.nurture.models import Plan, Step
from leadflow.nurture.policy import NurturePolicy
from leadflow.people import queries as people
from leadflow.people.queries import Card
from leadflow.people.rules import text
from leadflow.playbook import queries as playbook
from leadflow.playbook.mailwords import MailWords
from leadflow.privacy import services as privacy

MAIL: Final = "mail"
WRITTEN: Final = frozenset({"mail", "content"})
AT_ONCE: Final = 25
AGAIN: Final = timedelta(days=1)
"""A plan whose mails come back holds: it looks every day whether there is another address by now."""
logger = logging.getLogger(__name__)


def run_due(*, now: datetime, limit: int = 100) -> int:
    """The steps that are due, in small batches; how many there were. What breaks one step stops no other."""
    due = queries.due_steps(now, limit)
    for start in range(0, len(due), AT_ONCE):
        _try(due[start : start + AT_ONCE], now)
    return len(due)


def _try(steps: Sequence[int], now: datetime) -> None:
    """Halved until the one that cannot be done is alone: it is left out, and the journal says so."""
    try:
        journal.change(partial(_run, keys=steps), by=SYSTEM, now=now)
    except Refusal as refusal:
        if refusal.code != "busy":
            _halve(steps, now)
    except Exception:
        logger.exception("a step of a plan could not be done")
        _halve(steps, now)


def _halve(steps: Sequence[int], now: datetime) -> None:
    if len(steps) == 1:
        journal.change(partial(_leave_out, key=steps[0]), by=SYSTEM, now=now)
        return
    middle = len(steps) // 2
    _try(steps[:middle], now)
    _try(steps[middle:], now)


def _leave_out(change: Change, key: int) -> None:
    for step in _open_steps(change, [key]):
        services.settle(change, step, step.plan.lead_id, "skipped", "broken")


def _open_steps(change: Change, keys: Sequence[int]) -> list[Step]:
    """Those that are still to be done, each guarded by its plan's version."""
    rows = Step.objects.select_related("plan").filter(
        id__in=keys, state="planned", plan__state="running", due_at__lte=change.now
    )
    found = list(rows.order_by("due_at", "id"))
    change.expect(Plan, {step.plan_id: step.plan.version for step in found})
    return found


def _run(change: Change, keys: Sequence[int]) -> None:
    steps = _open_steps(change, keys)
    shots = leads.snapshots({step.plan.lead_id for step in steps})
    opens = agenda.policy(change.now)[1].next_open(change.now)
    settled: set[int] = set()
    for step in steps:
        shot = shots[step.plan.lead_id]
        if not shot.is_open or shot.stage != "nurturing":
            services.end(change, [shot.id], shot.stage)
        elif opens > change.now:
            services.settle(change, step, shot.id, "planned", due_at=opens)
        elif step.kind in WRITTEN and _nobody_reachable(shot):
            again = agenda.policy(change.now)[1].next_open(change.now + AGAIN)
            services.settle(change, step, shot.id, "planned", "unreachable", due_at=again)
        else:
            code = _send(change, step, shot)
            services.settle(change, step, shot.id, "skipped" if code else "done", code)
            settled.add(step.id)
    _finish(change, steps, settled)


def _finish(change: Change, steps: Sequence[Step], settled: set[int]) -> None:
    """A plan in which nothing is planned any more is done."""
    plans = {step.plan_id: step.plan.lead_id for step in steps if step.id in settled}
    left = Step.objects.filter(plan_id__in=plans, state="planned").exclude(id__in=settled)
    going = set(left.values_list("plan_id", flat=True))
    services.end(change, [lead for plan, lead in plans.items() if plan not in going], "done", state="done")


def _send(change: Change, step: Step, shot: Snapshot) -> str:
    """The code of what stands against it; "" when the mail was made."""
    found = _addressee(shot, change.now)
    if found is None:
        return "no_permit"
    card, permit, mail = found
    language = letters.language_of(card.facts)
    policy = playbook.at(change.now).section(NurturePolicy)
    piece = _piece(step, shot, card, language) if step.kind == "content" else None
    if step.kind == "content" and piece is None:
        return "nothing_suits"
    declared = policy.mail(step.mail)
    words = policy.content_mail if piece else declared.words if declared else None
    if words is None:
        return "mail_unknown"
    _queue(change, step, shot, card, permit, mail, words, piece, language)
    return ""


def _addressee(shot: Snapshot, now: datetime) -> tuple[Card, Permit, str] | None:
    """The first contact that has an address that works and lets us write."""
    cards = people.cards(sorted(shot.contacts))
    dead = mails.unreachable(mail for card in cards.values() for mail in card.mails)
    working = {card.id: [mail for mail in card.mails if mail not in dead] for card in cards.values()}
    reachable = {card.id: card for card in cards.values() if working[card.id]}
    permits = privacy.permits(reachable, MAIL, now=now)
    return next(((reachable[key], permit, working[key][0]) for key, permit in sorted(permits.items())), None)


def _nobody_reachable(shot: Snapshot) -> bool:
    """There are addresses, and mails came back from each of them."""
    known = {mail for card in people.cards(sorted(shot.contacts)).values() for mail in card.mails}
    return bool(known) and known <= mails.unreachable(known)


def reader_of(shot: Snapshot, card: Card) -> Reader:
    """Who reads, as the library asks it."""
    return Reader(
        shot.phase,
        text(card.facts, "person.role"),
        text(shot.facts, "company.industry"),
        text(shot.facts, "lead.solution_kind"),
        letters.language_of(card.facts),
        library.had([card.id]),
    )


def _piece(step: Step, shot: Snapshot, card: Card, language: str) -> PieceLine | None:
    """The one a human chose, else the best that suits; what does not suit is never sent by a plan."""
    if step.piece_id is not None:
        return library.pieces([step.piece_id]).get(step.piece_id)
    best = next((fit for fit in library.suggestions(reader_of(shot, card)) if fit.suits), None)
    return library.pieces([best.piece]).get(best.piece) if best else None


def _queue(
    change: Change,
    step: Step,
    shot: Snapshot,
    card: Card,
    permit: Permit,
    mail: str,
    words: MailWords,
    piece: PieceLine | None,
    language: str,
) -> None:
    who = letters.responsible(shot, language)
    known = letters.values(
        {**shot.facts, **card.facts}, sender=who.name, offer=shot.offer, language=language, now=change.now
    )
    button = None
    if piece is not None:
        known |= {"content.title": piece.title, "content.about": piece.about}
        token = content.offer(change, [content.For(piece.id, card.id, shot.id)])[0]
        with translation.override(language):
            button = Link(gettext("Read it"), links.address("piece", token))
    rendered = letters.written(words, known, language, button=button, foot=_foot(card.id, language))
    stop = links.address("stop", links.sealed("stop", card.id))
    letter = Letter(
        f"{queries.STEP_KEY}{step.id}",
        "plan",
        mail,
        rendered,
        MAIL,
        permit,
        shot.id,
        to_name=card.name,
        from_name=who.name,
        reply_to=who.mail,
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
    (key,) = delivery.queue_mails(change, [letter])
    change.update(Step, step.id, sent=key, **({"piece_id": piece.id} if piece else {}))


def _foot(person: int, language: str) -> tuple[Link, ...]:
    with translation.override(language):
        return (
            Link(gettext("No more mails"), links.address("stop", links.sealed("stop", person))),
            Link(gettext("What we may send you"), links.address("you", links.sealed("you", person))),
        )
