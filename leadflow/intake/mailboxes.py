"""The mailboxes the house reads: set up, tried, put to rest. Passwords are sealed like the one for sending."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from leadflow.delivery import grants, links, secret
from leadflow.delivery.outward import KEPT
from leadflow.delivery.rules import one_line
from leadflow.intake import imap
from leadflow.intake.doors.mailbox.letters import AFTERWARDS, SECURITIES
from leadflow.intake.events import MailboxSet
from leadflow.intake.imap import Access, Away
from leadflow.intake.models import Mailbox
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM, Actor
from leadflow.kernel.events import Ref
from leadflow.kernel.ids import public_id
from leadflow.kernel.mail import normal_mail
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook
from leadflow.queue import services as queue

READ: Final = "intake.mailbox"
REPLY: Final = "reply"
LONGEST_LIST: Final = 20_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an admin typed. `password` KEPT: the one that is there. `grant`: instead of a password."""

    address: str
    host: str
    port: int
    security: str
    user: str = ""
    password: str = ""
    grant: int | None = None
    folder: str = "INBOX"
    afterwards: str = "leave"
    moved_to: str = ""
    offer: str = ""
    channel: str = ""
    private: str = ""
    takes_answers: bool = False
    takes_plus: bool = False
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A mailbox as it is set up."""

    id: int
    public_id: UUID
    version: int
    address: str
    host: str
    port: int
    security: str
    user: str
    has_password: bool
    grant: int | None
    folder: str
    afterwards: str
    moved_to: str
    offer: str
    channel: str
    private: str
    takes_answers: bool
    takes_plus: bool
    since: date
    is_read: bool
    uidvalidity: int | None
    last_uid: int
    fault: str
    told: str
    fault_since: datetime | None

    @property
    def private_senders(self) -> frozenset[str]:
        return senders(self.private)


def senders(text: str) -> frozenset[str]:
    """Addresses and whole domains ("@familie.example" or "familie.example"), one a line or parted by commas."""
    words = text.replace(",", "\n").replace(";", "\n").split()
    return frozenset(word.lower().lstrip("@") for word in words)


def all_boxes() -> list[Box]:
    return [_box(row) for row in Mailbox.objects.order_by("id")]


def box(public: UUID) -> Box:
    row = Mailbox.objects.filter(public_id=public).first()
    if row is None:
        raise NotFound("mailbox")
    return _box(row)


def by_id(key: int) -> Box | None:
    row = Mailbox.objects.filter(id=key).first()
    return _box(row) if row else None


def _box(row: Mailbox) -> Box:
    return Box(
        row.id, row.public_id, row.version, row.address, row.host, row.port, row.security, row.user,
        bool(row.password), row.grant_id, row.folder, row.afterwards, row.moved_to, row.offer, row.channel,
        row.private, row.takes_answers, row.takes_plus, row.since, row.is_read, row.uidvalidity, row.last_uid,
        row.fault, row.told, row.fault_since,
    )  # fmt: skip


def access(key: int, *, now: datetime) -> Access:
    """How one enters; a token is fetched anew where it has run out. Refusal("grant_ended") where it is withdrawn."""
    row = Mailbox.objects.get(id=key)
    token = grants.token(row.grant_id, now=now) if row.grant_id else ""
    user = row.user or row.address
    return Access(row.host, row.port, row.security, user, secret.opened(row.password), token)


def set_up(wanted: Wanted, *, by: Actor, now: datetime, public: UUID | None = None) -> UUID:
    """A new mailbox, or other settings for one. Another server or folder begins to count anew.

    Refusal("mail_invalid" | "host_missing" | "port_invalid" | "unknown_choice" | "folder_name_missing" | "too_long").
    """
    values = _checked(wanted, now)

    def think(change: Change) -> UUID:
        row = Mailbox.objects.filter(public_id=public).first() if public else None
        if public and row is None:
            raise NotFound("mailbox")
        return _write(change, row, values, wanted)

    return journal.change(think, by=by, now=now)


def _write(change: Change, row: Mailbox | None, values: dict[str, Any], wanted: Wanted) -> UUID:
    if wanted.password != KEPT:
        values = {**values, "password": secret.sealed(wanted.password)}
    if row is None:
        key, public = change.id(Mailbox), public_id()
        change.insert(Mailbox, id=key, public_id=public, version=1, set_at=change.now, **values)
    else:
        key, public = row.id, row.public_id
        moved = any(getattr(row, name) != values[name] for name in ("host", "user", "folder"))
        begun = {"uidvalidity": None, "last_uid": 0} if moved else {}
        change.expect(Mailbox, {key: row.version})
        change.update(Mailbox, key, **values, **begun, fault="", told="", fault_since=None)
    if values["takes_answers"]:
        _only_one_takes_answers(change, key)
    change.announce([MailboxSet(subject=Ref("mailbox", key), is_read=row is None or row.is_read)])
    queue.enqueue(change, READ, {"mailbox": key}, key=f"{READ} {key}")
    return public


def _only_one_takes_answers(change: Change, key: int) -> None:
    for other in Mailbox.objects.filter(takes_answers=True).exclude(id=key):
        change.expect(Mailbox, {other.id: other.version})
        change.update(Mailbox, other.id, takes_answers=False)


def _checked(wanted: Wanted, now: datetime) -> dict[str, Any]:
    address, host = normal_mail(wanted.address), wanted.host.strip()
    if address is None:
        raise Refusal("mail_invalid", mail=wanted.address)
    if not host or any(c.isspace() or ord(c) < 33 for c in host) or len(host) > 253:
        raise Refusal("host_missing")
    if not 0 < wanted.port < 65536:
        raise Refusal("port_invalid")
    folder, moved_to = one_line(wanted.folder, 200) or "INBOX", one_line(wanted.moved_to, 200)
    if wanted.afterwards == "move" and (not moved_to or moved_to == folder):
        raise Refusal("folder_name_missing")
    if len(wanted.private) > LONGEST_LIST:
        raise Refusal("too_long", limit=LONGEST_LIST)
    _known_choices(wanted, now)
    return {
        "address": address,
        "host": host,
        "port": wanted.port,
        "security": wanted.security,
        "user": one_line(wanted.user, 254),
        "grant_id": wanted.grant,
        "folder": folder,
        "afterwards": wanted.afterwards,
        "moved_to": moved_to,
        "offer": wanted.offer,
        "channel": wanted.channel,
        "private": wanted.private.strip(),
        "takes_answers": wanted.takes_answers,
        "takes_plus": wanted.takes_plus and wanted.takes_answers,
        "since": wanted.since or now.date(),
    }


def _known_choices(wanted: Wanted, now: datetime) -> None:
    policy = playbook.at(now).section(LeadsPolicy)
    fits = (
        (wanted.security, wanted.security in SECURITIES),
        (wanted.afterwards, wanted.afterwards in AFTERWARDS),
        (wanted.channel, policy.channel(wanted.channel) is not None),
        (wanted.offer, not wanted.offer or policy.offer(wanted.offer) is not None),
    )
    for value, known in fits:
        if not known:
            raise Refusal("unknown_choice", value=value)


def read_or_rest(public: UUID, *, is_read: bool, by: Actor, now: datetime) -> None:
    """Whether it is looked into at all. What came stays, and it goes on where it stood."""

    def think(change: Change) -> None:
        row = Mailbox.objects.filter(public_id=public).first()
        if row is None:
            raise NotFound("mailbox")
        change.expect(Mailbox, {row.id: row.version})
        change.update(Mailbox, row.id, is_read=is_read, fault="", told="", fault_since=None)
        change.announce([MailboxSet(subject=Ref("mailbox", row.id), is_read=is_read)])
        if is_read:
            queue.enqueue(change, READ, {"mailbox": row.id}, key=f"{READ} {row.id}")

    journal.change(think, by=by, now=now)


def rest_all(*, by: Actor, now: datetime) -> int:
    """None is looked into until somebody says so; how many it was."""
    read = [each for each in all_boxes() if each.is_read]
    for each in read:
        read_or_rest(each.public_id, is_read=False, by=by, now=now)
    return len(read)


@dataclass(frozen=True, slots=True)
class Tried:
    """What a test found: a code of `imap.Away` or "" where all is well, and how many mails would be taken."""

    code: str = ""
    told: str = ""
    waiting: int = 0
    folders: tuple[str, ...] = ()


def try_out(public: UUID, *, now: datetime) -> Tried:
    """Enters, looks and leaves; nothing is taken and nothing marked."""
    one = box(public)
    try:
        with imap.line(access(one.id, now=now)) as line:
            folders = tuple(line.folders()[:100])
            try:
                validity = line.open(one.folder)
            except Away as away:
                return Tried(away.code, away.told, folders=folders)
            if one.afterwards == "move" and one.moved_to not in folders:
                return Tried("folder_missing", one.moved_to, folders=folders)
            last = one.last_uid if validity == one.uidvalidity else 0
            return Tried(waiting=len(line.later_than(last, one.since)), folders=folders)
    except Away as away:
        return Tried(away.code, away.told)
    except Refusal as refusal:
        return Tried(refusal.code)


def is_ours(mail: str, others: Iterable[str] = ()) -> bool:
    return mail in set(Mailbox.objects.values_list("address", flat=True)) | set(others)


def answers_to(mail: int) -> str:
    """Where answers to a mail of ours go: the mailbox that takes them, with a seal where its server lets us."""
    row = Mailbox.objects.filter(takes_answers=True, is_read=True).first()
    if row is None:
        return ""
    if not row.takes_plus:
        return row.address
    local, _, domain = row.address.partition("@")
    return f"{local}+{links.spelt(REPLY, mail)}@{domain}"


def read_all(*, now: datetime) -> int:
    """Each mailbox that is read gets its turn; one that is still being read gets none twice."""
    keys = list(Mailbox.objects.filter(is_read=True).order_by("id").values_list("id", flat=True))

    def think(change: Change) -> None:
        for key in keys:
            queue.enqueue(change, READ, {"mailbox": key}, key=f"{READ} {key}")

    if keys:
        journal.change(think, by=SYSTEM, now=now)
    return len(keys)
