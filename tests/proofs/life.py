"""A house in which something has happened: the same seed gives the same life."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Final

from leadflow.accounts.models import User
from leadflow.handover import services as handover
from leadflow.kernel.refusals import Refusal
from leadflow.leads import keeping, merging, services
from leadflow.leads.models import Lead
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import OPEN_STAGES
from leadflow.people import learning
from leadflow.people.models import Person, Proposal
from leadflow.privacy import services as privacy
from leadflow.qualification import services as qualification
from leadflow.qualification.services import Call, Verdict
from tests import cast, make
from tests.clock import NOW

FIRMS: Final = ("Alpha GmbH", "Beta & Söhne KG", "Gamma AG", "Delta eG", "Omega OHG")


def live(seed: int, *, rows: int = 30) -> None:
    """Lists come in (some rows twice, some empty), leads are worked on, handed over, won; somebody is erased."""
    rng = random.Random(seed)
    for start in range(0, rows, 10):
        make.arrive(*(_row(rng) for _ in range(min(10, rows - start))), now=NOW + timedelta(minutes=start))
    for step in range(rows):
        _act(rng, NOW + timedelta(hours=2, minutes=5 * step))
    _settle(rng, NOW + timedelta(days=2))


def _row(rng: random.Random) -> make.Row:
    if rng.random() < 0.1:
        return {"person.function": ""}
    number = rng.randint(1, 40)
    row = {
        "company.name": rng.choice(FIRMS) if rng.random() < 0.6 else f"Werk {number} GmbH",
        "company.postcode": rng.choice(("10115", "89073", "")),
        "person.surname": f"Reuter{number}" if rng.random() < 0.8 else "",
        "mail": rng.choice((f"reuter{number}@werk{number}.example", "info@alpha.example", "")),
        "phone": rng.choice((f"0731 55{number:04d}", "0731 123456", "")),
        "source.id": str(number) if rng.random() < 0.2 else "",
    }
    return {name: text for name, text in row.items() if text}


def _act(rng: random.Random, now: datetime) -> None:
    """One thing somebody does with one lead; what is refused in that state is simply not done."""
    lead = rng.choice(list(Lead.objects.filter(stage__in=OPEN_STAGES, merged_into__isnull=True)))
    lena, ben = cast.user("lena"), cast.user("ben")
    try:
        rng.choice(ACTS)(rng, lead, lena, ben, now)
    except Refusal:
        return


def _ref(lead: Lead, user: User) -> LeadRef:
    return make.seen(lead, user)


def _work(rng: random.Random, lead: Lead, lena: User, ben: User, now: datetime) -> None:
    by, ref = make.actor(lena), _ref(lead, lena)
    services.claim(ref, by=by, now=now, idle_minutes=30)
    services.set_heat(ref, rng.choice(("hot", "warm", "cold")), by=by, now=now)
    qualification.log_call(
        Call(ref, "not_reached", seconds=rng.randint(5, 300), note="Mailbox"), by=by, now=now
    )


def _ask(rng: random.Random, lead: Lead, lena: User, ben: User, now: datetime) -> None:
    by, ref = make.actor(lena), _ref(lead, lena)
    services.answer(ref, {"lead.need": f"Linie {rng.randint(1, 9)}"}, by=by, now=now)
    keeping.write_note(ref, "Ruft zurück", by=by, now=now)


def _sort_out(rng: random.Random, lead: Lead, lena: User, ben: User, now: datetime) -> None:
    by, ref = make.actor(lena), _ref(lead, lena)
    qualification.give_verdicts([Verdict(ref, "disqualify", reason="no_need")], by=by, now=now)
    if rng.random() < 0.5:
        qualification.undo_verdict(ref, by=by, now=now + timedelta(minutes=1))


def _sell(rng: random.Random, lead: Lead, lena: User, ben: User, now: datetime) -> None:
    by = make.actor(lena)
    qualification.give_verdicts([Verdict(_ref(lead, lena), "ready", reason="von der Messe")], by=by, now=now)
    handover.hand_over(_ref(lead, lena), by=by, now=now, to=ben.id)
    if rng.random() < 0.3:
        handover.give_back(_ref(lead, ben), "no_budget", by=make.actor(ben), now=now)
        return
    handover.accept(_ref(lead, ben), by=make.actor(ben), now=now)
    if rng.random() < 0.6:
        handover.report_won(_ref(lead, ben), rng.randint(1, 90) * 10_000, by=make.actor(ben), now=now)
    if rng.random() < 0.3:
        handover.undo_outcome(_ref(lead, ben), by=make.actor(ben), now=now + timedelta(minutes=1))


def _merge(rng: random.Random, lead: Lead, lena: User, ben: User, now: datetime) -> None:
    other = (
        Lead.objects.filter(offer=lead.offer, stage="new", merged_into__isnull=True)
        .exclude(id=lead.id)
        .first()
    )
    if other is not None:
        merging.merge_leads(_ref(other, lena), _ref(lead, lena), by=make.actor(lena), now=now)


ACTS: Final = (_work, _work, _ask, _sort_out, _sell, _merge)


def _settle(rng: random.Random, now: datetime) -> None:
    """A proposal is decided, and one person asks to be forgotten."""
    hanna = make.actor(cast.user("hanna"))
    for proposal in Proposal.objects.filter(decided_at__isnull=True).order_by("id")[:2]:
        try:
            learning.decide_proposal(proposal.id, same=rng.random() < 0.5, by=hanna, now=now)
        except Refusal:
            continue
    standing = list(Person.objects.filter(joined_into__isnull=True, erased_at__isnull=True).order_by("id"))
    if standing:
        privacy.erase(rng.choice(standing).id, by=hanna, now=now)
