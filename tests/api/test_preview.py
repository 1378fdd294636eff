"""What would become of messages: the same as when they are sent, and nothing is written."""

from __future__ import annotations

from typing import Any

import pytest

from leadflow.accounts.models import Asked
from leadflow.intake.models import Arrival, Receipt
from leadflow.journal.models import Entry
from leadflow.leads.models import Lead
from leadflow.people.models import Handle, Person
from tests.api.asking import Machine

pytestmark = pytest.mark.django_db
MIXED: list[dict[str, Any]] = [
    {"mail": "s.reuter@muster.example", "person": {"surname": "Reuter"}},
    {"mail": "new@firma-neu.example"},
    {"mail": "NEW@Firma-Neu.example"},
    {"note": "nobody"},
    {"mail": "x@y.example", "channel": "nowhere"},
]


@pytest.fixture
def machine() -> Machine:
    return Machine()


def preview(machine: Machine, *leads: dict[str, Any]) -> list[dict[str, Any]]:
    status, told = machine.post("leads/preview", {"leads": leads})
    assert status == 200, told
    found: list[dict[str, Any]] = told["expected"]
    return found


def test_each_message_is_told_what_it_would_become(machine: Machine) -> None:
    lead = machine.lead(person={"surname": "Reuter"})
    told = preview(machine, *MIXED)
    assert [one["becomes"] for one in told] == ["joined", "opened", "joined", "unclear", "refused"]
    assert (told[0]["lead"], told[2]["row"]) == (lead, 1)
    assert [told[3]["fault"]["code"], told[4]["fault"]["code"]] == ["nobody_named", "unknown_choice"]


def test_a_preview_writes_nothing(machine: Machine) -> None:
    def written() -> list[int]:
        return [each.objects.count() for each in (Arrival, Receipt, Entry, Lead, Person, Handle, Asked)]

    before = written()
    preview(machine, *MIXED)
    assert written() == before


def test_what_was_foreseen_is_what_happens(machine: Machine) -> None:
    machine.lead()
    foreseen = [one["becomes"] for one in preview(machine, *MIXED[:4])]
    sent = machine.post("leads/batch", {"leads": MIXED[:4]})[1]["arrivals"]
    assert [one["state"] for one in sent] == foreseen


def test_keys_that_were_used_are_told(machine: Machine) -> None:
    machine.post("leads", {"key": "k", "mail": "a@b.example"})
    told = preview(machine, {"key": "k", "mail": "a@b.example"})
    assert (told[0]["becomes"], bool(told[0]["lead"])) == ("repeated", True)
    assert preview(machine, {"key": "k", "mail": "other@b.example"})[0]["fault"]["code"] == "key_reused"


def test_a_thousand_are_taken_and_one_more_is_not(machine: Machine) -> None:
    leads = [{"key": f"k{at}", "mail": f"a{at}@b{at}.example"} for at in range(1_000)]
    told = machine.post("leads/batch", {"leads": leads})[1]
    assert {one["state"] for one in told["arrivals"]} == {"opened"}
    assert Lead.objects.count() == 1_000
    assert machine.post("leads/batch", {"leads": [*leads, {"mail": "one@more.example"}]})[0] == 422


def test_an_arrival_is_found_by_the_key_of_its_sender_only(machine: Machine) -> None:
    told = machine.post("leads", {"key": "form-1", "mail": "a@b.example"})[1]
    assert machine.get("arrivals?key=form-1")[1]["arrival"] == told["arrival"]
    assert Machine().get("arrivals?key=form-1")[0] == 404
