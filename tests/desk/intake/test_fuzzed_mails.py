"""Fuzzed mails through the whole door: none is lost, and nothing of them runs in a page."""

from __future__ import annotations

import os
from typing import Final

import pytest

from leadflow.intake import corresponding, fetching, mailboxes
from leadflow.intake.imap import Came
from leadflow.intake.models import Arrival, Letter, Receipt
from leadflow.journal import health
from leadflow.kernel.actor import SYSTEM
from tests import fold, make
from tests.cast import browser
from tests.clock import NOW
from tests.rules.mailbox import fuzz

pytestmark = pytest.mark.django_db
MANY: Final = int(os.environ.get("LEADFLOW_MAILS", "200"))
RUNS = ("<script>alert", "<img src=x", "onerror=alert(1)>")


def through_the_door(count: int, seed: int) -> None:
    wanted = mailboxes.Wanted("post@muster.example", "127.0.0.1", 1, "none", channel="website")
    public = mailboxes.set_up(wanted, by=SYSTEM, now=NOW)
    raws = list(fuzz.mails(count, seed))
    for start in range(0, count, 50):
        piece = [Came(start + at, raw, len(raw)) for at, raw in enumerate(raws[start : start + 50], 1)]
        fetching.take(mailboxes.box(public), 7, piece, now=NOW)
        corresponding.settle(mailboxes.box(public).id, now=NOW)


def nothing_runs(shown: int) -> None:
    ada = browser("ada")
    for arrival in Arrival.objects.order_by("id")[:shown]:
        page = ada.get(f"/intake/arrival/{arrival.public_id}")
        assert page.status_code == 200
        assert not any(bad in page.text for bad in RUNS)


def prove(count: int, seed: int, shown: int) -> None:
    through_the_door(count, seed)
    receipt = Receipt.objects.get()
    assert receipt.seen == count
    assert receipt.received == Arrival.objects.count() == Letter.objects.count()
    assert not Arrival.objects.filter(state="waiting").exists()
    assert make.balance_closes()
    assert (fold.differences(), health.examine()) == ([], [])
    nothing_runs(shown)


def test_a_hundred_fuzzed_mails_are_kept_and_shown_safely() -> None:
    prove(100, 3, shown=60)


@pytest.mark.slow
def test_many_fuzzed_mails_are_kept() -> None:
    prove(MANY, 4, shown=MANY // 10)
