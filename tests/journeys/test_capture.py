"""At the booth without a network, and a lead typed in one line: in a real browser."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from leadflow.intake.models import Arrival
from leadflow.journal import ids
from leadflow.leads.models import Lead
from leadflow.playbook import queries as playbook
from tests import cast, make
from tests.browser import chromium, until
from tests.house import furnish

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
FLAGS: Final = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
CARDS: Final = "".join(
    f"BEGIN:VCARD\nVERSION:3.0\nN:Berg{at};Anna\nFN:Anna Berg{at}\nEMAIL:anna.berg{at}@berg.example\nEND:VCARD\n"
    for at in (1, 2)
)


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture(autouse=True)
def _house(transactional_db: None) -> Iterator[None]:
    ids.forget_leases()
    playbook.forget()
    furnish()
    yield
    ids.forget_leases()
    playbook.forget()


def log_in(context: BrowserContext, server: Any, who: str, language: str = "en") -> None:
    client: Client = cast.browser(who, language=language)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server.url}])


@pytest.fixture
def phone(browser: Browser, live_server: Any) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    log_in(context, live_server, "ben")
    page = context.new_page()
    page.goto(f"{live_server.url}/fair")
    page.locator("html[data-awake]").wait_for(state="attached")
    yield page
    context.close()


def sound(page: Page) -> None:
    """WCAG as axe sees it."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def note(page: Page, name: str) -> None:
    page.get_by_label("Fair", exact=True).fill("Hannover Messe 2026")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Company", exact=True).fill("Muster GmbH")
    page.get_by_label("within 3 months").check()
    page.get_by_label("comparing suppliers").check()
    page.get_by_role("button", name="Keep", exact=True).tap()


def says(page: Page, text: str) -> None:
    until(page, lambda: page.locator("[data-count]").inner_text() == text)


def test_notes_without_a_network_outlive_reloads_and_arrive_once(phone: Page) -> None:
    phone.context.set_offline(True)
    note(phone, "Sabine Reuter")
    note(phone, "Jonas Kern")
    says(phone, "2 not sent yet")
    sound(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert "No network" in phone.locator("[data-notice]").inner_text()
    phone.reload()
    phone.locator("html[data-awake]").wait_for(state="attached")
    says(phone, "2 not sent yet")
    assert phone.get_by_label("Fair", exact=True).input_value() == "Hannover Messe 2026"
    assert Arrival.objects.count() == 0
    phone.context.set_offline(False)  # and it goes out by itself
    says(phone, "Everything is sent")
    assert sorted(Lead.objects.values_list("channel", flat=True)) == ["fair"] * Lead.objects.count()
    assert Arrival.objects.filter(state__in=("opened", "joined")).count() == 2
    assert make.balance_closes()


def test_a_new_tab_without_a_network_still_shows_what_waits(phone: Page, live_server: Any) -> None:
    phone.context.set_offline(True)
    note(phone, "Sabine Reuter")
    says(phone, "1 not sent yet")
    phone.close()
    again = phone.context.new_page()
    again.goto(f"{live_server.url}/fair")
    says(again, "1 not sent yet")


def test_an_ended_login_keeps_the_notes_and_says_so(phone: Page) -> None:
    phone.context.clear_cookies()
    note(phone, "Sabine Reuter")
    until(phone, lambda: "Your login has ended" in phone.locator("[data-notice]").inner_text())
    says(phone, "1 not sent yet")
    assert Arrival.objects.count() == 0


def test_an_answer_that_is_lost_makes_no_second_arrival(phone: Page) -> None:
    lost = []

    def lose(route: Any) -> None:
        route.fetch()
        lost.append(1)
        route.abort()

    phone.route("**/fair/notes", lose, times=1)
    note(phone, "Sabine Reuter")
    until(phone, lambda: lost)
    phone.get_by_role("button", name="Send now").tap()
    says(phone, "Everything is sent")
    assert (Arrival.objects.count(), Arrival.objects.get().receipt.repeated) == (1, 1)


def test_a_draft_survives_and_a_refused_note_can_be_corrected(phone: Page) -> None:
    phone.get_by_label("Name", exact=True).fill("Half typ")
    phone.reload()
    until(phone, lambda: phone.get_by_label("Name", exact=True).input_value() == "Half typ")
    answer = {
        "status": 422,
        "content_type": "application/json",
        "body": json.dumps({"code": "x", "message": "Cannot be."}),
    }
    phone.route("**/fair/notes", lambda route: route.fulfill(**answer), times=1)
    note(phone, "Sabine Reuter")
    until(phone, lambda: "Cannot be." in phone.locator("[data-list]").inner_text())
    phone.get_by_role("button", name="Correct").tap()
    until(phone, lambda: phone.get_by_label("Name", exact=True).input_value() == "Sabine Reuter")
    phone.get_by_role("button", name="Keep", exact=True).tap()
    says(phone, "Everything is sent")


def test_what_is_removed_can_be_taken_back(phone: Page) -> None:
    phone.context.set_offline(True)
    note(phone, "Sabine Reuter")
    phone.get_by_role("button", name="Remove").tap()
    says(phone, "Everything is sent")
    phone.get_by_role("button", name="Undo").tap()
    says(phone, "1 not sent yet")


def on_its_way(phone: Page) -> Any:
    """Two notes wait, and the post of the first is held up."""
    phone.context.set_offline(True)
    note(phone, "Sabine Reuter")
    says(phone, "1 not sent yet")
    note(phone, "Jonas Kern")
    says(phone, "2 not sent yet")
    held: list[Any] = []
    phone.route("**/fair/notes", lambda route: held.append(route), times=1)
    phone.context.set_offline(False)
    until(phone, lambda: held)
    return held[0]


def test_what_is_removed_before_its_turn_is_not_sent(phone: Page) -> None:
    first = on_its_way(phone)
    phone.get_by_role("button", name="Remove").last.tap()
    says(phone, "1 not sent yet")
    first.continue_()
    says(phone, "Everything is sent")
    assert [make.facts(lead)["person.surname"] for lead in Lead.objects.all()] == ["Reuter"]


def test_what_is_removed_on_its_way_does_not_come_back_with_a_fault(phone: Page) -> None:
    first = on_its_way(phone)
    phone.get_by_role("button", name="Remove").first.tap()
    says(phone, "1 not sent yet")
    first.fulfill(status=422, content_type="application/json", body='{"code": "x", "message": "Cannot be."}')
    until(phone, lambda: Lead.objects.count() == 1)
    says(phone, "Everything is sent")


def test_several_cards_in_one_file_are_each_kept(phone: Page) -> None:
    phone.get_by_label("Fair", exact=True).fill("Hannover Messe 2026")
    phone.context.set_offline(True)
    phone.locator("[data-file]").set_input_files(
        {"name": "cards.vcf", "mimeType": "text/vcard", "buffer": CARDS.encode()}
    )
    says(phone, "2 not sent yet")
    phone.context.set_offline(False)  # and it goes out by itself
    says(phone, "Everything is sent")
    assert sorted(make.facts(lead)["person.surname"] for lead in Lead.objects.all()) == ["Berg1", "Berg2"]


def test_a_pasted_code_fills_the_fields(phone: Page) -> None:
    phone.get_by_text("Paste what a code says").tap()
    phone.locator("[data-code]").fill("MECARD:N:Reuter,Sabine;ORG:Muster GmbH;TEL:+4973155512;;")
    phone.get_by_role("button", name="Read it").tap()
    until(phone, lambda: phone.get_by_label("Name", exact=True).input_value() == "Sabine Reuter")
    assert phone.get_by_label("Phone", exact=True).input_value() == "+4973155512"


@pytest.mark.parametrize("width", [1440, 360])
def test_a_line_is_read_while_it_is_typed_and_kept_with_enter(
    browser: Browser, live_server: Any, width: int
) -> None:
    make.lead(company_name="Muster GmbH", person_surname="Kern", mail="kern@muster.example")
    context = browser.new_context(viewport={"width": width, "height": 800})
    log_in(context, live_server, "lena")
    page = context.new_page()
    page.goto(f"{live_server.url}/intake")
    page.locator("html[data-awake]").wait_for(state="attached")
    page.keyboard.press("+")
    page.keyboard.type("Sabine Reuter, Muster GmbH, wants a quote", delay=5)
    until(
        page,
        lambda: (
            page.locator("#hand-company-name").count()
            and page.locator("#hand-company-name").input_value() == "Muster GmbH"
        ),
    )
    assert "same company" in page.locator(".hand-alike").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sound(page)
    page.keyboard.press("Enter")
    until(page, lambda: "Sabine Reuter" in page.locator("#toasts").inner_text())
    assert Arrival.objects.filter(receipt__door="hand").count() == 1
    context.close()
