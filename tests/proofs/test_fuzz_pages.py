"""What messages say runs in no page that shows them: a real browser looks, and a canary would sing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final
from uuid import UUID

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, Request, sync_playwright
from pytest_django.live_server_helper import LiveServer

from leadflow.intake import beginning, importing
from leadflow.intake import queries as intake
from leadflow.intake.importing import Choices
from leadflow.intake.models import Arrival, Hook, Receipt
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
from tests.proofs.pest import CANARY, SCRIPTS
from tests.proofs.test_fuzz_doors import poured


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    for name in ("django.request", "leadflow"):
        caplog.set_level("CRITICAL", logger=name)


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
        poured(name, 4)
    _every_script_everywhere()
    guard = Guard(guard_page, live_server.url)
    paths = list(_pages())
    for path in paths:
        guard.visit(path)
    assert len(paths) > 50
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


LISTS: Final = (
    *("leads", "today", "risk", "twice", "intake", "receipts", "differences", "hooks", "codes", "code_entry"),
    *("mappings", "forms", "hand", "fair", "import", "costs"),
)


def _pages() -> Iterator[str]:
    """Every page that shows what came: lists, leads with their journal, the ledger, raw messages, the preview."""
    yield from (reverse(f"desk:{name}") for name in LISTS)
    for lead in Lead.objects.order_by("-id")[: len(SCRIPTS)]:
        yield reverse("desk:lead", args=[lead.public_id])
    for arrival in _arrivals():
        yield reverse("desk:arrival", args=[arrival])
    for receipt in intake.receipts():
        yield reverse("desk:receipt", args=[receipt.public_id])
    for hook in Hook.objects.values_list("public_id", flat=True):
        yield reverse("desk:hook", args=[hook])
    listed = Receipt.objects.filter(door="csv", state="done").values_list("public_id", flat=True)[:2]
    yield from (reverse("desk:receipt_rows", args=[one]) for one in listed)
    draft = Receipt.objects.filter(state="draft").values_list("public_id", flat=True)[0]
    yield from (reverse(f"desk:import_{name}", args=[draft]) for name in ("columns", "preview"))


def _arrivals() -> Iterator[UUID]:
    """The newest two of each door."""
    for door in Receipt.objects.order_by("door").values_list("door", flat=True).distinct():
        yield from (
            Arrival.objects.filter(receipt__door=door).order_by("-id").values_list("public_id", flat=True)[:2]
        )


@pytest.fixture
def guard_page(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        context = browser.new_context(locale="de-DE")
        name = settings.SESSION_COOKIE_NAME
        cookie = cast.browser("hanna").cookies[name].value
        context.add_cookies([{"name": name, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1_000)
        yield page
        browser.close()
