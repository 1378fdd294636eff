"""The first day in a real browser: a list comes in, leads are worked by keyboard, one is won, the figures move."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from leadflow.handover.models import Outcome
from leadflow.journal import health, ids
from leadflow.leads.models import Lead, Touch
from leadflow.playbook import queries as playbook
from leadflow.queue import services as queue
from tests import cast, make
from tests.browser import PATIENCE, chromium, press, until
from tests.house import furnish

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]
LIST = "Firma;PLZ;Vorname;Nachname;E-Mail;Telefon\n" + "".join(
    f"Muster {n} GmbH;1011{n};Anna;Reuter{n};reuter{n}@muster{n}.example;0731 55512{n}\n" for n in range(4)
)


@pytest.fixture(autouse=True)
def _furnished(transactional_db: None) -> Iterator[None]:
    ids.forget_leases()
    playbook.forget()
    furnish()
    yield
    ids.forget_leases()
    playbook.forget()


@pytest.fixture
def chrome(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


def page_of(who: str, chrome: Browser, server: LiveServer) -> Page:
    """A page logged in as one of the cast; whatever the console complains about fails the journey."""
    name = settings.SESSION_COOKIE_NAME
    cookie = cast.browser(who).cookies[name].value
    context = chrome.new_context(locale="en-GB", viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": name, "value": cookie, "url": server.url}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1_000)
    page.on("pageerror", lambda error: pytest.fail(f"script: {error}"))
    return page


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def test_a_list_becomes_leads_that_are_worked_by_keyboard(
    chrome: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    lena = page_of("lena", chrome, live_server)
    path = tmp_path / "fair.csv"
    path.write_text(LIST, encoding="utf-8")
    lena.goto(f"{live_server.url}/intake/import")
    lena.set_input_files("input[type=file]", str(path))
    lena.locator("form button.primary").first.click()
    for _ in range(3):
        if Lead.objects.exists():
            break
        lena.wait_for_load_state()
        lena.locator("button.primary").first.click()
        lena.wait_for_load_state()
        queue.work_off()
    assert Lead.objects.count() == 4
    lena.goto(f"{live_server.url}/")
    assert lena.locator(".queue-row").count() >= 4
    assert serious(lena) == []
    for done in range(1, 4):
        expect(lena.locator(".heat")).to_be_visible()
        press(lena, "s")
        expect(lena.locator(".heat")).to_have_count(0)
        for key in ("u", "Enter"):
            press(lena, key)
        until(lena, lambda: Touch.objects.count() == done)  # noqa: B023
        lena.wait_for_load_state()
    assert health.examine() == []


def test_a_lead_is_handed_over_won_and_the_figures_move(chrome: Browser, live_server: LiveServer) -> None:
    lead = make.lead(
        company_name="Muster Fördertechnik GmbH", mail="reuter@muster.example", person_surname="Reuter"
    )
    lena = page_of("lena", chrome, live_server)
    lena.goto(f"{live_server.url}/")
    press(lena, "s")
    expect(lena.locator(".heat")).to_have_count(0)
    press(lena, "r")
    lena.fill("#ask-words", "Known from the fair")
    lena.locator(".inline-ask button[type=submit]").first.click()
    until(lena, lambda: Lead.objects.get(id=lead.id).stage == "handed_over")
    ben = page_of("ben", chrome, live_server)
    ben.goto(f"{live_server.url}/handover")
    assert "Muster Fördertechnik" in ben.content()
    assert serious(ben) == []
    ben.goto(f"{live_server.url}/handover/{lead.public_id}")
    ben.locator("button.primary:visible", has_text="Accept").first.click()
    until(ben, lambda: Lead.objects.get(id=lead.id).stage == "accepted")
    ben.locator("a[href*='ask=won']:visible").first.click()
    ben.fill("input[name=amount]", "4,200")
    ben.locator("form:has(input[name=amount]) button[type=submit]").first.click()
    until(ben, lambda: Outcome.objects.filter(lead_id=lead.id).exists())
    assert Outcome.objects.get(lead_id=lead.id).amount == 420_000
    hanna = page_of("hanna", chrome, live_server)
    hanna.goto(f"{live_server.url}/kpi")
    assert "1 opportunity" in hanna.content()
    assert serious(hanna) == []
    assert health.examine() == []
