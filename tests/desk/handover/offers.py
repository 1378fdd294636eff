"""Makers: leads that sales has, one line each."""

from __future__ import annotations

from datetime import datetime

from leadflow.handover import services as handover
from leadflow.leads import services as leads
from leadflow.leads.models import Lead
from leadflow.qualification import services as qualification
from tests import make
from tests.cast import user
from tests.clock import NOW


def handed(to: str = "ben", *, now: datetime = NOW, message: str = "", **fields: str) -> Lead:
    """Offered to somebody of sales or a partner, with the clock running."""
    lead, by = make.lead(now, **fields), make.actor(user("lena"))
    ref = make.seen(lead, user("lena"))
    leads.set_heat(ref, "warm", by=by, now=now)
    judged = qualification.Verdict(ref, "ready", reason="all the same")
    qualification.give_verdicts([judged], by=by, now=now)
    handover.hand_over(ref, to=user(to).id, message=message, by=by, now=now)
    return Lead.objects.get(id=lead.id)


def accepted(to: str = "ben", *, now: datetime = NOW) -> Lead:
    lead, by = handed(to, now=now), user(to)
    handover.accept(make.seen(lead, by), by=make.actor(by), now=now)
    return Lead.objects.get(id=lead.id)


def won(amount: int = 400_000, *, now: datetime = NOW) -> Lead:
    lead, by = accepted(now=now), user("ben")
    handover.report_won(make.seen(lead, by), amount, by=make.actor(by), now=now)
    return Lead.objects.get(id=lead.id)


def lost(reason: str = "price", *, now: datetime = NOW) -> Lead:
    lead, by = accepted(now=now), user("ben")
    handover.report_lost(make.seen(lead, by), reason, by=make.actor(by), now=now)
    return Lead.objects.get(id=lead.id)
