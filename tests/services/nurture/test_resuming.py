"""A join taken back also takes back that a plan was stopped by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from leadflow.agenda import queries as agenda
from leadflow.kernel.actor import SYSTEM
from leadflow.leads import merging
from leadflow.leads.models import Merge
from leadflow.leads.queries import LeadRef
from leadflow.nurture import rules
from leadflow.nurture.models import Plan, Step
from leadflow.qualification import services as qualification
from leadflow.qualification.services import Verdict
from tests import cast, make
from tests.clock import NOW
from tests.fold import differences

pytestmark = pytest.mark.django_db
MARCH = datetime(2027, 3, 8, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def still():  # type: ignore[no-untyped-def]
    with time_machine.travel(NOW, tick=False):
        yield


def nurtured() -> LeadRef:
    lead, lena = make.lead(), cast.user("lena")
    ref = make.seen(lead, lena)
    qualification.give_verdicts([Verdict(ref, "not_yet", revisit_at=MARCH)], by=make.actor(lena), now=NOW)
    return ref


def merged(gone: LeadRef) -> LeadRef:
    into = make.seen(make.lead(), cast.user("lena"))
    merging.merge_leads(gone, into, by=SYSTEM, now=NOW + HOUR)
    return into


def part(into: LeadRef, at: datetime) -> None:
    merging.undo_merge(into, Merge.objects.get().id, by=SYSTEM, now=at)


def steps() -> list[tuple[str, str, datetime]]:
    return list(Step.objects.order_by("id").values_list("kind", "state", "due_at"))


def test_taken_apart_at_once_all_is_as_before() -> None:
    gone = nurtured()
    before, due = steps(), agenda.item(gone.id)
    part(merged(gone), NOW + 2 * HOUR)
    after = agenda.item(gone.id)
    assert (Plan.objects.get().state, steps()) == ("running", before)
    assert after is not None
    assert due is not None
    assert (after.due_at, after.reason) == (due.due_at, due.reason)
    assert differences() == []


def test_after_weeks_the_steps_are_put_off_by_whole_weeks() -> None:
    gone = nurtured()
    before = steps()
    later = NOW + timedelta(weeks=5)
    part(merged(gone), later)
    first, moved = before[0][2], steps()[0][2]
    assert Plan.objects.get().state == "running"
    assert later <= moved < later + timedelta(weeks=1)
    assert (moved - first) % timedelta(weeks=1) == timedelta()
    assert differences() == []


def test_where_the_day_of_the_talk_has_passed_nothing_is_written_before_it() -> None:
    gone = nurtured()
    part(merged(gone), MARCH + HOUR)
    assert Plan.objects.get().state == "stopped"
    assert agenda.item(gone.id) is not None


def test_a_plan_that_somebody_stopped_stays_stopped() -> None:
    gone = nurtured()
    into = merged(gone)
    Plan.objects.update(reason="by_hand")
    part(into, NOW + 2 * HOUR)
    assert Plan.objects.get().state == "stopped"


@pytest.mark.parametrize(("days", "weeks"), [(1, 0), (0, 0), (-1, 1), (-7, 1), (-8, 2)])
def test_by_how_much_a_plan_is_put_off(days: int, weeks: int) -> None:
    due = [NOW + timedelta(days=days), NOW + timedelta(days=60)]
    assert rules.later_by(due, NOW) == timedelta(weeks=weeks)
