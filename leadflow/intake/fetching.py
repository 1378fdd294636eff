"""Reading a mailbox: what came is kept with the place up to which it was read, before anything is understood."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any, Final

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from leadflow.files import services as files
from leadflow.intake import corresponding, imap, mailboxes, queries, services
from leadflow.intake.doors.mailbox import reading
from leadflow.intake.doors.mailbox.letters import Letter as Read
from leadflow.intake.doors.mailbox.letters import Sender
from leadflow.intake.events import LetterPutAside
from leadflow.intake.imap import Away, Came, Line
from leadflow.intake.mailboxes import Box
from leadflow.intake.models import Letter, Mailbox, Receipt
from leadflow.intake.rules import key_of
from leadflow.intake.services import Daily, Message
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.events import Ref
from leadflow.kernel.mail import domain_of
from leadflow.kernel.refusals import Refusal

DOOR: Final = "mailbox"
UNJUDGED: Final = "letter"
PASSING: Final = (Refusal, OSError, OperationalError, InterfaceError)
"""What is not the fault of a mail: it waits in the mailbox until the house is well again."""
logger = logging.getLogger(__name__)
Stop = Callable[[], bool]


def read(key: int, *, stop: Stop = lambda: False, now: Callable[[], datetime] = timezone.now) -> int:
    """Everything new in one mailbox; how many mails came. A fault is noted at the mailbox and told there."""
    box = mailboxes.by_id(key)
    if box is None or not box.is_read:
        return 0
    told = _settled(box, now())
    try:
        came = _read(box, stop, now)
    except Away as away:
        return _fault(box, away.code, away.told, now())
    except Refusal as refusal:
        return _fault(box, refusal.code, "", now())
    except Exception as error:
        logger.exception("a mailbox could not be read")
        return _fault(box, "house_broke", type(error).__name__, now())
    if told or box.fault:
        _fault(box, "house_broke" if told else "", told, now())
    return came


def _settled(box: Box, now: datetime) -> str:
    """What fails after the mails are kept stops no reading; its name, to be told at the mailbox."""
    try:
        corresponding.settle(box.id, now=now)
    except Exception as error:
        logger.exception("letters that are kept could not be settled")
        return type(error).__name__
    return ""


def _read(box: Box, stop: Stop, now: Callable[[], datetime]) -> int:
    done = 0
    with imap.line(mailboxes.access(box.id, now=now())) as line:
        validity = line.open(box.folder, to_mark=box.afterwards != "leave")
        last = box.last_uid if validity == box.uidvalidity else 0
        uids = line.later_than(last, box.since)
        for piece in line.fetched(uids, reading.LARGEST):
            take(box, validity, piece, now=now())
            _mark(line, box, [came.uid for came in piece])
            _settled(box, now())
            done += len(piece)
            if stop():
                break
    return done


def _mark(line: Line, box: Box, uids: Sequence[int]) -> None:
    """After the commit only: what is moved away is surely kept here."""
    if uids and box.afterwards == "seen":
        line.mark_seen(uids)
    elif uids and box.afterwards == "move":
        line.move(uids, box.moved_to)


@dataclass(frozen=True, slots=True)
class _One:
    """A mail on its way to being kept."""

    came: Came
    key: bytes
    letter: Read
    sort: str
    taken: files.Taken | None


def take(box: Box, validity: int, piece: Sequence[Came], *, now: datetime) -> None:
    """Keeps a piece of the mailbox; a mail that breaks whoever reads or keeps it is kept as its bytes alone."""
    try:
        _take(box, validity, piece, _prepared, now)
    except PASSING:
        raise
    except Exception:
        logger.exception("mails could not be kept as they were read")
        if len(piece) == 1:
            _take(box, validity, piece, _unread, now)
            return
        for came in piece:
            take(box, validity, [came], now=now)


Prepare = Callable[[Box, bytes, Came], _One]


def _take(box: Box, validity: int, piece: Sequence[Came], prepare: Prepare, now: datetime) -> None:
    """The door counts what the server gave, the ledger what it wrote."""
    daily = Daily(DOOR, box.address[:80], DOOR, box.channel, box.offer)
    receipt = services.daily_receipt(daily, by=SYSTEM, now=now)
    found = {came.uid: key_of(DOOR, *reading.key_parts(came.raw)) for came in piece}
    known = set(queries.contents(list(found.values())))
    fresh = {found[came.uid]: came for came in reversed(piece) if found[came.uid] not in known}
    ones = [prepare(box, key, came) for key, came in reversed(fresh.items())]
    seen = Seen(box.id, receipt, validity, max((came.uid for came in piece), default=0), len(piece))
    journal.change(partial(_keep, seen=seen, ones=ones), by=SYSTEM, now=now)


@dataclass(frozen=True, slots=True)
class Seen:
    """A piece of a mailbox: how far it reaches and how many mails the server gave."""

    box: int
    receipt: int
    validity: int
    last: int
    count: int


def _prepared(box: Box, key: bytes, came: Came) -> _One:
    letter = reading.read(came.raw) if came.whole else reading.read(came.raw + b"\r\n\r\n")
    sort = _sort(box, letter, whole=came.whole)
    if sort == "private":
        return _One(came, key, Read(letter.kind, sender=Sender("")), sort, None)
    taken = files.take(BytesIO(came.raw), corresponding.NAME) if came.raw else None
    return _One(came, key, letter, sort, taken)


def _unread(box: Box, key: bytes, came: Came) -> _One:
    """Nobody knows who wrote: where a private sender stands in its head, nothing of it is kept."""
    head, letter = reading.head_of(came.raw).lower(), Read("unreadable")
    if not came.raw or any(sender.encode() in head for sender in box.private_senders):
        return _One(came, key, letter, "private" if came.raw else "unreadable", None)
    return _One(came, key, letter, "unreadable", files.take(BytesIO(came.raw), corresponding.NAME))


def _sort(box: Box, letter: Read, *, whole: bool) -> str:
    """What the door knows by itself; the rest is judged when it is understood."""
    listed, sender = box.private_senders, letter.sender.mail
    if sender and (sender in listed or _in_domains(domain_of(sender), listed)):
        return "private"
    if not whole:
        return "too_large"
    if letter.kind != "enquiry":
        return letter.kind
    return "own" if mailboxes.is_ours(sender, [box.address]) else UNJUDGED


def _in_domains(domain: str, listed: frozenset[str]) -> bool:
    parts = domain.split(".")
    return any(".".join(parts[at:]) in listed for at in range(len(parts) - 1))


def _keep(change: Change, seen: Seen, ones: Sequence[_One]) -> None:
    row = Mailbox.objects.get(id=seen.box)
    known = queries.contents([one.key for one in ones])
    new = [one for one in ones if one.key not in known]
    for private in (False, True):
        kept = [one for one in new if (one.sort == "private") is private]
        messages = [Message(one.key, one.came.uid, content=_content(one)) for one in kept]
        ids = services.take_in(change, seen.receipt, messages, "noise" if private else "waiting")
        _write(change, seen, dict(zip(ids, kept, strict=True)))
    change.raise_by(Receipt, seen.receipt, seen=seen.count, received=len(new), repeated=seen.count - len(new))
    last = max(seen.last, row.last_uid) if row.uidvalidity == seen.validity else seen.last
    change.expect(Mailbox, {row.id: row.version})
    change.update(Mailbox, row.id, uidvalidity=seen.validity, last_uid=last)


def _content(one: _One) -> Mapping[str, str]:
    return {} if one.sort == "private" else one.letter.values()


def _write(change: Change, seen: Seen, ones: Mapping[int, _One]) -> None:
    for arrival, one in ones.items():
        stored = files.keep(change, [one.taken], DOOR) if one.taken else [None]
        change.insert(Letter, **_row(arrival, one, seen, stored[0]))
        if one.sort == "private":
            change.announce([LetterPutAside(subject=Ref("arrival", arrival), sort="private")])


def _row(arrival: int, one: _One, seen: Seen, file: int | None) -> dict[str, Any]:
    return {
        "arrival_id": arrival,
        "mailbox_id": seen.box,
        "sort": one.sort,
        "uidvalidity": seen.validity,
        "uid": one.came.uid,
        "mark": corresponding.mark(one.letter.message_id),
        "file_id": file,
        "left_out": [{"name": name, "code": "too_many_files"} for name in one.letter.left_out],
        "enclosed": None if one.letter.enclosures else [],
    }


def _fault(box: Box, code: str, told: str, now: datetime) -> int:
    """Said once when it begins and once when it ends, not every minute."""

    def think(change: Change) -> None:
        row = Mailbox.objects.filter(id=box.id).first()
        if row is None or (row.fault, row.told) == (code, told):
            return
        change.expect(Mailbox, {row.id: row.version})
        since = None if not code else row.fault_since or now
        change.update(Mailbox, row.id, fault=code, told=told, fault_since=since)

    journal.change(think, by=SYSTEM, now=now)
    return 0
