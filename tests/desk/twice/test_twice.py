"""The page of those who may be there twice: three answers, each with its way back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leadflow.leads.models import Lead, Merge
from leadflow.people.models import Join, Person, Proposal
from tests import make
from tests.cast import browser
from tests.clock import NOW

pytestmark = pytest.mark.django_db
ANNA = {
    "person.given": "Anna",
    "person.surname": "Großmann",
    "mail": "anna@muster.example",
    "phone": "+49725193821",
}
TWIN = {"person.given": "Anna", "person.surname": "Grosmann", "mail": "a.grosmann@gmx.example", "phone": ""}


def asked(number: int = 1) -> int:
    """Two who may be one, with a lead each."""
    make.arrive(
        {**ANNA, "mail": f"anna{number}@muster.example", "person.surname": f"Großmann{number}", "phone": ""}
    )
    make.arrive({**TWIN, "mail": f"a{number}@gmx.example", "person.surname": f"Grosmann{number}"})
    newer, older = Person.objects.order_by("-id").values_list("id", flat=True)[:2]
    Proposal.objects.create(
        id=number, kind="person", older_id=older, newer_id=newer, reason="alike", proposed_at=NOW
    )
    return number


def answer(client: Client, number: int, said: str) -> str:
    return client.post(f"/twice/{number}", {"answer": said}, follow=True).text


def test_both_stand_side_by_side_with_what_tells_for_and_against() -> None:
    asked()
    page = browser("lena").get("/twice").text
    assert "1 may be there twice" in page
    assert "Großmann1" in page
    assert "Grosmann1" in page
    assert "similar" in page
    assert "differs" in page


def test_the_same_joins_them_and_their_leads_and_can_be_taken_back() -> None:
    client = browser("lena")
    page = answer(client, asked(), "same")
    assert "Now one, their leads too" in page
    assert Lead.objects.filter(merged_into__isnull=True).count() == 1
    client.post("/twice/1/undo")
    assert Lead.objects.filter(merged_into__isnull=True).count() == 2
    assert "1 may be there twice" in client.get("/twice").text


def test_apart_is_asked_no_more() -> None:
    client = browser("lena")
    assert "They stay apart" in answer(client, asked(), "apart")
    assert "Nobody is there twice" in client.get("/twice").text
    assert not Join.objects.exists()


def test_later_goes_to_the_end_and_comes_back() -> None:
    client = browser("lena")
    assert "Put off" in answer(client, asked(), "later")
    assert "Großmann1" in client.get("/twice?only=later").text
    client.post("/twice/1/undo")
    assert "Großmann1" in client.get("/twice").text


def test_what_became_one_can_be_taken_apart_months_later() -> None:
    client = browser("lena")
    answer(client, asked(), "same")
    assert "said by somebody of us" in client.get("/twice/joined").text
    client.post(f"/twice/joined/{Join.objects.get().id}")
    assert "Taken apart" in client.get("/twice/joined").text
    assert not Merge.objects.filter(undone_at__isnull=True).exists()


@pytest.mark.parametrize("said", ["same", "apart", "later"])
def test_who_sees_nothing_of_them_takes_no_answer_back(said: str) -> None:
    answer(browser("lena"), asked(), said)
    before = Proposal.objects.values().get()
    assert browser("dan").post("/twice/1/undo").status_code == 404
    assert browser("dan").post("/twice/99/undo").status_code == 404
    assert Proposal.objects.values().get() == before


@pytest.mark.parametrize("who", ["ben", "ada", "cleo"])
def test_whoever_does_not_qualify_is_not_asked(who: str) -> None:
    number = asked()
    client = browser(who)
    assert client.get("/twice").status_code in (403, 404)
    assert client.post(f"/twice/{number}", {"answer": "same"}).status_code in (403, 404)
    assert not Join.objects.exists()


def test_the_page_costs_the_same_however_many_wait() -> None:
    client = browser("lena")
    asked(1)
    client.get("/twice")
    with CaptureQueriesContext(connection) as one:
        client.get("/twice")
    for number in range(2, 14):
        asked(number)
    with CaptureQueriesContext(connection) as many:
        page = client.get("/twice").text
    assert len(many) <= len(one) + 4
    assert "Earlier ones" in page
    assert page.count('class="card pair"') == 10
