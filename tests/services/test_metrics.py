"""A monitoring system reads counts and nobody's name; to everybody else there is nothing."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import DjangoAssertNumQueries

from config import metrics
from tests import make

pytestmark = pytest.mark.django_db
TOKEN = "a token of this test"


@pytest.fixture
def agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(metrics.TOKEN, TOKEN)


def ask(told: str) -> HttpResponse:
    return metrics.page(RequestFactory().get("/metrics", HTTP_AUTHORIZATION=told))


def read() -> dict[tuple[str, ...], float]:
    """(name, labels ...) -> value."""
    families = text_string_to_metric_families(ask(f"Bearer {TOKEN}").content.decode())
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


@pytest.mark.usefixtures("agreed")
def test_the_figures_are_those_of_the_balances() -> None:
    make.lead(person_surname="Reuter")
    found = read()
    assert found["leadflow_arrivals_received",] == found["leadflow_arrivals", "opened"] == 1
    assert found["leadflow_leads", "new"] == found["leadflow_leads_opened",] == 1
    assert found["leadflow_balance_difference", "leads"] == 0
    assert found["leadflow_jobs", "failed"] == 0
    assert found["leadflow_leads_at_risk", "unplanned"] == 0


@pytest.mark.usefixtures("agreed")
@pytest.mark.parametrize("told", ["", "Bearer ", "Bearer another", TOKEN[:-1]])
def test_whoever_does_not_know_the_token_finds_nothing(told: str) -> None:
    assert ask(told).status_code == 404


def test_without_a_token_agreed_there_is_nothing() -> None:
    assert ask("Bearer ").status_code == 404


@pytest.mark.usefixtures("agreed")
def test_no_name_is_among_the_figures_and_few_statements_make_them(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    make.lead(person_surname="Reuter", mail="s.reuter@muster.example")
    with django_assert_max_num_queries(20):
        found = read()
    assert not [
        key for key in found if "reuter" in " ".join(key).lower() or "muster" in " ".join(key).lower()
    ]
