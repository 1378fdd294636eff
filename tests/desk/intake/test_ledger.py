"""The ledger: every arrival, both balances, mended or set aside; what differs has a name."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leadflow.intake.models import Arrival
from leadflow.leads.models import Lead
from tests import make
from tests.cast import browser

pytestmark = pytest.mark.django_db
HELLO = {"note": "hello", "company.city": "Ulm"}


def unclear() -> Arrival:
    make.arrive(HELLO)
    return Arrival.objects.get(state="unclear")


def test_an_empty_house_teaches_how_to_begin() -> None:
    assert "Import the first list" in browser("lena").get("/intake").text


def test_both_balances_close_in_words() -> None:
    make.lead()
    unclear()
    page = browser("lena").get("/intake").text
    assert page.count("Difference 0") == 2


def test_a_balance_that_does_not_close_leads_to_the_names() -> None:
    lead = make.lead()
    Arrival.objects.filter(lead_id=lead.id).update(state="erased")
    Arrival.objects.filter(lead_id=lead.id).update(receipt_id=make.receipt())
    Lead.objects.filter(id=lead.id).update(stage="won")
    page = browser("lena").get("/intake/differences").text
    assert f"Lead {lead.id}: stage is “Won”, the journal says “New”" in page


def test_a_lost_arrival_turns_the_word_red() -> None:
    lead = make.lead()
    Arrival.objects.filter(lead_id=lead.id).delete()
    client = browser("lena")
    assert "difference broken" in client.get("/intake").text
    assert "is gone" in client.get("/intake/differences").text


def test_the_filter_shows_one_state_only() -> None:
    make.lead(company_name="Muster GmbH")
    unclear()
    page = browser("lena").get("/intake?state=unclear").text
    assert "Nobody is named" in page
    assert "Muster GmbH" not in page


def test_an_arrival_shows_what_came_as_it_came() -> None:
    page = browser("lena").get(f"/intake/arrival/{unclear().public_id}").text
    assert "company.city" in page
    assert "hello" in page


def test_a_mended_arrival_becomes_a_lead_and_keeps_what_came() -> None:
    arrival = unclear()
    answer = browser("lena").post(f"/intake/arrival/{arrival.public_id}/mend", {"t:company.name": "Neu GmbH"})
    arrival.refresh_from_db()
    assert (answer.status_code, arrival.state, arrival.content) == (303, "opened", HELLO)


def test_what_still_names_nobody_stays_with_what_was_typed() -> None:
    arrival = unclear()
    answer = browser("lena").post(f"/intake/arrival/{arrival.public_id}/mend", {"t:note": "typed again"})
    assert (answer.status_code, "typed again" in answer.text) == (422, True)


def test_noise_is_kept_and_can_still_be_mended() -> None:
    arrival, client = unclear(), browser("lena")
    client.post(f"/intake/arrival/{arrival.public_id}/set-aside")
    arrival.refresh_from_db()
    assert arrival.state == "noise"
    assert "Try again" in client.get(f"/intake/arrival/{arrival.public_id}").text


def test_an_admin_sees_the_ledger_but_not_what_people_wrote() -> None:
    arrival, client = unclear(), browser("cleo")
    assert "hello" not in client.get("/intake?state=unclear").text
    assert "hello" not in client.get(f"/intake/arrival/{arrival.public_id}").text
    assert client.post(f"/intake/arrival/{arrival.public_id}/mend", {}).status_code == 404


@pytest.mark.parametrize("who", ["ben", "pia"])
def test_sales_and_partners_find_no_ledger(who: str) -> None:
    arrival, client = unclear(), browser(who)
    receipt = arrival.receipt.public_id
    urls = (
        "/intake",
        "/intake/receipts",
        f"/intake/receipt/{receipt}",
        f"/intake/arrival/{arrival.public_id}",
    )
    assert [client.get(url).status_code for url in urls] == [404] * 4


def test_nonsense_in_the_address_filters_nothing() -> None:
    make.lead()
    client = browser("lena")
    assert client.get("/intake?state=nonsense&before=x&receipt=y").status_code == 200
    assert client.get("/intake?receipt=00000000-0000-0000-0000-000000000000").status_code == 404


def test_a_page_of_the_ledger_costs_the_same_however_many_arrived(client: Client) -> None:
    lena = browser("lena")
    make.arrive(*({"mail": f"a{at}@b.example"} for at in range(3)), HELLO)
    few = queries(lena)
    make.arrive(*({"mail": f"c{at}@d.example"} for at in range(60)), *([HELLO] * 5))
    assert queries(lena) == few


def queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as seen:
        client.get("/intake")
    return len(seen)
