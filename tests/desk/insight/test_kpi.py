"""The figures as pages: the target beside what happened, calculators in the address, each number down to its leads."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leadflow.desk.insight import figures
from leadflow.kernel.refusals import Refusal
from tests.cast import browser
from tests.desk.handover.offers import accepted, lost, won

pytestmark = pytest.mark.django_db
SOURCE = "opportunities=900&rate=33&average=4000&uplift=10"


@pytest.fixture
def ada() -> Client:
    return browser("ada")


def test_the_target_stands_beside_what_happened(ada: Client) -> None:
    accepted()
    page = ada.get("/kpi").text
    assert "Target 75 opportunities" in page
    assert "November: 1 opportunity, " in page


def test_it_says_whose_figures_the_target_is_made_of(ada: Client) -> None:
    assert "your own count from 30 decided on, so far there are 0" in ada.get("/kpi").text


def test_the_figures_of_the_source_come_out_with_their_roundings(ada: Client) -> None:
    page = ada.get(f"/kpi?{SOURCE}").text
    assert all(
        words in page for words in ("€1,188,000", "€1,306,800", "€118,800", "€1,304,000", "€116,000", "36.3%")
    )
    assert "Deals with better opportunities rounded down: 326.7 to 326." in page


def test_the_target_calculator_rounds_up_and_says_so(ada: Client) -> None:
    page = ada.get("/kpi?revenue=100000&price=4100&close_rate=1/3").text
    assert "Deals rounded up" in page


@pytest.mark.parametrize(
    "asked", ["price=0", "price=much", "close_rate=200", "revenue=-1", "rate=99&uplift=50", "rate=1/0"]
)
def test_what_cannot_be_calculated_is_said_and_kept(ada: Client, asked: str) -> None:
    answer = ada.get(f"/kpi?{asked}")
    assert answer.status_code == 200
    assert f'value="{asked.rpartition("=")[2]}"' in answer.text
    assert "What you typed is kept." in answer.text


def test_every_number_leads_to_its_leads(ada: Client) -> None:
    sold, gone = won(), lost()
    page = ada.get("/kpi").text
    assert "figure=won&amp;month=2026-11" in page
    assert sold.title in ada.get("/kpi/leads?figure=won&month=2026-11").text
    assert gone.title in ada.get("/kpi/leads?figure=opportunities&month=2026-11").text
    assert gone.title not in ada.get("/kpi/leads?figure=won&month=2026-11").text


def test_what_one_may_not_see_is_only_counted() -> None:
    lead = won()
    page = browser("dan").get("/kpi/leads?figure=won&month=2026-11").text
    assert lead.title not in page
    assert "1 more lead counts here" in page


def test_the_table_leaves_as_a_spreadsheet(ada: Client) -> None:
    won()
    lines = ada.get("/kpi/months.csv").text.splitlines()
    assert lines[0].endswith("Month;Opportunities;Target;Won;Lost;Revenue")
    assert lines[1] == "2026-11;1;75;1;0;4000.00"


@pytest.mark.parametrize("who", ["pia", "cleo"])
def test_partners_and_admins_find_no_figures(who: str) -> None:
    client = browser(who)
    assert [client.get(url).status_code for url in ("/kpi", "/kpi/leads?figure=won", "/kpi/months.csv")] == [
        404
    ] * 3


def test_nonsense_in_the_address_is_answered(ada: Client) -> None:
    assert ada.get("/kpi/leads?figure=won&month=2026-99").status_code == 200
    assert ada.get("/kpi/leads?figure=everything").status_code == 404


def test_the_page_costs_the_same_however_much_was_sold(
    ada: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(4):
        won()
    with django_assert_max_num_queries(20):
        ada.get("/kpi")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1/3", Fraction(1, 3)),
        ("33", Fraction(33, 100)),
        ("0,33", Fraction(33, 100)),
        ("33,3 %", Fraction(333, 1000)),
    ],
)
def test_a_share_is_read_as_people_write_it(text: str, meant: Fraction) -> None:
    assert figures.share("rate", text) == meant


@pytest.mark.parametrize("text", ["", "x", "1/0", "9" * 40, "1//2"])
def test_what_is_no_figure_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="figure_unreadable"):
        figures.share("rate", text)
