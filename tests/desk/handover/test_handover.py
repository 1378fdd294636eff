"""Sales answers within its clock: accept or return with a reason, won or lost, and back. Nothing disappears."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leadflow.handover.models import Offer, Outcome
from leadflow.leads.models import Lead
from tests.cast import browser
from tests.clock import NOW
from tests.desk.handover.offers import accepted, handed, lost, won

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben() -> Client:
    return browser("ben")


def stage(lead: Lead) -> str:
    return Lead.objects.get(id=lead.id).stage


def url(lead: Lead, act: str = "") -> str:
    return f"/handover/{lead.public_id}{act}"


def test_an_empty_list_teaches_what_will_come(ben: Client) -> None:
    assert "Nobody waits for an answer" in ben.get("/handover").text


def test_an_offer_shows_clock_need_and_promise(ben: Client) -> None:
    lead = handed(
        message="Call her before noon.",
        company_name="Nord GmbH",
        lead_need="Second line",
        mail="a@nord.example",
    )
    page = ben.get(url(lead)).text
    assert all(words in page for words in ("Nord GmbH", "Second line", "Call her before noon.", "Answer by"))
    assert "Nord GmbH" in ben.get("/handover").text


def test_accepting_makes_it_an_opportunity(ben: Client) -> None:
    lead = handed()
    assert ben.post(url(lead, "/answer"), {"answer": "accept"})["Location"] == url(lead)
    assert (stage(lead), Offer.objects.get().counts) == ("accepted", True)


def test_a_return_needs_a_reason_and_keeps_the_note(ben: Client) -> None:
    lead = handed()
    answer = ben.post(url(lead, "/answer"), {"answer": "return", "note": "too early"})
    assert (answer.status_code, "too early" in answer.text, stage(lead)) == (422, True, "handed_over")


def test_a_return_with_its_reason_goes_back_to_lead_management(ben: Client) -> None:
    lead = handed()
    ben.post(url(lead, "/answer"), {"answer": "return", "reason": "not_ripe", "note": "too early"})
    offer = Offer.objects.get()
    assert (stage(lead), offer.reason, offer.note) == ("nurturing", "not_ripe", "too early")


def test_the_return_is_asked_on_the_page_without_any_script(ben: Client) -> None:
    assert "not ripe yet" in ben.get(url(handed()) + "?ask=return").text


@pytest.mark.parametrize(("typed", "minor"), [("4000", 400_000), ("4.000,50", 400_050), ("€4,000", 400_000)])
def test_won_takes_the_amount_as_people_write_it(ben: Client, typed: str, minor: int) -> None:
    lead = accepted()
    ben.post(url(lead, "/outcome"), {"outcome": "won", "amount": typed})
    assert (stage(lead), Outcome.objects.get().amount) == ("won", minor)


@pytest.mark.parametrize("typed", ["", "much", "-5", "4000 USD"])
def test_an_amount_that_cannot_be_read_stays_where_it_was_typed(ben: Client, typed: str) -> None:
    lead = accepted()
    answer = ben.post(url(lead, "/outcome"), {"outcome": "won", "amount": typed})
    assert (answer.status_code, f'value="{typed}"' in answer.text, stage(lead)) == (422, True, "accepted")


def test_lost_needs_a_reason(ben: Client) -> None:
    lead = accepted()
    assert ben.post(url(lead, "/outcome"), {"outcome": "lost"}).status_code == 422
    ben.post(url(lead, "/outcome"), {"outcome": "lost", "reason": "price"})
    assert stage(lead) == "lost"


def test_an_outcome_can_be_undone(ben: Client) -> None:
    lead = won()
    assert "Won: €4,000" in ben.get(url(lead)).text
    ben.post(url(lead, "/outcome/undo"))
    assert stage(lead) == "accepted"


def test_each_tab_holds_its_own(ben: Client) -> None:
    shown = {"accepted": accepted(), "won": won(), "lost": lost(), "offered": handed()}
    for tab, lead in shown.items():
        assert [one.title in ben.get(f"/handover?tab={tab}").text for one in shown.values()].count(True) == 1
        assert lead.title in ben.get(f"/handover?tab={tab}").text


def test_silent_sales_is_told_to_lead_management() -> None:
    handed(now=NOW - timedelta(days=7))
    assert "1 waits for sales, 1 past the deadline" in browser("lena").get("/handover").text


def test_lead_management_may_take_back_but_not_answer() -> None:
    lead, lena = handed(), browser("lena")
    assert lena.post(url(lead, "/answer"), {"answer": "accept"}).status_code == 404
    page = lena.get(url(lead)).text
    assert "Take back" in page
    assert "Accept" not in page


@pytest.mark.parametrize("who", ["pia", "dan", "ada", "cleo"])
def test_what_was_offered_to_somebody_else_is_not_there(who: str) -> None:
    lead, client = accepted(), browser(who)
    assert client.get(url(lead)).status_code == 404
    acts: tuple[tuple[str, dict[str, str]], ...] = (
        ("/answer", {"answer": "accept"}),
        ("/outcome", {"outcome": "lost", "reason": "price"}),
        ("/outcome/undo", {}),
    )
    assert [client.post(url(lead, act), data).status_code for act, data in acts] == [404] * 3
    assert stage(lead) == "accepted"


def test_a_partner_answers_only_what_was_offered_to_him() -> None:
    own, other, pia = handed("pia"), handed("ben"), browser("pia")
    page = pia.get("/handover").text
    assert (own.title in page, other.title in page) == (True, False)
    assert pia.post(url(own, "/answer"), {"answer": "accept"}).status_code == 303


def test_an_answer_given_twice_says_so_calmly(ben: Client) -> None:
    lead = accepted()
    assert ben.post(url(lead, "/answer"), {"answer": "accept"}).status_code == 422


def test_the_list_costs_the_same_however_many_wait(
    ben: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(6):
        handed()
    with django_assert_max_num_queries(30):
        ben.get("/handover")
