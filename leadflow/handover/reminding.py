"""Offers that wait: a reminder before the deadline, and back to lead management when sales stays silent."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from leadflow.agenda import queries as agenda
from leadflow.delivery import queries as mails
from leadflow.handover import queries, services
from leadflow.handover.notifying import Asked, notify
from leadflow.handover.policy import HandoverPolicy
from leadflow.handover.queries import OfferLine
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM
from leadflow.leads import queries as leads
from leadflow.playbook import queries as playbook


def run(*, now: datetime) -> tuple[int, int]:
    """(reminded, lapsed). Deadlines are working time."""
    policy, (_, hours) = playbook.at(now).section(HandoverPolicy), agenda.policy(now)
    reminded = lapsed = 0
    for offer in queries.waiting():
        if hours.add(offer.answer_by, policy.lapse_after) <= now:
            lapsed += services.lapse(offer.id, now=now)
        elif now < offer.answer_by and hours.between(now, offer.answer_by) <= policy.remind_before:
            reminded += journal.change(partial(_remind, offer=offer), by=SYSTEM, now=now)
    return reminded, lapsed


def _remind(change: Change, offer: OfferLine) -> int:
    """Once for each receiver; who came to the team meanwhile is told as well."""
    if mails.is_queued_like(f"reminder {offer.id} "):
        return 0
    shot = leads.snapshots([offer.lead])[offer.lead]
    asked = Asked(offer.id, offer.lead, offer.team, offer.to, offer.answer_by, offer.message)
    notify(change, asked, shot, "reminder")
    return 1
