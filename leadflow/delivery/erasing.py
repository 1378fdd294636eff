"""What this room blanks of a person: address and words of every mail. That there was one stays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from leadflow.delivery.events import MailErased
from leadflow.delivery.models import Mail
from leadflow.delivery.services import settle
from leadflow.journal.traces import Subject
from leadflow.journal.unit import Change
from leadflow.kernel.events import Ref


def _about(subject: Subject) -> QuerySet[Mail]:
    addresses = [word for word in subject.words if "@" in word]
    return Mail.objects.filter(Q(person__in=subject.persons) | Q(to__in=addresses), erased_at__isnull=True)


def erase(change: Change, subject: Subject) -> int:
    return _blank(change, list(_about(subject)))


def erase_to_staff(change: Change, leads: Iterable[int]) -> int:
    """Mails in which our own people were told about these leads; for the room that had them sent."""
    rows = Mail.objects.filter(lead__in=sorted(set(leads)), sort="staff", erased_at__isnull=True)
    return _blank(change, list(rows))


def _blank(change: Change, rows: list[Mail]) -> int:
    for row in rows:
        if row.state in ("waiting", "held", "failed", "uncertain"):
            settle(change, row, "dropped", "erased")
        gone = {"to": "", "to_name": "", "subject": "", "text": "", "html": "", "told": "", "headers": {}}
        change.expect(Mail, {row.id: row.version})
        change.update(Mail, row.id, **gone, erased_at=change.now)
        change.announce([MailErased(lead=row.lead, subject=Ref("mail", row.id))])
    return len(rows)


def export(subject: Subject) -> Iterable[dict[str, Any]]:
    for row in _about(subject).order_by("id"):
        yield {
            "to": row.to,
            "subject": row.subject,
            "text": row.text,
            "state": row.state,
            "created_at": row.created_at.isoformat(),
            "settled_at": row.settled_at.isoformat() if row.settled_at else None,
        }
