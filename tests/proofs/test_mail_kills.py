"""Two workers that are killed at any moment while mails leave: no plan mail twice, none silently missing."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from leadflow.delivery import services as delivery
from leadflow.delivery.models import Mail
from leadflow.delivery.rendering import Rendered
from leadflow.delivery.services import Letter
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM
from leadflow.leads.models import Lead
from leadflow.leads.queries import snapshots
from leadflow.nurture import running
from leadflow.privacy import services as privacy
from leadflow.privacy.services import Said
from leadflow.qualification import services as qualification
from leadflow.qualification.services import Verdict
from tests import cast, fold, make
from tests.clock import NOW
from tests.mailbox import Mailbox, connect, open_mailbox

KILLS = int(os.environ.get("LEADFLOW_MAIL_KILLS", "4"))
MAILS = int(os.environ.get("LEADFLOW_MAILS", "120"))
"""`make bars` kills 50 times while 2,000 plan mails leave."""
CONFIRMATIONS = max(MAILS // 20, 5)
WORKERS = 2
FACTOR = 60.0
"""A lease of three minutes ends after three seconds."""
START = NOW + timedelta(days=2)
LONGEST = 1_800


class Slow(Mailbox):
    """Takes its time, so that workers die before, within and after a mail."""

    pause = 0.05

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the server's name
        await asyncio.sleep(random.uniform(0, self.pause))
        taken = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(random.uniform(0, self.pause))
        return taken


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with open_mailbox(Slow()) as opened:
        connect(opened)
        yield opened


def plan_mails() -> None:
    """A lead each, with a plan whose first mail is due."""
    lena, by = cast.user("lena"), make.actor(cast.user("lena"))
    for start in range(0, MAILS, 100):
        make.arrive(*({
            "company.name": f"Werk {n} GmbH", "company.postcode": f"{10000 + n}",
            "person.surname": f"Reuter{n}", "mail": f"reuter{n}@werk{n}.example",
        } for n in range(start, min(start + 100, MAILS))))  # fmt: skip
    leads = list(Lead.objects.order_by("id"))
    for shot in snapshots([lead.id for lead in leads]).values():
        privacy.record_consent(Said(min(shot.contacts), "mail", "given", "call", NOW), by=SYSTEM, now=NOW)
    for start in range(0, len(leads), 100):
        wanted = [Verdict(make.seen(lead, lena), "not_yet") for lead in leads[start : start + 100]]
        qualification.give_verdicts(wanted, by=by, now=NOW)
    while running.run_due(now=START):
        continue


def confirmations() -> None:
    words = Rendered("Please confirm", "Please confirm", "<p>Please confirm</p>")

    def think(change: Change) -> None:
        letters = [
            Letter(f"confirm {n}", "confirm", f"confirm{n}@werk.example", words) for n in range(CONFIRMATIONS)
        ]
        delivery.queue_mails(change, letters)

    journal.change(think, by=SYSTEM, now=START)


class Workers:
    """Two sender processes; one is killed and another takes its place."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.began, self.count = folder, time.time(), 0
        self.running = [self._start() for _ in range(WORKERS)]

    def _start(self) -> tuple[subprocess.Popen[bytes], Path]:
        self.count += 1
        ready = self.folder / f"ready-{self.count}"
        told = [str(connection.settings_dict["NAME"]), str(self.began), str(FACTOR), str(ready)]
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
        command = [sys.executable, "-m", "tests.proofs.sender", *told]
        return subprocess.Popen(command, env=environment), ready

    def kill_one(self, chance: random.Random) -> None:
        """At a moment of its own, once it sends."""
        at = chance.randrange(WORKERS)
        process, ready = self.running[at]
        until = time.monotonic() + 60
        while not ready.exists() and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(chance.uniform(0, 0.6))
        process.kill()
        process.wait()
        self.running[at] = self._start()

    def end(self) -> None:
        for process, _ in self.running:
            process.kill()
            process.wait()


def left() -> int:
    return Mail.objects.filter(state__in=("waiting", "sending")).count()


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_no_plan_mail_leaves_twice_and_none_is_lost(tmp_path: Path, box: Mailbox) -> None:
    plan_mails()
    confirmations()
    assert Mail.objects.filter(sort="plan", state="waiting").count() == MAILS
    workers, chance, within = Workers(tmp_path), random.Random(7), 0
    try:
        for _ in range(KILLS):
            workers.kill_one(chance)
            within += left() > 0
        until = time.monotonic() + LONGEST
        while left() and time.monotonic() < until:
            time.sleep(0.2)
    finally:
        workers.end()
    assert left() == 0
    arrived = Counter(str(mail["Message-ID"]) for mail in box.mails)
    to = Counter(str(mail["To"]) for mail in box.mails)
    uncertain = list(Mail.objects.filter(state="uncertain"))
    sent = Mail.objects.filter(sort="plan", state="sent")
    plan_raw = [count for address, count in to.items() if "confirm" not in address]
    print(
        f"{MAILS} plan mails, {KILLS} kills ({within} while mails were left): {sum(plan_raw)} arrived raw,"
        f" {max(plan_raw)} at most each, {len(uncertain)} uncertain,"
        f" {sum(arrived.values()) - sum(plan_raw)} confirmations for {CONFIRMATIONS}"
    )
    assert within >= 0.75 * KILLS
    assert max(plan_raw) == 1, "no plan mail twice"
    assert sent.count() + len(uncertain) == MAILS
    assert len(uncertain) <= WORKERS * KILLS
    assert {mail.to for mail in sent} <= {address.rpartition("<")[2].strip(">") for address in to}
    assert all(mail.code == "sender_died" for mail in uncertain), "listed with the reason"
    assert all(to[f"confirm{n}@werk.example"] >= 1 for n in range(CONFIRMATIONS)), (
        "confirmations at least once"
    )
    assert fold.differences() == []


def test_the_clock_of_a_sender_runs_fast() -> None:
    from tests.proofs.sender import clock  # noqa: PLC0415 - only here

    assert clock(datetime(2026, 1, 1, tzinfo=UTC), time.time() - 10, 60) >= datetime(
        2026, 1, 1, 0, 10, tzinfo=UTC
    )
