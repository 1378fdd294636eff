"""Interest fades by itself, every night."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from leadflow.journal import services as journal
from leadflow.kernel.actor import SYSTEM
from leadflow.queue import services as queue
from leadflow.queue import tasks
from leadflow.scoring import services
from leadflow.scoring.models import Score
from tests import make
from tests.clock import NOW

pytestmark = pytest.mark.django_db


def test_after_two_half_lives_a_quarter_is_left() -> None:
    lead = make.lead()
    before = Score.objects.get(lead_id=lead.id).interest
    services.fade(now=NOW + timedelta(days=28))
    assert Score.objects.get(lead_id=lead.id).interest == round(before / 4)


def test_a_score_of_today_is_left_alone() -> None:
    make.lead()
    assert services.fade(now=NOW + timedelta(hours=1)) == 0


def test_it_is_planned_for_every_night() -> None:
    planned = {one.task for one in tasks.recurring()}
    assert {"scoring.fade", "accounts.forget_sessions", "queue.tidy", "files.sweep"} <= planned


def test_the_night_fades_all_and_ends() -> None:
    leads = [make.lead() for _ in range(3)]
    Score.objects.update(as_of=NOW - timedelta(days=30))
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        journal.change(lambda c: queue.enqueue(c, "scoring.fade", {}), by=SYSTEM, now=NOW)
        queue.work_off(only=("scoring.fade",))
    assert Score.objects.filter(lead_id__in=[lead.id for lead in leads], as_of__gt=NOW).count() == 3
