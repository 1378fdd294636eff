"""The door of the forms: kept at once, confirmed by mail, understood, acknowledged; forgotten if nobody confirms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext

from leadflow.agenda import queries as agenda
from leadflow.content import queries as library
from leadflow.content import services as content
from leadflow.delivery import links
from leadflow.delivery import queries as mails
from leadflow.delivery import services as delivery
from leadflow.delivery.rendering import Link
from leadflow.delivery.services import Letter
from leadflow.intake import knocking, queries, readers, services
from leadflow.intake.doors.form import Filled
from leadflow.intake.events import ArrivalAwaited, ArrivalConfirmed, ArrivalErased, ArrivalSetAside
from leadflow.intake.models import Arrival, Confirmation
from leadflow.intake.policy import Form, IntakePolicy
from leadflow.intake.rules import Reading, body_digest, key_of, read
from leadflow.intake.services import Daily, Message
from leadflow.intake.showing import consent_words
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.events import Ref
from leadflow.kernel.home import home
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import letters
from leadflow.leads import queries as leads
from leadflow.leads.rules import Snapshot
from leadflow.people import queries as people
from leadflow.playbook import queries as playbook
from leadflow.privacy import services as privacy
from leadflow.privacy.policy import PrivacyPolicy
from leadflow.queue import services as queue

CONFIRMED: Final = "intake.confirmed"
ANSWER: Final = "answer"
FORM: Final = "form"


def forms(now: datetime) -> tuple[Form, ...]:
    return playbook.at(now).section(IntakePolicy).forms


def form_of(key: str, now: datetime) -> Form:
    found = playbook.at(now).section(IntakePolicy).form(key)
    if found is None:
        raise NotFound("form")
    return found


@dataclass(frozen=True, slots=True)
class Visit:
    """How a form was filled: `token` came with the page, `address` is the network's. `proven`: by a link that only the
    person's own mailbox holds, so that nothing is left to confirm.
    """

    token: str
    language: str
    address: str
    proven: bool = False


Also = Callable[[Change, int], None]


def take(form: Form, sent: Filled, visit: Visit, *, now: datetime, also: Also | None = None) -> int:
    """Keep what was sent; the arrival's id. The same words sent twice from one page are one arrival. `also`: what else
    belongs into the same change.

    Refusal("too_many_tries") when one network address or one mailbox is used too often.
    """
    knocking.knock("address", visit.address, now, allowed=knocking.FROM_ONE_ADDRESS)
    key = key_of(FORM, form.key, visit.token, body_digest(dict(sent.values)))
    known = queries.id_of(key)
    if known is not None:
        return known
    confirms = needs_confirming(form, sent, visit)
    if confirms:
        knocking.knock("mailbox", sent.values["mail"].lower(), now, allowed=knocking.TO_ONE_MAILBOX)
    daily = Daily(FORM, f"form {form.key}", FORM, form.channel, form.offer, form.campaign)
    receipt = services.daily_receipt(daily, by=SYSTEM, now=now)
    state = "noise" if sent.by_machine else "unconfirmed" if confirms else "waiting"

    def settle(change: Change, new: Mapping[bytes, int]) -> None:
        _settle(change, new[key], form, sent, visit.language, state)
        if also is not None and not sent.by_machine:
            also(change, new[key])

    message = Message(key, 1, content=dict(sent.values))
    got = services.receive(receipt, [message], seen=1, by=SYSTEM, now=now, state=state, also=settle)
    arrival = got.arrivals.get(key) or queries.id_of(key) or 0
    if state == "waiting":
        finish(arrival, now=now)
    return arrival


def needs_confirming(form: Form, sent: Filled, visit: Visit) -> bool:
    """Not from a machine, whose post goes nowhere, and not where there is no address to ask."""
    return form.confirm and not visit.proven and not sent.by_machine and "mail" in sent.values


def _settle(change: Change, arrival: int, form: Form, sent: Filled, language: str, state: str) -> None:
    subject = Ref("arrival", arrival)
    if state == "noise":
        change.announce([ArrivalSetAside(subject=subject)])
        return
    purposes = playbook.at(change.now).section(PrivacyPolicy)
    wording = {key: consent_words(form, key, purposes, language) for key in sent.consents}
    change.insert(
        Confirmation,
        arrival_id=arrival,
        form=form.key,
        language=language,
        wording=wording,
        asked_at=change.now,
    )
    if state == "waiting":
        queue.enqueue(change, CONFIRMED, {"arrival": arrival}, key=f"{CONFIRMED} {arrival}")
        return
    change.announce([ArrivalAwaited(subject=subject)])
    reading = read(list(sent.values.items()), readers.words_of(change.now, "dmy"))
    facts = reading.person if isinstance(reading, Reading) else {}
    with translation.override(language):
        label = gettext("Yes, that was me")
    mail = playbook.at(change.now).section(IntakePolicy).form_mails.confirm
    values = letters.values(facts, sender="", offer=form.offer, language=language, now=change.now)
    button = Link(label, links.address("confirm", links.sealed("confirm", arrival)))
    words = letters.written(mail, values, language, button=button)
    letter = Letter(f"confirm {arrival}", "confirm", sent.values["mail"], words, purpose=ANSWER)
    delivery.queue_mails(change, [letter])


def confirm(arrival: int, *, now: datetime) -> None:
    """Whoever reads the mailbox says yes. A second time changes nothing. Refusal("confirmation_expired")."""

    def think(change: Change) -> None:
        row = Arrival.objects.filter(id=arrival).first()
        asked = Confirmation.objects.filter(arrival_id=arrival).first()
        if row is None or asked is None:
            raise NotFound("arrival")
        if row.state == "erased":
            raise Refusal("confirmation_expired")
        if row.state != "unconfirmed":
            return
        change.expect(Arrival, {row.id: row.version})
        change.update(Arrival, row.id, state="waiting")
        change.update(Confirmation, arrival, confirmed_at=now)
        change.announce([ArrivalConfirmed(subject=Ref("arrival", arrival))])
        queue.enqueue(change, CONFIRMED, {"arrival": arrival}, key=f"{CONFIRMED} {arrival}")

    journal.change(think, by=SYSTEM, now=now)
    finish(arrival, now=now)


def finish(arrival: int, *, now: datetime) -> None:
    """Understand and acknowledge; whatever of it was done already is not done again."""
    receipt = queries.receipt_id(arrival)
    services.understand(queries.waiting(receipt, [arrival], now), queries.origin(receipt, now), now=now)
    journal.change(lambda change: _acknowledge(change, arrival), by=SYSTEM, now=now)


def _acknowledge(change: Change, arrival: int) -> None:
    """In the name of whoever will answer, with the deadline of the playbook, and with what the form gives."""
    row = Arrival.objects.filter(id=arrival).first()
    asked = Confirmation.objects.filter(arrival_id=arrival).first()
    if row is None or asked is None or row.lead_id is None or row.state == "erased" or not row.content:
        return
    key, mail = f"thanks {arrival}", str(row.content.get("mail", ""))
    lead = leads.standing([row.lead_id])[row.lead_id]
    shot = leads.snapshots([lead])[lead]
    person = people.speaker(shot.contacts, arrival)
    if person is None or not mail or mails.is_queued(key):
        return
    permit = privacy.permits([person], ANSWER, now=change.now).get(person)
    if permit is None:
        return
    policy, language = playbook.at(change.now).section(IntakePolicy), asked.language
    who = letters.responsible(shot, language)
    values = letters.values(shot.facts, sender=who.name, offer=shot.offer, language=language, now=change.now)
    values |= {"answer_by": _spoken(answer_by(shot, change.now), language)}
    button = _button(change, policy.form(asked.form), person, shot.id, language)
    foot = _foot(arrival, person, language)
    words = letters.written(policy.form_mails.acknowledge, values, language, button=button, foot=foot)
    letter = Letter(
        key, "answer", mail, words, ANSWER, permit, shot.id, from_name=who.name, reply_to=who.mail
    )
    delivery.queue_mails(change, [letter])


def answer_by(shot: Snapshot, now: datetime) -> datetime | None:
    """The deadline the house set itself; None once the lead is past its first answer."""
    item = agenda.item(shot.id)
    return item.deadline_at if item is not None and item.kind in ("new", "signal") else None


def _spoken(at: datetime | None, language: str) -> str:
    """ "Dienstag, 24. November, 10:00 Uhr" in the zone of the home."""
    with translation.override(language):
        if at is None:
            return gettext("soon")
        local = at.astimezone(ZoneInfo(home().time_zone))
        day = date_format(local, gettext("l, F j"))
        return gettext("%(day)s, %(time)s") % {"day": day, "time": time_format(local, "TIME_FORMAT")}


def _button(change: Change, form: Form | None, person: int, lead: int, language: str) -> Link | None:
    piece = library.by_key(form.gives) if form else None
    if piece is None:
        return None
    token = content.offer(change, [content.For(piece.id, person, lead)])[0]
    with translation.override(language):
        return Link(gettext("Download now"), links.address("piece", token))


def _foot(arrival: int, person: int, language: str) -> tuple[Link, ...]:
    with translation.override(language):
        return (
            Link(gettext("Your enquiry"), links.address("receipt", links.sealed("receipt", arrival))),
            Link(gettext("What we may send you"), links.address("you", links.sealed("you", person))),
        )


def forget_unconfirmed(*, now: datetime, limit: int = 500) -> int:
    """What nobody confirmed in time: the words go, the count stays. How many there were."""
    before = now - playbook.at(now).section(IntakePolicy).confirm_within

    def think(change: Change) -> int:
        rows = Arrival.objects.filter(state="unconfirmed", received_at__lt=before).order_by("id")
        found = list(rows[:limit])
        change.expect(Arrival, {row.id: row.version for row in found})
        for row in found:
            change.update(Arrival, row.id, state="erased", content=None, mended=None, fault=None)
            change.announce([ArrivalErased(subject=Ref("arrival", row.id))])
        return len(found)

    return journal.change(think, by=SYSTEM, now=now)
