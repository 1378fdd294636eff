"""A reply, an unsubscribe and a handover, each racing with the claim of a due mail: the later one sees the earlier."""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Final

import pytest
from django.db import connection, connections

from leadflow.delivery import sending
from leadflow.delivery.models import Mail
from leadflow.handover import services as handover
from leadflow.journal.models import Entry
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.refusals import Refusal
from leadflow.leads import services as leads
from leadflow.leads.models import Lead
from leadflow.leads.queries import LeadRef, snapshots
from leadflow.leads.services import TouchMade
from leadflow.nurture import running
from leadflow.privacy import services as privacy
from leadflow.privacy.services import Said
from leadflow.qualification import services as qualification
from leadflow.qualification.services import Verdict
from tests import cast, fold, make
from tests.clock import NOW

TRIES = int(os.environ.get("LEADFLOW_RACES", "30"))
"""`make bars` tries 1,000 times, on both databases."""
LATER: Final = NOW + timedelta(days=2)
AT_ONCE: Final = 50


def due(count: int) -> list[tuple[LeadRef, int]]:
    """Leads in care, each with a plan's mail that is due."""
    lena, by = cast.user("lena"), make.actor(cast.user("lena"))
    refs = [make.seen(make.lead(), lena) for _ in range(count)]
    for shot in snapshots([ref.id for ref in refs]).values():
        privacy.record_consent(Said(min(shot.contacts), "mail", "given", "call", NOW), by=SYSTEM, now=NOW)
    qualification.give_verdicts([Verdict(ref, "not_yet") for ref in refs], by=by, now=NOW)
    running.run_due(now=LATER, limit=1_000)
    mails = dict(Mail.objects.filter(state="waiting").values_list("lead", "id"))
    return [(ref, mails[ref.id]) for ref in refs]


def replies(ref: LeadRef) -> None:
    leads.log_touch(ref, TouchMade("mail", inbound=True), by=SYSTEM, now=LATER)


def unsubscribes(ref: LeadRef) -> None:
    person = min(snapshots([ref.id])[ref.id].contacts)
    privacy.record_consent(Said(person, "mail", "withdrawn", "form", LATER), by=SYSTEM, now=LATER)


def is_handed_over(ref: LeadRef) -> None:
    """Judged ripe after all: what the plan still had to say is not said any more."""
    lena = make.actor(cast.user("lena"))
    qualification.give_verdicts([Verdict(ref, "ready", reason="all the same")], by=lena, now=LATER)
    handover.hand_over(make.seen(Lead.objects.get(id=ref.id), cast.user("lena")), to=None, by=lena, now=LATER)


def again(act: Callable[[], object]) -> None:
    """What met somebody else at the same moment is tried again, as a person would."""
    for _ in range(20):
        try:
            act()
        except Refusal as refusal:
            if refusal.code not in ("busy", "changed_meanwhile"):
                raise
        else:
            return
    raise AssertionError("always busy")


def race(first: Callable[[], object], second: Callable[[], object], chance: random.Random) -> None:
    """Both at the same moment, one of them a little late."""
    start, faults = threading.Barrier(2), list[Exception]()

    def run(act: Callable[[], object], pause: float) -> None:
        try:
            start.wait()
            time.sleep(pause)
            again(act)
        except Exception as fault:  # noqa: BLE001 - whatever broke the thread fails the test
            faults.append(fault)
        finally:
            connections.close_all()

    pauses = chance.choice([(0.0, chance.uniform(0, 0.03)), (chance.uniform(0, 0.03), 0.0)])
    threads = [
        threading.Thread(target=run, args=(act, pause))
        for act, pause in zip((first, second), pauses, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def settled(mail: int) -> list[str]:
    """What the journal says became of the mail, in its order."""
    rows = Entry.objects.filter(kind="mail.settled", subject_kind="mail", subject_id=mail).order_by("id")
    return [str(payload["state"]) for payload in rows.values_list("payload", flat=True)]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", [replies, unsubscribes, is_handed_over])
def test_the_later_one_sees_the_earlier(act: Callable[[LeadRef], None]) -> None:
    chance, ended = random.Random(5), Counter[str]()
    cast.user("ben")
    for begun in range(0, TRIES, AT_ONCE):
        for ref, mail in due(min(AT_ONCE, TRIES - begun)):
            claimed: list[str] = []

            def claims(mail: int = mail, claimed: list[str] = claimed) -> None:
                row = sending.claim(mail, now=LATER)
                claimed.append(row.state if row else "")

            race(claims, lambda ref=ref: act(ref), chance)  # type: ignore[misc]
            state = Mail.objects.get(id=mail).state
            ended[state] += 1
            assert settled(mail) == [state], "decided once"
            assert (claimed == ["sending"]) == (state == "sending"), (claimed, state)
            assert state in ("sending", "dropped", "held")
            assert _stopped(ref), "the plan heard of it in any case"
    print(f"{act.__name__} on {connection.vendor}: {dict(ended)} of {TRIES}")
    assert fold.differences() == []


def _stopped(ref: LeadRef) -> bool:
    from leadflow.nurture import queries  # noqa: PLC0415 - used here only

    plan = queries.of_lead(ref)
    return plan is not None and plan.state == "stopped"
