"""Beside each contact stand all ways to reach it: one more, another one first, one that is wrong, and the way back."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from leadflow.leads import queries as leads
from leadflow.leads.models import Lead
from leadflow.people import queries as people
from leadflow.people import seeking
from leadflow.people.models import Company
from leadflow.people.policy import MatchingPolicy
from leadflow.playbook import queries as playbook
from tests import make
from tests.cast import browser
from tests.clock import NOW

pytestmark = pytest.mark.django_db

SECOND = "anna@gmx.example"


@pytest.fixture(autouse=True)
def still() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def lena() -> Client:
    return browser("lena")


def anna() -> tuple[Lead, int]:
    row = {"person.surname": "Reuter", "mail": "reuter@alpha.example", "mail.private": SECOND}
    lead = make.lead(NOW, **row, **{"company.name": "Alpha GmbH"})
    return lead, min(leads.snapshots([lead.id])[lead.id].contacts)


def mails(person: int) -> tuple[str, ...]:
    return people.cards([person])[person].mails


def undo(client: Client, page: str) -> None:
    found = re.search(r'"(/lead/[^"]+/unsay/[^"]+)"', page)
    assert found
    client.post(found[1])


def test_all_ways_stand_there_with_who_said_them(lena: Client) -> None:
    lead, _ = anna()
    page = lena.get(f"/lead/{lead.public_id}").text
    assert "2 ways to reach" in page
    assert all(word in page for word in (SECOND, "private", "used first"))


def test_another_one_is_used_first_and_the_toast_takes_it_back(lena: Client) -> None:
    lead, person = anna()
    url = f"/lead/{lead.public_id}"
    answer = lena.post(f"{url}/point/main", {"person": person, "point": SECOND}, follow=True)
    assert mails(person)[0] == SECOND
    undo(lena, answer.text)
    assert mails(person)[0] == "reuter@alpha.example"


def test_one_is_marked_as_wrong_and_the_toast_takes_it_back(lena: Client) -> None:
    lead, person = anna()
    sent = {"person": person, "point": SECOND}
    answer = lena.post(f"/lead/{lead.public_id}/point/wrong", sent, follow=True)
    assert "marked as wrong" in answer.text
    assert mails(person) == ("reuter@alpha.example",)
    undo(lena, answer.text)
    assert SECOND in mails(person)


def test_one_more_is_added(lena: Client) -> None:
    lead, person = anna()
    sent = {"person": person, "point": "07251 938211", "use": "work"}
    assert "+49 7251 938211" in lena.post(f"/lead/{lead.public_id}/point", sent, follow=True).text


@pytest.mark.parametrize(
    ("typed", "said"), [("niemand@", "neither a mail"), (SECOND, "is known of this person")]
)
def test_what_cannot_be_added_stays_where_it_was_typed(lena: Client, typed: str, said: str) -> None:
    lead, person = anna()
    answer = lena.post(f"/lead/{lead.public_id}/point", {"person": person, "point": typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{typed}"' in answer.text


@pytest.mark.parametrize("typed", ["²", "9" * 5000])
def test_what_is_no_number_of_anybody_is_refused(lena: Client, typed: str) -> None:
    lead, person = anna()
    url = f"/lead/{lead.public_id}"
    sent = {"person": typed, "said": "phone.granted"}
    assert {lena.post(f"{url}/{at}", sent).status_code for at in ("point/main", "consent")} == {404}
    assert lena.post(f"{url}/belongs", {"person": person, "company": typed}).status_code == 422
    assert lena.post(f"{url}/hand-over", {"to": f"u{typed}"}).status_code == 422
    assert lena.get(f"{url}?before={typed}").status_code == 200


def test_a_role_is_chosen_and_no_longer_missing(lena: Client) -> None:
    lead, person = anna()
    url = f"/lead/{lead.public_id}"
    assert lena.get(url).text.count("Nobody yet") == 4
    lena.post(f"{url}/role", {"person": person, "role": "director"})
    assert lena.get(url).text.count("Nobody yet") == 3


def test_no_other_role_than_the_playbook_s(lena: Client) -> None:
    lead, person = anna()
    assert lena.post(f"/lead/{lead.public_id}/role", {"person": person, "role": "king"}).status_code == 422


def test_the_page_says_where_else_the_company_is(lena: Client) -> None:
    for postcode, city in (("89073", "Ulm"), ("97070", "Würzburg")):
        make.arrive({"company.name": "Muster Bau GmbH", "company.postcode": postcode, "company.city": city})
    first, last = Lead.objects.order_by("id")
    page = lena.get(f"/lead/{last.public_id}").text
    assert "Other sites of this company" in page
    assert f"/lead/{first.public_id}" in page
    assert "Probably another site of Muster Bau GmbH" in page


@pytest.mark.django_db(transaction=True)
def test_which_of_two_companies_it_is_is_asked_answered_and_taken_back(lena: Client) -> None:
    for name, mail in (("Alpha GmbH", "krahl"), ("Beta AG", "maier")):
        make.arrive({"company.name": name, "person.surname": mail.title(), "mail": f"{mail}@alpha.example"})
    lead = make.lead(NOW, **{"person.surname": "Reuter", "mail": "reuter@alpha.example"})
    while seeking.seek(playbook.at(NOW).section(MatchingPolicy), now=NOW):
        pass
    person = min(leads.snapshots([lead.id])[lead.id].contacts)
    url = f"/lead/{lead.public_id}"
    assert "Writes from alpha.example. Which company is it?" in lena.get(url).text
    beta = Company.objects.order_by("id")[1]
    lena.post(f"{url}/belongs", {"person": person, "company": beta.id})
    into = Lead.objects.get(company=beta)
    page = lena.get(f"/lead/{into.public_id}").text
    assert "Belongs to Beta AG by the domain of the mail" in page
    placed = re.search(r'name="placed" value="(\d+)"', page)
    assert placed
    assert lena.post(f"/lead/{into.public_id}/apart", {"placed": placed[1]}).status_code == 303
    assert Lead.objects.get(id=lead.id).merged_into is None
