"""To won and back, with the prospect in it: a stranger asks, is called, says "in March", is written to, and buys."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from leadflow.content import services as content
from leadflow.content.rules import Tags
from leadflow.content.services import Wanted
from leadflow.delivery import sending
from leadflow.files import services as files
from leadflow.handover import reminding
from leadflow.handover.models import Outcome
from leadflow.journal import health, ids
from leadflow.kernel.actor import SYSTEM
from leadflow.leads.models import Lead
from leadflow.nurture import queries as nurture
from leadflow.nurture import running
from leadflow.playbook import queries as playbook
from leadflow.queue import services as queue
from tests import cast, fold, make
from tests.browser import PATIENCE, chromium, press, until
from tests.clock import NOW
from tests.house import furnish
from tests.journeys.test_first_run import FLAGS, serious
from tests.mailbox import Mailbox, body, connect, open_mailbox
from tests.public.conftest import Clock

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
MARCH = datetime(2027, 3, 8, 8, 0, tzinfo=UTC)
"""Nine in the morning in Berlin."""
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def clock(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    ids.forget_leases()
    playbook.forget()
    furnish()
    yield clock
    ids.forget_leases()
    playbook.forget()


@pytest.fixture
def box(clock: Clock) -> Iterator[Mailbox]:
    with open_mailbox() as opened:
        connect(opened)
        yield opened


@pytest.fixture
def chrome(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


class House:
    """A served house in simulated time, and the browsers of those who meet in it."""

    def __init__(self, chrome: Browser, server: LiveServer, box: Mailbox, clock: Clock) -> None:
        self.chrome, self.url, self.box, self.clock = chrome, server.url, box, clock

    def page(self, who: str = "", *, phone: bool = False) -> Page:
        """Somebody's page; nobody's is a stranger's."""
        context = self.chrome.new_context(
            locale="en-GB",
            viewport=PHONE if phone else {"width": 1440, "height": 900},  # type: ignore[arg-type]
        )
        if who:
            name = settings.SESSION_COOKIE_NAME
            cookie = cast.browser(who).cookies[name].value
            context.add_cookies([{"name": name, "value": cookie, "url": self.url}])
        context.clock.set_fixed_time(self.clock.now)
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1_000)
        page.on("pageerror", lambda error: pytest.fail(f"script: {error}"))
        return page

    def works(self, *, until: datetime) -> None:
        """What worker and scheduler do, twice a day, until then."""
        while self.clock.now < until:
            self.clock.now = min(self.clock.now + timedelta(hours=12), until)
            queue.work_off()
            running.run_due(now=self.clock.now)
            reminding.run(now=self.clock.now)
            sending.send_due(now=lambda: self.clock.now)

    def post(self) -> None:
        sending.send_due(now=lambda: self.clock.now)

    def link(self, address: str, path: str) -> str:
        """The newest link of that kind that was sent to this address."""
        for mail in reversed(self.box.mails):
            found = re.search(rf"https://leads\.muster\.example({path}\S+)", body(mail))
            if found and address in str(mail["To"]):
                return f"{self.url}{found[1]}"
        raise AssertionError([(mail["To"], mail["Subject"]) for mail in self.box.mails])


@pytest.fixture
def house(chrome: Browser, live_server: LiveServer, box: Mailbox, clock: Clock) -> House:
    return House(chrome, live_server, box, clock)


def furnish_library() -> None:
    paper = files.take(io.BytesIO(b"%PDF-1.4 paper"), "paper.pdf")
    wanted = Wanted("Where your line loses time", "whitepaper", Tags(), key="whitepaper", file=paper)
    content.add(wanted, by=SYSTEM, now=NOW)
    for title, sort in (
        ("The study", "study"),
        ("An overview", "overview"),
        ("The example", "best_practice"),
    ):
        content.add(Wanted(title, sort, Tags(), url="https://muster.example/x"), by=SYSTEM, now=NOW)


def asks(house: House) -> None:
    """A stranger fills the form, confirms by mail, sees the receipt and takes the paper."""
    stranger = house.page()
    stranger.goto(f"{house.url}/p/form/whitepaper?l=en")
    assert serious(stranger) == []
    stranger.fill("[name='person.name']", "Dr. Anna Reuter")
    stranger.fill("[name=mail]", "anna.reuter@reuter-bau.example")
    stranger.fill("[name='company.name']", "Reuter Bau GmbH")
    stranger.check("[name=consent]")
    stranger.locator("button[type=submit]").click()
    stranger.wait_for_url("**/p/thanks/**")
    house.post()
    stranger.goto(house.link("anna.reuter@", "/p/confirm/"))
    stranger.locator("form button").first.click()
    expect(stranger.locator("body")).to_contain_text("Received")
    assert serious(stranger) == []
    house.post()
    stranger.goto(house.link("anna.reuter@", "/p/piece/"))
    with stranger.expect_download() as taken:
        stranger.locator("form button, a.button").first.click()
    assert taken.value.suggested_filename == "paper.pdf"


def is_called_and_says_in_march(house: House) -> None:
    lena = house.page("lena")
    lena.goto(f"{house.url}/")
    first = lena.locator(".queue-row").first
    assert "Reuter Bau" in first.inner_text()
    assert first.locator(".why").inner_text().strip(), "why now"
    press(lena, "s")
    expect(lena.locator(".heat")).to_have_count(0)
    press(lena, "n")
    day = lena.locator("#ask input[type='datetime-local'], #ask input[type='date']").first
    day.wait_for()
    day.fill("2027-03-08T09:00" if day.get_attribute("type") == "datetime-local" else "2027-03-08")
    lena.locator("#ask button[type=submit]").first.click()
    until(lena, lambda: Lead.objects.get().stage == "nurturing")


def is_ripe_and_handed_over(house: House) -> None:
    lena = house.page("lena")
    lena.goto(f"{house.url}/")
    assert "Reuter Bau" in lena.locator(".queue-row").first.inner_text()
    if lena.locator(".heat").count():
        press(lena, "s")
        expect(lena.locator(".heat")).to_have_count(0)
    press(lena, "r")
    lena.fill("#ask-words", "Budget and date are set")
    lena.locator(".inline-ask button[type=submit]").first.click()
    until(lena, lambda: Lead.objects.get().stage == "handed_over")


def is_accepted_on_a_phone(house: House, to: str) -> None:
    phone = house.page(phone=True)
    phone.goto(house.link(to, "/p/offer/"))
    assert "Reuter Bau" in phone.content()
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert serious(phone) == []
    phone.locator("button[value=accept]").click()
    until(phone, lambda: Lead.objects.get().stage == "accepted")


def is_won(house: House, lead: Lead, who: str) -> None:
    seller = house.page(who, phone=True)
    seller.goto(f"{house.url}/handover/{lead.public_id}?ask=won")
    seller.fill("input[name=amount]", "4,200")
    seller.locator("form:has(input[name=amount]) button[type=submit]").first.click()
    until(seller, lambda: Outcome.objects.filter(lead_id=lead.id).exists())


def test_from_a_whitepaper_to_won(house: House) -> None:
    furnish_library()
    seller = cast.user("ben")
    asks(house)
    lead = Lead.objects.get()
    assert (lead.title, lead.stage, lead.channel) == ("Reuter Bau GmbH", "new", "download")

    house.clock.now += timedelta(minutes=20)
    is_called_and_says_in_march(house)
    lead.refresh_from_db()
    assert lead.stage == "nurturing"
    plan = nurture.of_lead(make.seen(lead, cast.user("lena")))
    assert plan is not None
    assert plan.until == MARCH

    written = len(house.box.raw)
    house.works(until=MARCH)
    sent = [mail for mail in house.box.mails[written:] if "anna.reuter@" in str(mail["To"])]
    assert len(sent) >= 2, "the plan wrote to her"
    assert all(mail["List-Unsubscribe"] for mail in sent)

    is_ripe_and_handed_over(house)
    lead.refresh_from_db()
    assert lead.stage == "handed_over"
    house.post()
    is_accepted_on_a_phone(house, seller.email)
    lead.refresh_from_db()
    assert lead.stage == "accepted"
    is_won(house, lead, "ben")
    assert Outcome.objects.get(lead_id=lead.id).amount == 420_000

    hanna = house.page("hanna")
    house.clock.now += timedelta(minutes=5)
    hanna.goto(f"{house.url}/kpi")
    assert "1 opportunity" in hanna.content()
    hanna.goto(f"{house.url}/insight/channels")
    assert "€4,200" in hanna.content()
    hanna.goto(f"{house.url}/flow")
    assert "Of 1 leads 1 became opportunities" in hanna.content()
    assert health.examine() == []
    assert make.balance_closes()
    assert fold.differences() == []
