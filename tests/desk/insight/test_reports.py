"""Channels, flow, won and lost, speed, points and weeded-out leads as pages; nothing is claimed of an empty house."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leadflow.intake.rules import Origin
from leadflow.leads import campaigns
from leadflow.leads.models import Campaign, Lead
from tests import make
from tests.cast import browser
from tests.clock import NOW
from tests.desk.handover.offers import lost, won

EARLIER = NOW - timedelta(hours=1)
pytestmark = pytest.mark.django_db
PAGES = (
    "/insight/channels",
    "/insight/costs",
    "/insight/winners",
    "/insight/speed",
    "/insight/score",
    "/insight/savings",
    "/flow",
)
TABLES = (
    "/insight/channels.csv",
    "/insight/costs.csv",
    "/insight/winners.csv",
    "/insight/speed.csv",
    "/insight/score.csv",
)


@pytest.fixture
def ada() -> Client:
    return browser("ada")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lived", [False, True])
def test_every_report_answers_empty_and_full(ada: Client, page: str, lived: bool) -> None:
    if lived:
        won(now=EARLIER)
        lost(now=EARLIER)
        make.lead(EARLIER)
    for period in ("12", "3", "year", "all", "nonsense"):
        assert ada.get(f"{page}?period={period}").status_code == 200


@pytest.mark.parametrize("table", TABLES)
def test_every_report_has_its_table(ada: Client, table: str) -> None:
    won(now=EARLIER)
    answer = ada.get(table)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "," in answer.text.splitlines()[0] or ";" in answer.text.splitlines()[0]


def test_an_empty_house_claims_nothing(ada: Client) -> None:
    assert "Nothing was decided in this period" in ada.get("/insight/winners").text
    assert "Too few outcomes to learn from" in ada.get("/insight/score").text
    assert "Nothing has come in yet" in ada.get("/flow").text


def test_few_outcomes_are_named_as_few(ada: Client) -> None:
    won(now=EARLIER)
    assert "Too few to compare" in ada.get("/insight/winners").text


def test_what_may_not_be_seen_does_not_exist() -> None:
    ben = browser("ben")
    assert {ben.get(page).status_code for page in PAGES[:5]} <= {200, 404}
    for page in PAGES[:5]:
        assert (ben.get(page).status_code == 200) == (ben.get("/kpi").status_code == 200)


def fair_of_one_lead() -> Campaign:
    lead = make.lead(EARLIER)
    fair = Campaign.objects.create(id=91, channel="website", name="Messe", created_at=NOW)
    type(lead).objects.filter(id=lead.id).update(campaign=fair)
    return fair


def test_marketing_types_in_what_a_campaign_cost_each_month(ada: Client) -> None:
    fair = fair_of_one_lead()
    year = NOW.year
    cells = {f"c-{fair.id}-{year}-02": "1.250,50", f"c-{fair.id}-{year}-03": "49.50"}
    assert ada.post(f"/insight/costs/keep?year={year}", cells).status_code == 303
    assert "€1,300 in" in ada.get(f"/insight/costs?year={year}").text
    assert "€1,300" in ada.get("/insight/channels?period=all").text
    assert "Messe;2026-02;1250.50" in ada.get(f"/insight/costs.csv?year={year}").text
    ada.post(f"/insight/costs/keep?year={year}", {f"c-{fair.id}-{year}-02": ""})
    assert "€49.50 in" in ada.get(f"/insight/costs?year={year}").text


def test_one_amount_that_cannot_be_read_keeps_all_that_was_typed(ada: Client) -> None:
    fair = fair_of_one_lead()
    cells = {f"c-{fair.id}-{NOW.year}-02": "100", f"c-{fair.id}-{NOW.year}-03": "much"}
    refused = ada.post(f"/insight/costs/keep?year={NOW.year}", cells)
    assert refused.status_code == 422
    assert 'value="much"' in refused.text
    assert campaigns.by_month() == {}
    assert browser("lena").post("/insight/costs/keep", cells).status_code == 404


def test_a_list_of_costs_is_taken_as_a_whole_or_not_at_all(ada: Client) -> None:
    good = "Kanal;Kampagne;Monat;Kosten\r\nMesse;Hannover;2026-04;1.000,00\r\nMesse;Hannover;04.2026;500\r\n"
    bad = good + "Brieftaube;X;2026-04;1\r\nMesse;X;Mai;1\r\n"
    refused = ada.post("/insight/costs/bring", {"file": SimpleUploadedFile("c.csv", bad.encode("cp1252"))})
    assert refused.status_code == 422
    assert all(word in refused.text for word in ("Brieftaube", "line 5"))
    assert campaigns.by_month() == {}
    ada.post("/insight/costs/bring", {"file": SimpleUploadedFile("c.csv", good.encode("utf-8-sig"))})
    assert list(campaigns.by_month().values()) == [150_000]
    ada.post("/insight/costs/add", {"channel": "fair", "campaign": "Neu", "month": "5/2026", "amount": "7"})
    assert sum(campaigns.by_month().values()) == 150_700


def test_first_and_last_touch_stand_on_the_lead_and_move_it_between_channels(ada: Client) -> None:
    who = {"company.name": "Rollen GmbH", "company.postcode": "10115", "mail": "a@rollen.example"}
    first = Origin("api", "shop", "solution", "website", None, 50)
    make.arrive(who | {"lead.medium": "cpc"}, now=EARLIER, origin=first)
    again = Origin("api", "shop", "solution", "fair", None, 50)
    make.arrive(who | {"campaign": "Hannover", "lead.referrer": "messe.example"}, origin=again)
    lead = Lead.objects.get()
    told = ada.get(f"/lead/{lead.public_id}").text
    assert all(word in told for word in ("First touch", "cpc", "Hannover", "messe.example"))
    assert "Rollen GmbH" in ada.get("/leads?last=fair").text
    assert "Rollen GmbH" not in ada.get("/leads?last=website").text
    assert "Hannover" in ada.get("/insight/channels?period=all&touch=last").text
    assert "Hannover" not in ada.get("/insight/channels?period=all&touch=first").text
