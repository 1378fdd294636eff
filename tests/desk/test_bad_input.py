"""What cannot be taken is said in the house's words, is short, and names the field."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import make
from tests.cast import browser

pytestmark = pytest.mark.django_db
HUGE = "x" * 200_000


@pytest.fixture
def cleo() -> Client:
    return browser("cleo")


def test_a_mistake_quotes_what_was_typed_only_as_far_as_it_helps(cleo: Client) -> None:
    answer = cleo.post("/settings/users", {"name": "Neu", "email": HUGE})
    mistake = answer.text.split('<p class="mistake" id="f-email-error"')[1].split("</p>")[0]
    assert (answer.status_code, "no mail address" in mistake, len(mistake) < 1_000) == (422, True, True)


def test_more_than_a_form_may_hold_gets_a_page_of_the_house(cleo: Client) -> None:
    answer = cleo.post("/settings/users", {"name": "x" * 11_000_000})
    assert (answer.status_code, "This could not be taken" in answer.text) == (400, True)


def test_a_working_time_that_is_none_is_told_as_such() -> None:
    lead = make.lead()
    answer = browser("lena").post(
        f"/today/{lead.public_id}/outcome", {"outcome": "not_reached", "when": "", "worked": "the whole day"}
    )
    assert (answer.status_code, "Write working time like 5" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("address", "sent", "field"),
    [
        ("/settings/users", {"name": "Neu", "email": "no mail"}, "email"),
        (
            "/settings/mail",
            {"host": "", "port": "587", "security": "tls", "from_mail": "no mail"},
            "from_mail",
        ),
        ("/settings/keys", {"name": "", "scopes": "leads.send", "channel": "website"}, "name"),
        ("/settings/keys", {"name": "shop", "scopes": "leads.send", "channel": "none"}, "channel"),
        ("/settings/mailboxes/new", {"address": "no mail", "host": "x"}, "address"),
        ("/intake/hooks", {"name": "", "kind": "generic"}, "name"),
    ],
)
def test_a_mistake_stands_beside_its_field(
    cleo: Client, address: str, sent: dict[str, str], field: str
) -> None:
    answer = cleo.post(address, sent)
    assert (answer.status_code, f'id="f-{field}-error"' in answer.text) == (422, True)
