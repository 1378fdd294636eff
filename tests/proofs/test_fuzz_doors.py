"""Nasty messages through every door: none breaks it, none that was taken is lost, and no page runs what they say."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, Request, sync_playwright
from pytest_django.live_server_helper import LiveServer

from leadflow.accounts import machines
from leadflow.intake import beginning, importing
from leadflow.intake import queries as intake
from leadflow.intake.importing import Choices
from leadflow.intake.models import Arrival, Receipt
from leadflow.journal import health
from leadflow.kernel.actor import SYSTEM
from leadflow.leads import keeping
from leadflow.leads import services as work
from leadflow.leads.models import Lead
from leadflow.leads.services import TouchMade
from tests import cast, make
from tests.browser import PATIENCE, chromium
from tests.clock import NOW
from tests.journeys.test_first_run import FLAGS
from tests.proofs import doors
from tests.proofs.pest import CANARY, SCRIPTS, Pest

MANY: Final = int(os.environ.get("LEADFLOW_FUZZ", "80"))
SEED: Final = int(os.environ.get("LEADFLOW_FUZZ_SEED", "2026"))


@pytest.fixture(scope="session", autouse=True)
def _static_folder() -> None:
    """Else the server of static files warns when it starts."""
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Refused requests are logged by thousands."""
    caplog.set_level("CRITICAL", logger="django.request")
    machines.forget_shares()


def poured(name: str, many: int) -> Counter[str]:
    """So many messages through one door; what it said, and how many it took."""
    said = Counter[str]()
    for at in range(many):
        seed = SEED * 1_000_000 + at
        knock = doors.DOORS[name](Pest(seed))
        assert knock.status < 500, f"door {name}, seed {seed}: {knock}"
        said["taken"] += knock.taken
        said["yes" if knock.taken else "no"] += 1
    return said


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(doors.DOORS))
def test_no_message_breaks_a_door_or_is_lost_behind_it(name: str) -> None:
    doors.furnish()
    said = poured(name, share := max(1, MANY // len(doors.DOORS)))
    balance = intake.balance()
    print(f"\ndoor {name}: {share} payloads from seed {SEED}, {dict(said)}, states {dict(balance.states)}")
    assert (balance.received, balance.difference) == (said["taken"], 0)
    assert Arrival.objects.count() == said["taken"]
    assert make.balance_closes()
    assert health.examine() == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(doors.DOORS))
def test_each_door_takes_some_and_refuses_some(name: str) -> None:
    """Else the fuzzer would knock at a closed door, or say nothing nasty."""
    doors.furnish()
    said = poured(name, 25)
    assert said["no"]
    assert said["yes"]


class Guard:
    """Watches a page for anything a message made it do."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home, self.seen = page, home, list[str]()
        page.on("dialog", lambda dialog: self._note(f"dialog {dialog.message}"))
        page.on("request", self._asked)

    def _note(self, what: str) -> None:
        self.seen.append(what)

    def _asked(self, request: Request) -> None:
        if f"{CANARY}.example" in request.url or not request.url.startswith((self.home, "data:", "blob:")):
            self._note(f"asked for {request.url}")

    def visit(self, path: str) -> None:
        answer = self.page.goto(f"{self.home}{path}")
        assert answer is not None
        assert answer.status < 500, path
        for name in (
            "[onerror]",
            "[onload]",
            "iframe[srcdoc]",
            "a[href^='javascript:']",
            "[hx-on\\:\\:load]",
        ):
            assert not self.page.locator(name).count(), f"{path}: {name}"
        assert self.page.evaluate("window.canary") is None, path


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(chromium() is None, reason="no chromium")
def test_no_page_runs_what_a_message_says(live_server: LiveServer, guard_page: Page) -> None:
    doors.furnish()
    for name in doors.DOORS:
        poured(name, 6)
    _every_script_everywhere()
    guard = Guard(guard_page, live_server.url)
    paths = list(_pages())
    for path in paths:
        guard.visit(path)
    assert len(paths) > 20
    assert guard.seen == []
    guard_page.goto(f"data:text/html,{SCRIPTS[0]}")
    assert guard_page.evaluate("window.canary") == 1  # the canary does sing where somebody lets it


def _every_script_everywhere() -> None:
    """Each script in each field that a page shows: name, company, need, note, tag, file name, heading."""
    for at, script in enumerate(SCRIPTS):
        lead = make.lead(
            person_surname=script,
            company_name=f"{script}{at}",
            mail=f"s{at}@b.example",
            lead_need=script,
            note=script,
        )
        lena = cast.user("lena")
        ref, by = make.seen(lead, lena), make.actor(lena)
        keeping.write_note(ref, script, by=by, now=NOW)
        keeping.set_tags(ref, [script], by=by, now=NOW)
        work.log_touch(ref, TouchMade("mail", note=script), by=by, now=NOW)
    rows = "\n".join(f'"{s.replace(chr(34), chr(34) * 2)}","a@b.example"' for s in SCRIPTS)
    draft = beginning.begin(BytesIO(f"{SCRIPTS[1]},E-Mail\n{rows}".encode()), SCRIPTS[0], by=SYSTEM, now=NOW)
    beginning.begin(BytesIO(f"{SCRIPTS[2]},E-Mail\n{rows}".encode()), SCRIPTS[1], by=SYSTEM, now=NOW)
    importing.start(draft.receipt, Choices({}), by=SYSTEM, now=NOW, in_background=False)
    importing.run(draft.receipt, clock=lambda: NOW)


def _pages() -> Iterator[str]:
    """Every page that shows what came: lists, leads with their journal, the ledger, raw messages, the preview."""
    yield from (reverse(f"desk:{name}") for name in ("leads", "today", "intake", "receipts", "risk"))
    for lead in Lead.objects.order_by("-id")[:15]:
        yield reverse("desk:lead", args=[lead.public_id])
    for arrival in Arrival.objects.order_by("-id")[:15]:
        yield reverse("desk:arrival", args=[arrival.public_id])
    for receipt in intake.receipts():
        yield reverse("desk:receipt", args=[receipt.public_id])
    draft = Receipt.objects.filter(state="draft").values_list("public_id", flat=True)[0]
    yield reverse("desk:import_columns", args=[draft])


@pytest.fixture
def guard_page(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        context = browser.new_context(locale="de-DE")
        name = settings.SESSION_COOKIE_NAME
        cookie = cast.browser("lena").cookies[name].value
        context.add_cookies([{"name": name, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1_000)
        yield page
        browser.close()
