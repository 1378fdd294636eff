"""Channels, flow, won and lost, speed, points and weeded-out leads as pages; nothing is claimed of an empty house."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from leadflow.leads.models import Campaign
from tests import make
from tests.cast import browser
from tests.clock import NOW
from tests.desk.handover.offers import lost, won

EARLIER = NOW - timedelta(hours=1)
pytestmark = pytest.mark.django_db
PAGES = (
    "/insight/channels",
    "/insight/winners",
    "/insight/speed",
    "/insight/score",
    "/insight/savings",
    "/flow",
)
TABLES = ("/insight/channels.csv", "/insight/winners.csv", "/insight/speed.csv", "/insight/score.csv")


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


def test_marketing_types_in_what_a_campaign_cost(ada: Client) -> None:
    lead = make.lead(EARLIER)
    fair = Campaign.objects.create(id=91, channel="website", name="Messe", created_at=NOW)
    type(lead).objects.filter(id=lead.id).update(campaign=fair)
    assert ada.post(f"/insight/channels/{fair.id}/cost", {"amount": "1.250,50"}).status_code == 303
    assert "€1,250.50" in ada.get("/insight/channels?period=all").text
    refused = ada.post(f"/insight/channels/{fair.id}/cost", {"amount": "much"})
    assert refused.status_code == 422
    assert browser("hanna").get("/insight/channels").status_code == 200
