"""Reading mails and the way out of the house."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Count

from leadflow.delivery.models import Mail, Outward
from leadflow.delivery.rules import UNREACHABLE


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail in a list."""

    id: int
    public_id: UUID
    sort: str
    purpose: str
    state: str
    code: str
    told: str
    lead: int | None
    person: int | None
    to: str
    to_name: str
    subject: str
    due_at: datetime
    attempts: int
    created_at: datetime
    settled_at: datetime | None
    erased: bool


@dataclass(frozen=True, slots=True)
class Whole:
    """A mail to be looked at."""

    line: MailLine
    from_name: str
    reply_to: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Way:
    """How mails leave. `live`: a test mail was taken by this very server, so they really do."""

    host: str
    port: int
    security: str
    user: str
    has_password: bool
    grant: int | None
    from_mail: str
    from_name: str
    dkim_selector: str
    tested_at: datetime | None

    @property
    def live(self) -> bool:
        return self.tested_at is not None


def way() -> Way | None:
    """None: nobody has set it up."""
    row = Outward.objects.order_by("id").first()
    if row is None:
        return None
    return Way(
        row.host,
        row.port,
        row.security,
        row.user,
        bool(row.password),
        row.grant_id,
        row.from_mail,
        row.from_name,
        row.dkim_selector,
        row.tested_at,
    )


def is_live() -> bool:
    found = way()
    return found is not None and found.live


def mails(
    *,
    states: Iterable[str] = (),
    leads: Sequence[int] | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[MailLine]:
    """Newest first, paged by id."""
    rows = Mail.objects.all()
    if wanted := list(states):
        rows = rows.filter(state__in=wanted)
    if leads is not None:
        rows = rows.filter(lead__in=leads)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [_line(row) for row in rows.defer("text", "html").order_by("-id")[:limit]]


def of_ids(ids: Iterable[int]) -> dict[int, MailLine]:
    return {row.id: _line(row) for row in Mail.objects.filter(id__in=sorted(set(ids))).defer("text", "html")}


def whole(public_id: UUID) -> Whole | None:
    row = Mail.objects.filter(public_id=public_id).first()
    return Whole(_line(row), row.from_name, row.reply_to, row.text, row.html) if row else None


def counts() -> dict[str, int]:
    """State -> how many mails stand there."""
    return dict(Mail.objects.order_by().values_list("state").annotate(n=Count("id")))


def is_queued_like(start: str) -> bool:
    """Whether a mail whose key begins so was ever queued."""
    return Mail.objects.filter(key__startswith=start).exists()


STUCK: Final = ("uncertain", "failed", "bounced")
"""States in which a mail waits for a human."""


def by_message_ids(ids: Sequence[str]) -> list[MailLine]:
    """Our mails among these Message-IDs, in the order asked."""
    asked = [found for one in ids if (found := _public_id(one))]
    rows = {row.public_id: row for row in Mail.objects.filter(public_id__in=asked).defer("text", "html")}
    return [_line(rows[one]) for one in dict.fromkeys(asked) if one in rows]


def _public_id(message_id: str) -> UUID | None:
    """The left part of a Message-ID of ours is the mail's public id."""
    left = message_id.partition("@")[0]
    try:
        return UUID(hex=left) if len(left) == 32 else None
    except ValueError:
        return None


def last_to(address: str, since: datetime) -> MailLine | None:
    """The latest mail that left for this address and belongs to a lead."""
    rows = Mail.objects.filter(to=address, state__in=("sent", "uncertain", "sending"), lead__isnull=False)
    row = rows.filter(created_at__gte=since).order_by("-id").defer("text", "html").first()
    return _line(row) if row else None


def unreachable(addresses: Iterable[str]) -> set[str]:
    """Those from which a mail came back for good, and which nobody has tried anew since."""
    rows = Mail.objects.filter(to__in=sorted(set(addresses)), state="bounced", code__in=UNREACHABLE)
    return set(rows.values_list("to", flat=True))


def count_stuck(*, up_to: int) -> int:
    """Counts no further than `up_to`."""
    return Mail.objects.filter(state__in=STUCK).order_by()[:up_to].count()


def is_queued(key: str) -> bool:
    """Whether a mail of this key was ever queued."""
    return Mail.objects.filter(key=key).exists()


def waiting_of(persons: Iterable[int]) -> int:
    return Mail.objects.filter(person__in=list(persons), state__in=("waiting", "sending")).count()


def _line(row: Mail) -> MailLine:
    return MailLine(
        row.id,
        row.public_id,
        row.sort,
        row.purpose,
        row.state,
        row.code,
        row.told,
        row.lead,
        row.person,
        row.to,
        row.to_name,
        row.subject,
        row.due_at,
        row.attempts,
        row.created_at,
        row.settled_at,
        row.erased_at is not None,
    )
