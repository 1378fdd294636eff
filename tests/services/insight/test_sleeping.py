"""Sleeping leads are offered by rule, and waking one makes a new lead that knows its predecessor, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leadflow.insight import sleeping
from leadflow.intake import waking
from leadflow.journal import health
from leadflow.kernel.refusals import Refusal
from leadflow.leads.models import Lead
from leadflow.leads.queries import snapshots
from leadflow.playbook import queries as playbook
from tests import fold, make
from tests.cast import user
from tests.clock import NOW
from tests.desk.handover.offers import lost, won

pytestmark = pytest.mark.django_db
HALF_A_YEAR = NOW + timedelta(days=181)


def offered(at: int = 181) -> list[int]:
    now = NOW + timedelta(days=at)
    return [one.lead for one in sleeping.sleepers(playbook.at(now), now)]


def test_only_reasons_that_may_change_and_only_after_their_time() -> None:
    late, price, rival = lost("timing"), lost("price"), lost("competitor")
    won()
    assert offered(179) == []
    assert offered(181) == [late.id]
    assert set(offered(366)) == {late.id, price.id}
    assert rival.id not in offered(900)


def test_the_base_that_was_worked_is_counted() -> None:
    make.lead()
    assert sleeping.worked() == sleeping.Worked(1, 0)


def test_waking_makes_a_new_lead_of_the_same_people() -> None:
    old, lena = lost("timing"), user("lena")
    ref = make.seen(old, lena)
    key = waking.wake(ref, by=make.actor(lena), now=HALF_A_YEAR)
    new = Lead.objects.get(id=key)
    assert (new.predecessor_id, new.stage, new.company_id, new.offer) == (
        old.id,
        "new",
        old.company_id,
        old.offer,
    )
    assert snapshots([key])[key].contacts == snapshots([old.id])[old.id].contacts
    assert waking.wake(ref, by=make.actor(lena), now=HALF_A_YEAR) == key
    assert offered() == []
    assert (fold.differences(), health.examine()) == ([], [])
    assert make.balance_closes()


def test_who_is_open_or_cannot_be_reached_is_not_woken() -> None:
    lena = user("lena")
    with pytest.raises(Refusal, match="lead_is_open"):
        waking.wake(make.seen(make.lead(), lena), by=make.actor(lena), now=NOW)
