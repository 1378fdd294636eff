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
    lead = make.lead(**row, **{"company.name": "Alpha GmbH"})
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


def test_a_role_is_chosen_and_no_longer_missing(lena: Client) -> None:
    lead, person = anna()
    url = f"/lead/{lead.public_id}"
    assert lena.get(url).text.count("Nobody yet") == 4
    lena.post(f"{url}/role", {"person": person, "role": "director"})
    assert lena.get(url).text.count("Nobody yet") == 3


def test_no_other_role_than_the_playbook_s(lena: Client) -> None:
    lead, person = anna()
    assert lena.post(f"/lead/{lead.public_id}/role", {"person": person, "role": "king"}).status_code == 422
