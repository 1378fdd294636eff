"""How leads come in: every door on one page, with what came through it, what is stuck and where it is opened."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leadflow.intake import mailboxes, traffic
from leadflow.intake.models import Mailbox
from leadflow.kernel.actor import SYSTEM
from tests import make
from tests.cast import browser
from tests.clock import NOW

pytestmark = pytest.mark.django_db
HELLO = {"note": "hello", "company.city": "Ulm"}
MIDNIGHT = NOW.replace(hour=0)


def page(client: Client) -> str:
    return client.get("/intake/doors").text


def title(text: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", text)
    return found[1] if found else ""


def stuck_mailbox() -> None:
    wanted = mailboxes.Wanted("post@muster.example", "127.0.0.1", 1, "none", channel="website")
    mailboxes.set_up(wanted, by=SYSTEM, now=NOW)
    Mailbox.objects.update(fault="refused", fault_since=NOW)


def test_an_empty_house_names_every_door_and_says_that_none_is_set_up() -> None:
    text = page(browser("cleo"))
    assert title(text) == "How leads come in"
    for address in ("receipts", "forms", "hooks", "codes"):
        assert f'href="/intake/{address}"' in text
    assert "no mailbox yet" in text


def test_the_empty_intake_shows_the_doors_too() -> None:
    assert "no hook yet" in browser("lena").get("/intake").text


def test_what_came_today_is_counted_at_its_door() -> None:
    make.lead(now=NOW - timedelta(days=3))
    make.lead()
    make.arrive(HELLO)
    came = traffic.by_door(MIDNIGHT)["api"]
    assert (came.last_at, came.today, came.week, came.unclear) == (NOW, 2, 3, 1)
    assert title(page(browser("ada"))) == "2 came in today, through one door"


def test_what_came_before_midnight_is_not_of_today() -> None:
    make.lead(now=MIDNIGHT - timedelta(hours=1))
    make.lead(now=MIDNIGHT + timedelta(hours=1))
    assert traffic.by_door(MIDNIGHT)["api"].today == 1


def test_a_quiet_day_tells_what_came_last() -> None:
    make.lead(now=NOW - timedelta(days=1))
    assert title(page(browser("ada"))) == "Nothing came in yet today, the last was yesterday 10:00"


def test_a_door_that_is_stuck_leads_the_page() -> None:
    make.lead()
    stuck_mailbox()
    text = page(browser("cleo"))
    assert title(text) == "One door is stuck: Mailboxes"
    assert "post@muster.example:" in text


def test_who_may_not_open_a_door_sees_it_without_a_way_in() -> None:
    may, may_not = page(browser("cleo")), page(browser("lena"))
    assert 'href="/settings/mailboxes"' in may
    assert 'href="/settings/mailboxes"' not in may_not
    assert "no mailbox yet" in may_not


def test_the_page_takes_the_same_queries_however_much_came() -> None:
    client = browser("ada")
    make.lead()
    page(client)
    with CaptureQueriesContext(connection) as few:
        page(client)
    make.arrive(*[HELLO] * 20)
    with CaptureQueriesContext(connection) as many:
        page(client)
    assert len(many) == len(few) < 45


def test_a_door_without_files_is_named_as_a_lead_tells_it() -> None:
    make.lead()
    text = browser("ada").get("/intake").text
    assert "Website" in text
    assert "shop website" not in text


def test_the_ledger_leads_with_what_nobody_understood() -> None:
    client = browser("ada")
    make.lead()
    assert title(client.get("/intake").text) == "No arrival is lost"
    make.arrive(HELLO)
    assert title(client.get("/intake").text) == "1 arrival is not understood"
