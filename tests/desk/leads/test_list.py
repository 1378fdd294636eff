"""The list of leads: its filters stand in the address, its pages are keys, it shows only what one may see."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leadflow.leads import keeping as kept
from leadflow.leads.models import Lead
from tests import make
from tests.cast import browser, user
from tests.clock import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def lena() -> Client:
    return browser("lena")


def titles(client: Client, query: str = "") -> set[str]:
    page = client.get(f"/leads{query}").text
    return {lead.title for lead in Lead.objects.all() if f">{lead.title}</a>" in page}


def test_the_open_leads_of_the_own_team_stand_there(lena: Client) -> None:
    lead = make.lead()
    assert titles(lena) == {lead.title}
    assert titles(browser("dan")) == set()


@pytest.mark.parametrize("who", ["ben", "pia"])
def test_sales_and_partners_see_only_what_was_handed_to_them(who: str) -> None:
    make.lead()
    assert titles(browser(who)) == set()


def test_who_may_see_no_lead_has_no_list() -> None:
    assert browser("cleo").get("/leads").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?stage=new", True),
        ("?stage=won", False),
        ("?view=mine", False),
        ("?view=free", True),
        ("?channel=website", True),
        ("?channel=fair", False),
        ("?offer=workshop", False),
        ("?q=nordhaus", True),
        ("?q=nobody", False),
        ("?q=lohse@nordhaus.example", True),
        ("?tag=LogiMAT", True),
        ("?tag=Logi", False),
        ("?tag=Größe", True),
        ("?grade=A1", False),
        ("?owner=999", False),
        ("?view=all", True),
    ],
)
def test_a_filter_in_the_address_narrows_the_list(lena: Client, query: str, found: bool) -> None:
    lead = make.lead(company_name="Nordhaus GmbH", person_surname="Lohse", mail="lohse@nordhaus.example")
    ref = make.seen(lead, user("lena"))
    kept.set_tags(ref, ["LogiMAT", "Größe"], by=make.actor(user("lena")), now=NOW)
    assert bool(titles(lena, query)) is found


@pytest.mark.parametrize(
    "query", ["?owner=x", "?before=-1", "?before=zz", "?grade=Z9", "?stage=%00", "?q=%25_%27"]
)
def test_what_cannot_be_read_in_the_address_breaks_nothing(lena: Client, query: str) -> None:
    assert lena.get(f"/leads{query}").status_code == 200


def test_pages_go_on_where_the_last_one_ended(lena: Client) -> None:
    for _ in range(53):
        make.lead()
    first = lena.get("/leads?stage=new").text
    onward = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert "stage=new" in onward
    assert len(titles(lena, onward)) == 3
    assert "53 leads" in first


def test_the_cost_of_the_list_does_not_grow_with_its_leads(
    lena: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(30):
        make.lead()
    with django_assert_max_num_queries(32):
        lena.get("/leads")
