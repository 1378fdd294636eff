"""The booth's door: what the browser kept arrives once, with the words somebody agreed to, whenever it arrives."""

from __future__ import annotations

import json
from typing import Any, Final
from uuid import uuid4

import pytest
from django.test import Client

from leadflow.intake.models import Arrival, Confirmation
from leadflow.leads.models import Campaign, Lead
from leadflow.playbook import queries as playbook
from leadflow.privacy.models import Consent
from tests import cast, make
from tests.clock import NOW

pytestmark = pytest.mark.django_db
CARD: Final = (
    "BEGIN:VCARD\nVERSION:3.0\nN:Reuter;Sabine\nORG:Muster GmbH\nEMAIL:s.reuter@muster.example\nEND:VCARD"
)


def note(**more: Any) -> dict[str, Any]:
    values = {
        "person.name": "Sabine Reuter",
        "company.name": "Muster GmbH",
        "mail": "s.reuter@muster.example",
    }
    said = {
        "id": str(uuid4()),
        "at": NOW.isoformat(),
        "fair": "Hannover Messe 2026",
        "offer": "workshop",
        "values": values,
    }
    return said | {"consents": [], "language": "en", "book": playbook.at(NOW).number} | more


def send(body: Any, who: str = "ben") -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body)
    return cast.browser(who).post("/fair/notes", raw, content_type="application/json")


def test_a_note_becomes_a_lead_of_the_fair() -> None:
    taps = {"lead.timing": "quarter", "lead.decision_stage": "comparing"}
    sent = note()
    sent["values"] |= taps
    assert send(sent).json() == {"state": "opened", "repeated": False}
    lead = Lead.objects.get()
    assert (lead.channel, lead.offer, Campaign.objects.get().name) == (
        "fair",
        "workshop",
        "Hannover Messe 2026",
    )
    assert taps.items() <= make.facts(lead).items()
    assert make.balance_closes()


def test_the_same_id_twice_is_one_arrival() -> None:
    sent = note()
    send(sent)
    assert send(sent).json() == {"state": "opened", "repeated": True}
    assert Arrival.objects.count() == 1


def test_the_same_id_with_other_words_is_told_and_not_overwritten() -> None:
    sent = note()
    send(sent)
    answer = send(sent | {"values": {"person.name": "Somebody Else"}})
    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")


def test_what_was_typed_goes_before_what_the_card_says() -> None:
    send(note(values={"card": CARD, "person.name": "Sabine Maria Reuter"}))
    facts = make.facts(Lead.objects.get())
    assert (facts["person.mail"], facts["person.given"]) == ("s.reuter@muster.example", "Sabine Maria")
    assert facts["company.name"] == "Muster GmbH"


def test_consent_is_kept_with_the_words_the_page_showed() -> None:
    send(note(consents=["mail", "nonsense"]))
    assert set(Consent.objects.values_list("purpose", "stand")) == {("mail", "given")}
    assert Confirmation.objects.get().wording["mail"].startswith("You may send me information")


def test_an_ended_login_is_told_and_nothing_is_redirected() -> None:
    for answer in (
        Client().get("/fair/state"),
        Client().post("/fair/notes", note(), content_type="application/json"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (401, "login_needed")
    assert send(note(), who="pia").status_code == 403


NONSENSE: Final = (b"not json", b"[]", b"{}", b"\xff", {"id": "x", "values": {}}, b'{"id":"' + b"x" * 400_000)


@pytest.mark.parametrize("sent", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_gets_a_clear_answer(sent: Any) -> None:
    answer = send(sent)
    assert answer.status_code == 422
    assert answer.json()["message"]
    assert Arrival.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [{"values": []}, {"values": {}}, {"values": {"person.name": 7}}, {"offer": "nothing"}, {"consents": "x"}],
)
def test_a_wrong_part_is_refused_with_its_reason(wrong: dict[str, Any]) -> None:
    assert send(note(**wrong)).status_code == 422
    assert Arrival.objects.count() == 0


def test_what_says_nobody_is_kept_and_unclear() -> None:
    assert send(note(values={"note": "came by twice"})).json()["state"] == "unclear"


def test_characters_no_database_takes_do_not_lose_the_note() -> None:
    assert send(json.dumps(note(values={"person.name": "Anna\x00 \ud800 Berg"})).encode()).status_code in (
        200,
        422,
    )
    assert send(note(values={"person.name": "Anna\x00 Berg"})).json()["state"] == "opened"


def test_a_card_is_read_for_the_fields_of_the_page() -> None:
    answer = cast.browser("ben").post("/fair/card", {"text": CARD}, content_type="application/json")
    assert answer.json()["fields"] == {
        "person.name": "Sabine Reuter",
        "company.name": "Muster GmbH",
        "mail": "s.reuter@muster.example",
    }
    assert Arrival.objects.count() == 0


def test_without_a_script_the_form_works_too() -> None:
    sent = {
        "id": str(uuid4()),
        "fair": "Hannover Messe 2026",
        "f:person.name": "Anna Berg",
        "f:phone": "0731 55512",
        "language": "de",
        "book": "1",
    }
    assert cast.browser("lena").post("/fair/notes", sent).status_code == 303
    assert Lead.objects.get().title == "Anna Berg"


def test_the_worker_is_a_script_for_the_page_only() -> None:
    answer = cast.browser("ben").get("/fair/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/fair"
    assert "desk/js/fair/store.js" in answer.text
