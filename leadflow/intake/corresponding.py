"""What becomes of a mail: a reply joins its lead and is heard, a return is noted, an enquiry goes its usual way."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from typing import Any, Final

from django.db import InterfaceError, OperationalError

from leadflow.delivery import links
from leadflow.delivery import queries as mails
from leadflow.delivery import services as delivery
from leadflow.delivery.queries import MailLine
from leadflow.files import queries as stored
from leadflow.files import services as files
from leadflow.intake import queries, services
from leadflow.intake.doors.mailbox import reading
from leadflow.intake.doors.mailbox.letters import Letter as Read
from leadflow.intake.events import ArrivalUnclear, LetterFiled, LetterPutAside
from leadflow.intake.mailboxes import REPLY
from leadflow.intake.models import Arrival, Letter
from leadflow.intake.rules import key_of
from leadflow.intake.rules import read as read_values
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.events import Ref
from leadflow.kernel.refusals import Refusal
from leadflow.leads import keeping
from leadflow.leads import queries as leads
from leadflow.leads import services as lead_services
from leadflow.leads.rules import Snapshot
from leadflow.leads.services import TouchMade
from leadflow.people import learning
from leadflow.people import queries as people
from leadflow.people.policy import MatchingPolicy
from leadflow.people.rules import Of, Party
from leadflow.playbook import queries as playbook

NAME: Final = "mail.eml"
AT_ONCE: Final = 200
LARGEST_FILE: Final = 25 * 1024 * 1024
ANSWERED_WITHIN: Final = timedelta(days=180)
"""A mail without a reference answers the last one we sent to its sender, if that is not longer ago."""
RETURNED_WITHIN: Final = timedelta(days=10)
WRITTEN_BEFORE: Final = timedelta(days=30)
"""An older date in a mail is rather a wrong clock: then it counts from now."""
logger = logging.getLogger(__name__)


def mark(message_id: str) -> bytes | None:
    return key_of("message-id", message_id) if message_id else None


def settle(mailbox: int, *, now: datetime) -> int:
    """All letters of a mailbox that wait, and the files of those that have a lead; how many letters there were."""
    rows = Letter.objects.filter(mailbox=mailbox, arrival__state="waiting", arrival__mended__isnull=True)
    waiting = list(rows.order_by("arrival").values_list("arrival_id", "arrival__receipt_id")[:AT_ONCE])
    for arrival, _receipt in waiting:
        _one(arrival, now)
    for receipt in sorted({receipt for _arrival, receipt in waiting}):
        todo = queries.waiting(receipt, [arrival for arrival, _ in waiting], now)
        services.understand(todo, queries.origin(receipt, now), now=now)
    enclose_all(mailbox, now=now)
    return len(waiting)


def _one(arrival: int, now: datetime) -> None:
    """One letter, one change: what breaks it stops no other and is told as unclear."""
    try:
        found = _opened(Letter.objects.get(arrival=arrival))
        journal.change(partial(_judge, arrival=arrival, letter=found), by=SYSTEM, now=now)
    except Refusal as refusal:
        if refusal.code != "busy":
            _not_understood(arrival, refusal.code, now)
    except Exception as error:
        logger.exception("a letter could not be judged")
        _not_understood(arrival, type(error).__name__, now)


def _opened(letter: Letter) -> Read:
    return reading.read(stored.read(letter.file_id)) if letter.file_id else Read("unreadable")


def _not_understood(arrival: int, reason: str, now: datetime) -> None:
    fault = {"code": "not_understood", "error": reason}
    journal.change(partial(_unclear, arrival=arrival, fault=fault), by=SYSTEM, now=now)


def _unclear(change: Change, arrival: int, fault: dict[str, Any]) -> None:
    row = _waiting(change, arrival)
    if row is not None:
        change.update(Arrival, arrival, state="unclear", fault=fault)
        change.announce([ArrivalUnclear(subject=Ref("arrival", arrival), code=fault["code"])])


def _waiting(change: Change, arrival: int) -> Arrival | None:
    row = Arrival.objects.filter(id=arrival, state="waiting").first()
    if row is not None:
        change.expect(Arrival, {row.id: row.version})
    return row


def _judge(change: Change, arrival: int, letter: Read) -> None:
    if _waiting(change, arrival) is None:
        return
    sort = Letter.objects.values_list("sort", flat=True).get(arrival=arrival)
    _WAYS[sort](change, arrival, letter)


def _ruined(change: Change, arrival: int, _letter: Read) -> None:
    _unclear(change, arrival, {"code": "mail_unreadable"})


def _too_large(change: Change, arrival: int, _letter: Read) -> None:
    megabytes = reading.LARGEST // (1024 * 1024)
    _unclear(change, arrival, {"code": "mail_too_large", "largest": megabytes})


def _written(change: Change, arrival: int, letter: Read) -> None:
    """Somebody wrote: to a lead that is open, or it stays an enquiry."""
    shot, mail = _lead_of(letter, change.now)
    if shot is None or not shot.is_open:
        change.update(Letter, arrival, sort="enquiry")
        return
    person, shot = _speaker(change, arrival, letter, mail, shot)
    note = letter.new_text[: lead_services.LONGEST_NOTE]
    made = TouchMade(
        "mail", inbound=True, person=person, note=note, happened_at=_when(letter.sent_at, change.now)
    )
    lead_services.touch(change, shot, made)
    _file(change, arrival, shot.id, REPLY, person=person, mail=mail.id if mail else None)


def _bulk(change: Change, arrival: int, letter: Read) -> None:
    """A newsletter, unless it answers a mail of ours: some people write through such programs."""
    if mails.by_message_ids(letter.answers):
        _written(change, arrival, letter)
    else:
        _put_aside(change, arrival, "bulk")


def _automatic(change: Change, arrival: int, letter: Read) -> None:
    """Nobody replied, but one may know until when somebody is away."""
    shot, mail = _lead_of(letter, change.now)
    if shot is None or shot.erased or shot.merged:
        _put_aside(change, arrival, "automatic")
        return
    person, _ = _speaker(change, arrival, letter, mail, shot, meet=False)
    _file(
        change,
        arrival,
        shot.id,
        "automatic",
        person=person,
        mail=mail.id if mail else None,
        away_until=letter.away_until,
    )


def _returned(change: Change, arrival: int, letter: Read) -> None:
    bounce = letter.bounce
    if bounce is None:
        _ruined(change, arrival, letter)
        return
    found = mails.by_message_ids([bounce.about])
    if not found and not bounce.about and bounce.recipient:
        last = mails.last_to(bounce.recipient, change.now - RETURNED_WITHIN)
        found = [last] if last else []
    if not found:
        _put_aside(change, arrival, "bounce")
        return
    mail = found[0]
    if not bounce.delayed:
        delivery.take_back(change, mail.id, bounce.code, bounce.told)
    lead = leads.standing([mail.lead]).get(mail.lead) if mail.lead else None
    if lead is None:
        _put_aside(change, arrival, "bounce", mail=mail.id, person=mail.person)
    else:
        _file(change, arrival, lead, "bounce", mail=mail.id, person=mail.person)


def _own(change: Change, arrival: int, _letter: Read) -> None:
    _put_aside(change, arrival, "own")


Way = Callable[[Change, int, Read], None]
_WAYS: Final[dict[str, Way]] = {
    "letter": _written, "enquiry": _written, "reply": _written, "bulk": _bulk, "automatic": _automatic,
    "bounce": _returned, "own": _own, "unreadable": _ruined, "too_large": _too_large,
}  # fmt: skip


def _lead_of(letter: Read, now: datetime) -> tuple[Snapshot | None, MailLine | None]:
    """The lead a letter belongs to, and the mail of ours it answers, where one is known."""
    mail = _answered(letter, now)
    lead = mail.lead if mail else _thread(letter)
    standing = leads.standing([lead]).get(lead) if lead else None
    shots = leads.snapshots([standing]) if standing else {}
    return next(iter(shots.values()), None), mail


def _answered(letter: Read, now: datetime) -> MailLine | None:
    """By its references, by the seal in the address it was sent to, or as the answer to the last mail to its sender."""
    named = [mail for mail in mails.by_message_ids(letter.answers) if mail.lead]
    if named:
        return named[0]
    sealed = [key for address in letter.to if (key := _sealed(address))]
    found = [mail for mail in mails.of_ids(sealed).values() if mail.lead]
    if found:
        return found[0]
    last = mails.last_to(letter.sender.mail, now - ANSWERED_WITHIN) if letter.sender.mail else None
    return last if last and _same_subject(letter.subject, last.subject) else None


def _sealed(address: str) -> int | None:
    token = address.partition("@")[0].rpartition("+")[2]
    return links.read_spelt(REPLY, token) if token else None


def _same_subject(theirs: str, ours: str) -> bool:
    """ "Re: ..." of what we wrote."""
    bare = theirs.casefold().rpartition(": ")[2].strip() if ":" in theirs else ""
    return bool(bare) and ours.casefold().strip().endswith(bare)


def _thread(letter: Read) -> int | None:
    """The lead of an earlier letter this one answers, as in a talk that went on outside of the house."""
    marks = [found for one in letter.answers[:50] if (found := mark(one))]
    rows = Letter.objects.filter(mark__in=marks, arrival__lead__isnull=False).order_by("-arrival")
    return rows.values_list("arrival__lead_id", flat=True).first()


def _speaker(
    change: Change, arrival: int, letter: Read, mail: MailLine | None, shot: Snapshot, *, meet: bool = True
) -> tuple[int | None, Snapshot]:
    """Who wrote: a contact, or a colleague who becomes one; of a machine's answer nobody new is made."""
    sender = letter.sender.mail
    if mail and mail.person and sender == mail.to:
        return people.standing(Of.PERSON, [mail.person]).get(mail.person), shot
    cards = people.cards(sorted(shot.contacts))
    known = next((card.id for card in cards.values() if sender in card.mails), None)
    if known or not meet or not sender:
        return known, shot
    person = _recognised(change, arrival, letter)
    if person is None or person in shot.contacts:
        return person, shot
    return person, lead_services.join_contact(change, shot, person)


def _recognised(change: Change, arrival: int, letter: Read) -> int | None:
    words = queries.words_of(change.now)
    said = {key: text for key, text in letter.values().items() if key != "note"}
    found = read_values(list(said.items()), words)
    facts = getattr(found, "person", {})
    if not facts:
        return None
    party = Party(arrival, facts, {}, "mailbox", None, change.now, queries.trust_of("mailbox", change.now))
    return learning.meet(change, party, playbook.at(change.now).section(MatchingPolicy))


def _when(sent: datetime | None, now: datetime) -> datetime:
    return sent if sent is not None and now - WRITTEN_BEFORE <= sent <= now else now


def _file(change: Change, arrival: int, lead: int, sort: str, **known: Any) -> None:
    change.update(Arrival, arrival, state="joined", lead_id=lead, fault=None)
    change.update(Letter, arrival, sort=sort, **known)
    change.announce([LetterFiled(lead=lead, subject=Ref("arrival", arrival), sort=sort)])


def _put_aside(change: Change, arrival: int, sort: str, **known: Any) -> None:
    change.update(Arrival, arrival, state="noise", fault={"code": f"mail_{sort}"})
    change.update(Letter, arrival, sort=sort, **known)
    change.announce([LetterPutAside(subject=Ref("arrival", arrival), sort=sort)])


def enclose_all(mailbox: int, *, now: datetime) -> int:
    """Files of letters that have a lead by now; how many letters there were. Safe to repeat."""
    rows = Letter.objects.filter(mailbox=mailbox, enclosed__isnull=True, arrival__lead__isnull=False)
    found = list(
        rows.filter(arrival__state__in=("opened", "joined"), file__isnull=False).order_by("arrival")[:AT_ONCE]
    )
    for row in found:
        _enclose(row, now)
    return len(found)


def _enclose(row: Letter, now: datetime) -> None:
    """What breaks the files of one letter stops no other; a house that is away for a moment tries again."""
    try:
        _enclosed(row, now)
    except Refusal as refusal:
        if refusal.code != "busy":
            _not_enclosed(row, now)
    except FileNotFoundError:
        _not_enclosed(row, now)
    except (OSError, OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("the files of a letter could not be kept")
        _not_enclosed(row, now)


def _not_enclosed(row: Letter, now: datetime) -> None:
    left_out = [*row.left_out, {"name": NAME, "code": "not_enclosed"}]

    def think(change: Change) -> None:
        change.update(Letter, row.arrival_id, enclosed=[], left_out=left_out)

    journal.change(think, by=SYSTEM, now=now)


def _enclosed(row: Letter, now: datetime) -> None:
    taken: list[files.Taken] = []
    left_out = list(row.left_out)
    for one in _opened(row).enclosures if row.sort in ("enquiry", "reply", "bulk") else ():
        try:
            taken.append(files.take(BytesIO(one.content), one.name, largest=LARGEST_FILE))
        except Refusal as refusal:
            left_out.append({"name": one.name, "code": refusal.code})
    journal.change(partial(_attach, key=row.arrival_id, taken=taken, left_out=left_out), by=SYSTEM, now=now)


def _attach(change: Change, key: int, taken: Sequence[files.Taken], left_out: list[dict[str, Any]]) -> None:
    row = Letter.objects.select_related("arrival").get(arrival=key)
    lead = leads.standing([row.arrival.lead_id]).get(row.arrival.lead_id) if row.arrival.lead_id else None
    if row.enclosed is not None or lead is None:
        return
    shot = leads.snapshots([lead])[lead]
    change.expect(Arrival, {row.arrival_id: row.arrival.version})
    kept = files.keep(change, taken, "lead")
    for file in kept:
        keeping.enclose(change, shot, file)
    change.update(Letter, key, enclosed=kept, left_out=left_out)
