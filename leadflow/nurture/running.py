"""Doing what is due: the mails and pieces of running plans, each asked anew whether it may and should be sent."""

from __future__ import annotations

from datetime import datetime
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
from leadflow.delivery import services as delivery
from leadflow.delivery.rendering import Link
from leadflow.delivery.services import Letter
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.permit import Permit
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


def run_due(*, now: datetime, limit: int = 100) -> int:
    """The steps that are due, each in a change of its own; how many there were."""
    due = queries.due_steps(now, limit)
    for step in due:
        journal.change(partial(_run, key=step), by=SYSTEM, now=now)
    return len(due)


def _run(change: Change, key: int) -> None:
    step = Step.objects.select_related("plan").filter(id=key).first()
    if step is None or step.state != "planned" or step.plan.state != "running" or step.due_at > change.now:
        return
    change.expect(Plan, {step.plan_id: step.plan.version})
    lead = step.plan.lead_id
    shot = leads.snapshots([lead])[lead]
    if not shot.is_open or shot.stage != "nurturing":
        services.end(change, [lead], shot.stage)
        return
    _, hours = agenda.policy(change.now)
    opens = hours.next_open(change.now)
    if opens > change.now:
        services.settle(change, step, lead, "planned", due_at=opens)
        return
    code = _send(change, step, shot)
    services.settle(change, step, lead, "skipped" if code else "done", code)
    _finish(change, step, shot)


def _finish(change: Change, step: Step, shot: Snapshot) -> None:
    """When nothing is planned any more, the plan is done."""
    if not Step.objects.filter(plan_id=step.plan_id, state="planned").exclude(id=step.id).exists():
        services.end(change, [shot.id], "done", state="done")


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
    """The first contact that has an address and lets us write."""
    cards = people.cards(sorted(shot.contacts))
    reachable = {card.id: card for card in cards.values() if card.mails}
    permits = privacy.permits(reachable, MAIL, now=now)
    return next(
        ((reachable[key], permit, reachable[key].mails[0]) for key, permit in sorted(permits.items())), None
    )


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
