"""Machines write to leads: each write once, on the edition that was read, with the weight of a machine."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from leadflow.accounts.models import Asked
from leadflow.accounts.rules import Scope
from leadflow.journal import health
from leadflow.leads import services as work
from leadflow.leads.models import Lead, Note, Touch
from tests import make
from tests.api.asking import Machine
from tests.cast import user
from tests.clock import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine() -> Machine:
    return Machine()


def facts(machine: Machine, lead: str) -> Any:
    return machine.get(f"leads/{lead}")[1]["facts"]


def accepted(machine: Machine) -> str:
    lead = machine.lead(person={"surname": "Reuter"})
    machine.post(f"leads/{lead}/verdict", {"verdict": "ready", "reason": "seen at the fair"})
    machine.post(f"leads/{lead}/handover", {})
    machine.post(f"leads/{lead}/answer", {"answer": "accepted"})
    return lead


def test_facts_become_known_with_their_source(machine: Machine) -> None:
    lead = machine.lead(person={"surname": "Reuter"})
    body = {"facts": {"lead.budget": "beantragt", "lead.budget_amount": 20_000, "person.function": "Einkauf"}}
    assert machine.ask("PATCH", f"leads/{lead}/facts", body)[0] == 200
    known = facts(machine, lead)
    assert known["lead.budget"] == "requested"
    assert (known["lead.budget_amount"], known["person.function"]) == (20_000, "Einkauf")
    assert health.examine() == []


def test_a_machine_never_displaces_what_a_human_said(machine: Machine) -> None:
    lead = machine.lead()
    lena = user("lena")
    ref = make.seen(Lead.objects.get(public_id=lead), lena)
    work.answer(ref, {"lead.need": "said by phone"}, by=make.actor(lena), now=NOW)
    machine.ask("PATCH", f"leads/{lead}/facts", {"facts": {"lead.need": "guessed"}})
    assert facts(machine, lead)["lead.need"] == "said by phone"
    assert health.examine() == []


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ({"lead.nonsense": "x"}, "fact_unknown"),
        ({"lead.budget": "perhaps"}, "fact_unreadable"),
        ({"lead.budget_amount": "much"}, "fact_unreadable"),
        ({"lead.budget_amount": True}, "fact_unreadable"),
        ({"person.mail": "no mail"}, "fact_unreadable"),
        ({"nonsense": "x"}, "invalid"),
        ({}, "invalid"),
    ],
)
def test_a_fact_that_does_not_fit_is_named_and_nothing_is_written(
    machine: Machine, stated: dict[str, Any], code: str
) -> None:
    lead = machine.lead()
    before = facts(machine, lead)
    status, told = machine.ask(
        "PATCH", f"leads/{lead}/facts", {"facts": {"lead.need": "x", **stated} if stated else {}}
    )
    assert (status, told["code"], facts(machine, lead)) == (422, code, before)


def test_a_write_on_an_edition_that_has_passed_is_refused(machine: Machine) -> None:
    lead = machine.lead()
    machine.get(f"leads/{lead}")
    read = machine.answer["ETag"]
    assert machine.post(f"leads/{lead}/notes", {"text": "one"}, If_Match=read)[0] == 200
    status, told = machine.post(f"leads/{lead}/notes", {"text": "two"}, If_Match=read)
    assert (status, told["code"], Note.objects.count()) == (412, "moved_on", 1)


def test_a_person_who_changes_elsewhere_makes_another_edition(machine: Machine) -> None:
    lead = machine.lead(person={"surname": "Reuter"}, offer="solution")
    read = machine.get(f"leads/{lead}")[1]["edition"]
    other = machine.lead(person={"surname": "Reuter"}, offer="workshop")
    machine.ask("PATCH", f"leads/{other}/facts", {"facts": {"person.function": "Einkauf"}})
    assert machine.get(f"leads/{lead}")[1]["edition"] != read


def test_the_edition_a_write_answers_with_is_good_for_the_next_one(machine: Machine) -> None:
    lead = machine.lead()
    edition = machine.get(f"leads/{lead}")[1]["edition"]
    for text in ("one", "two"):
        status, told = machine.post(f"leads/{lead}/notes", {"text": text}, If_Match=f'"{edition}"')
        edition = told["edition"]
        assert status == 200


def test_the_same_request_again_is_not_done_again(machine: Machine) -> None:
    lead = machine.lead()
    told = [machine.post(f"leads/{lead}/notes", {"text": "one"}, Idempotency_Key="n1") for _ in range(3)]
    assert [(status, body["repeated"]) for status, body in told] == [(200, False), (200, True), (200, True)]
    assert Note.objects.count() == 1


def test_a_repetition_is_answered_although_the_edition_has_passed(machine: Machine) -> None:
    lead = machine.lead()
    read = f'"{machine.get(f"leads/{lead}")[1]["edition"]}"'
    told = [
        machine.post(f"leads/{lead}/notes", {"text": "one"}, Idempotency_Key="n1", If_Match=read)
        for _ in range(2)
    ]
    assert [status for status, _ in told] == [200, 200]


def test_the_same_key_for_another_request_is_a_conflict(machine: Machine) -> None:
    lead = machine.lead()
    machine.post(f"leads/{lead}/notes", {"text": "one"}, Idempotency_Key="n1")
    status, told = machine.post(f"leads/{lead}/notes", {"text": "two"}, Idempotency_Key="n1")
    assert (status, told["code"], Note.objects.count()) == (409, "key_reused", 1)


def test_what_was_refused_may_be_sent_anew_under_its_key(machine: Machine) -> None:
    lead = machine.lead()
    assert machine.post(f"leads/{lead}/answer", {"answer": "accepted"}, Idempotency_Key="a")[0] == 409
    assert machine.post(f"leads/{lead}/notes", {"text": "one"}, Idempotency_Key="a")[0] == 200


def test_another_machine_may_use_the_same_key(machine: Machine) -> None:
    lead, other = machine.lead(), Machine()
    for each in (machine, other):
        assert each.post(f"leads/{lead}/notes", {"text": "one"}, Idempotency_Key="n1")[1]["repeated"] is False


def test_of_a_request_nothing_but_hashes_is_kept(machine: Machine) -> None:
    machine.post(f"leads/{machine.lead()}/notes", {"text": "Frau Reuter"}, Idempotency_Key="n1")
    row = Asked.objects.get()
    assert {len(row.place), len(row.digest)} == {32}


def test_a_call_brings_answers_a_touch_and_what_follows(machine: Machine) -> None:
    lead = machine.lead()
    body = {
        "kind": "call",
        "result": "callback",
        "seconds": 240,
        "note": "wants figures",
        "call_again_at": (NOW + timedelta(days=400)).isoformat(),
        "answers": {"lead.need": "Palettierer"},
    }
    assert machine.post(f"leads/{lead}/touches", body)[0] == 200
    told = machine.get(f"leads/{lead}")[1]
    assert (told["touches"][0]["result"], told["touches"][0]["seconds"]) == ("callback", 240)
    assert told["facts"]["lead.need"] == "Palettierer"
    assert told["next"]["due_at"][:10] == f"{NOW + timedelta(days=400):%Y-%m-%d}"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"kind": "telepathy"}, 422, "unknown_choice"),
        ({"kind": "call", "result": "nonsense"}, 422, "unknown_choice"),
        ({"kind": "call", "result": "callback"}, 422, "moment_needed"),
        ({"kind": "mail", "happened_at": "2199-01-01T00:00:00Z"}, 422, "in_the_future"),
        ({"kind": "mail", "happened_at": "9999-12-31T23:59:59-12:00"}, 422, "invalid"),
        ({"kind": "mail", "seconds": -1}, 422, "invalid"),
    ],
)
def test_a_touch_that_cannot_be_is_refused(
    machine: Machine, body: dict[str, Any], status: int, code: str
) -> None:
    told = machine.post(f"leads/{machine.lead()}/touches", body)
    assert (told[0], told[1]["code"], Touch.objects.count()) == (status, code, 0)


def test_the_way_from_verdict_to_won_and_back(machine: Machine) -> None:
    lead = accepted(machine)
    assert machine.post(f"leads/{lead}/outcome", {"result": "won", "amount": 250_000})[1]["stage"] == "won"
    assert machine.get(f"leads/{lead}")[1]["outcome"]["amount"] == 250_000
    assert machine.ask("DELETE", f"leads/{lead}/outcome")[1]["stage"] == "accepted"
    assert health.examine() == []


def test_sales_returns_with_a_reason_and_never_without(machine: Machine) -> None:
    lead = machine.lead()
    machine.post(f"leads/{lead}/verdict", {"verdict": "ready", "reason": "seen at the fair"})
    machine.post(f"leads/{lead}/handover", {})
    assert machine.post(f"leads/{lead}/answer", {"answer": "returned"})[1]["code"] == "reason_needed"
    told = machine.post(f"leads/{lead}/answer", {"answer": "returned", "reason": "not_ripe"})[1]
    assert told["stage"] == "nurturing"


def test_not_ready_names_what_is_missing(machine: Machine) -> None:
    status, told = machine.post(f"leads/{machine.lead()}/verdict", {"verdict": "ready"})
    assert (status, told["code"], "need" in told["facts"]["missing"]) == (409, "not_ready", True)


def test_a_verdict_is_taken_back(machine: Machine) -> None:
    lead = machine.lead()
    machine.post(f"leads/{lead}/verdict", {"verdict": "disqualify", "reason": "no_need"})
    assert machine.ask("DELETE", f"leads/{lead}/verdict")[1]["stage"] == "new"


def test_owner_team_and_tags(machine: Machine) -> None:
    lena, lead = user("lena"), machine.lead()
    machine.ask("PUT", f"leads/{lead}/owner", {"owner": lena.email})
    machine.ask("PUT", f"leads/{lead}/tags", {"tags": ["Messe", "VIP"]})
    told = machine.get(f"leads/{lead}")[1]
    assert (told["owner"]["mail"], told["tags"]) == (lena.email, ["Messe", "VIP"])
    assert (
        machine.ask("PUT", f"leads/{lead}/owner", {"owner": "x@nowhere.example"})[1]["code"]
        == "owner_unknown"
    )


def test_who_may_only_read_writes_nothing(machine: Machine) -> None:
    lead, reader = machine.lead(), Machine(Scope.READ_LEADS, Scope.SEND_LEADS)
    assert reader.post(f"leads/{lead}/notes", {"text": "x"})[0] == 403
    assert reader.ask("PUT", f"leads/{lead}/tags", {"tags": []})[0] == 403
    assert not Note.objects.exists()


def test_who_may_only_write_learns_no_more_than_the_stage(machine: Machine) -> None:
    lead, writer = machine.lead(), Machine(Scope.WRITE_LEADS)
    told = writer.post(f"leads/{lead}/notes", {"text": "x"})[1]
    assert set(told) == {"lead", "edition", "stage", "repeated"}
    assert writer.get(f"leads/{lead}")[0] == 403


def test_a_lead_that_is_not_there_is_not_found(machine: Machine) -> None:
    nobody = "01a22786-2e38-7df8-82ad-2815c5eb7f69"
    assert machine.post(f"leads/{nobody}/notes", {"text": "x"})[0] == 404
