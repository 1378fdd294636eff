"""What this room blanks of a person: words that went along with an offer or came back with an answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leadflow.delivery import erasing as mails
from leadflow.handover.models import Offer, Outcome
from leadflow.journal.traces import Subject
from leadflow.journal.unit import Change
from leadflow.leads import erasing


def erase(change: Change, subject: Subject) -> int:
    offers = erasing.blank_texts(change, subject, Offer, ("message", "note"))
    offers += mails.erase_to_staff(change, erasing.about(subject))
    return offers + erasing.blank_texts(change, subject, Outcome, ("note",))


def export(subject: Subject) -> Iterable[dict[str, Any]]:
    leads = erasing.about(subject)
    for offer in Offer.objects.filter(lead_id__in=leads).order_by("id"):
        yield {"offered_at": offer.offered_at.isoformat(), "message": offer.message, "note": offer.note}
    for outcome in Outcome.objects.filter(lead_id__in=leads).order_by("id"):
        yield {"outcome": outcome.kind, "decided_at": outcome.decided_at.isoformat(), "note": outcome.note}
