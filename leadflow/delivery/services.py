"""The only writer of mails: queued in the change of whoever wants them sent, dropped when that is over, sent again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.db.models import Q

from leadflow.delivery.events import MailQueued, MailSettled
from leadflow.delivery.models import Mail
from leadflow.delivery.rendering import Rendered
from leadflow.delivery.rules import SORTS, one_line
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.kernel.events import Ref
from leadflow.kernel.ids import public_id
from leadflow.kernel.mail import normal_mail
from leadflow.kernel.permit import Permit
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.queue import services as queue

SEND: Final = "delivery.send"
PERMITTED: Final = frozenset({"plan", "answer"})
"""Sorts that go to a prospect: whoever queues them shows a permit."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to be sent once. `key` makes it so: queued twice, it is there once."""

    key: str
    sort: str
    to: str
    words: Rendered
    purpose: str = "mail"
    permit: Permit | None = None
    lead: int | None = None
    person: int | None = None
    to_name: str = ""
    from_name: str = ""
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    due_at: datetime | None = None


def queue_mails(change: Change, letters: Sequence[Letter]) -> list[int | None]:
    """The id of each mail, None where its key was queued before. They are committed with the rest of the change."""
    known = set(Mail.objects.filter(key__in=[letter.key for letter in letters]).values_list("key", flat=True))
    new = [letter for letter in letters if letter.key not in known]
    if not new:
        return [None] * len(letters)
    ids = dict(zip((letter.key for letter in new), change.ids(Mail, len(new)), strict=True))
    rows = [_row(letter, ids[letter.key], change.now) for letter in new]
    change.claim(Mail, "key", rows)
    change.announce(
        [
            MailQueued(
                lead=letter.lead,
                subject=Ref("mail", ids[letter.key]),
                sort=letter.sort,
                purpose=letter.purpose,
            )
            for letter in new
        ]
    )
    if any(row["due_at"] <= change.now for row in rows):
        queue.enqueue(change, SEND, {}, key=SEND)
    return [ids.get(letter.key) for letter in letters]


def _row(letter: Letter, key: int, now: datetime) -> dict[str, Any]:
    if letter.sort not in SORTS or (letter.sort in PERMITTED and letter.permit is None):
        raise ValueError(f"a mail of sort {letter.sort} needs a permit")
    address = normal_mail(letter.to)
    if address is None:
        raise Refusal("mail_invalid", mail=letter.to)
    return {
        "id": key,
        "public_id": public_id(),
        "key": letter.key,
        "sort": letter.sort,
        "purpose": letter.purpose,
        "state": "waiting",
        "person": letter.permit.person if letter.permit else letter.person,
        "lead": letter.lead,
        "to": address,
        "to_name": one_line(letter.to_name, 200),
        "from_name": one_line(letter.from_name, 200),
        "reply_to": one_line(letter.reply_to, 254),
        "subject": one_line(letter.words.subject, 300),
        "text": letter.words.text,
        "html": letter.words.html,
        "headers": {name: one_line(text, 500) for name, text in letter.headers.items()},
        "due_at": letter.due_at or now,
        "created_at": now,
    }


def drop(
    change: Change,
    reason: str,
    *,
    persons: Iterable[int] = (),
    leads: Iterable[int] = (),
    ids: Iterable[int] = (),
    sorts: Sequence[str] = ("plan", "answer"),
    purpose: str = "",
) -> int:
    """Mails that still wait will not be sent. One that is being claimed at this moment makes the change think again,
    and is then either sending already or dropped: the later of the two sees the earlier. How many were dropped; what
    this very change has settled already is left alone.
    """
    rows: dict[int, Mail] = {}
    for column, keys in (("person", persons), ("lead", leads), ("id", ids)):
        if wanted := sorted(set(keys)):
            found = Mail.objects.filter(**{f"{column}__in": wanted}, state="waiting", sort__in=sorts)
            found = found.filter(purpose=purpose) if purpose else found
            rows |= {row.id: row for row in found.only("id", "version", "lead")}
    settled = {key for key, values in change.updates.get(Mail, {}).items() if "state" in values}
    left = [row for key, row in rows.items() if key not in settled]
    for row in left:
        settle(change, row, "dropped", reason)
    return len(left)


def settle(change: Change, row: Mail, state: str, code: str = "", **values: Any) -> None:
    """Move a mail on: the version seen is compared when it is written."""
    change.expect(Mail, {row.id: row.version})
    over = {} if state in ("waiting", "sending") else {"settled_at": change.now}
    lease = {} if state == "sending" else {"lease_until": None}
    change.update(Mail, row.id, state=state, code=code, **lease, **over, **values)
    change.announce([MailSettled(lead=row.lead, subject=Ref("mail", row.id), state=state, code=code)])


def take_back(change: Change, mail: int, code: str, told: str) -> bool:
    """A mail that had left came back; whether it had. No consent is touched: a dead mailbox objects to nothing."""
    row = Mail.objects.filter(id=mail, state__in=("sent", "uncertain", "sending")).first()
    if row is None:
        return False
    settle(change, row, "bounced", code, told=one_line(told, 300) if row.erased_at is None else "")
    return True


def send_again(mail: int, *, by: Actor, now: datetime) -> None:
    """A human decides about what is uncertain, held or failed. Refusal("mail_not_stopped") for any other."""

    def think(change: Change) -> None:
        row = _mail(mail)
        if row.state not in ("uncertain", "held", "failed", "captured", "bounced"):
            raise Refusal("mail_not_stopped", state=row.state)
        settle(change, row, "waiting", attempts=0, due_at=now, told="")
        queue.enqueue(change, SEND, {}, key=SEND)

    journal.change(think, by=by, now=now)


def stop(mail: int, *, by: Actor, now: datetime) -> None:
    """A human stops a mail before it leaves."""

    def think(change: Change) -> None:
        row = _mail(mail)
        if row.state not in ("waiting", "uncertain", "held", "failed", "bounced"):
            raise Refusal("mail_gone", state=row.state)
        settle(change, row, "dropped", "by_hand")

    journal.change(think, by=by, now=now)


def hold_back(code: str, *, by: Actor, now: datetime) -> int:
    """Mails that are due or were being sent may have left in another life of this house: a human decides on each."""
    due = Mail.objects.filter(erased_at__isnull=True).filter(
        Q(state="sending") | Q(state="waiting", due_at__lte=now)
    )
    count = 0
    while rows := list(due.order_by("id").only("id", "version", "lead")[:500]):
        journal.change(partial(_doubt, rows, code), by=by, now=now)
        count += len(rows)
    return count


def _doubt(rows: Sequence[Mail], code: str, change: Change) -> None:
    for row in rows:
        settle(change, row, "uncertain", code)


def _mail(key: int) -> Mail:
    row = Mail.objects.filter(id=key, erased_at__isnull=True).first()
    if row is None:
        raise NotFound("mail")
    return row
