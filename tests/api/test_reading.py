"""Machines read leads: a list, one with all that is known, and every change at least once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leadflow.accounts.rules import Scope
from leadflow.journal import ids
from leadflow.journal import queries as journal
from tests.api.asking import Machine

pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True)
"""Readers of changes see only what is committed."""


@pytest.fixture
def machine() -> Machine:
    return Machine()


def many(machine: Machine, count: int) -> None:
    batch = [{"mail": f"a{at}@b{at}.example", "company": {"name": f"Nr. {at} GmbH"}} for at in range(count)]
    machine.post("leads/batch", {"leads": batch})


def followed(machine: Machine, cursor: str = "", **more: Any) -> list[Any]:
    """Every page until nothing more is there."""
    found, on = [], True
    asked = "".join(f"&{name}={value}" for name, value in more.items())
    while on:
        told = machine.get(f"changes?cursor={cursor}{asked}")[1]
        found += told["changes"]
        cursor, on = told["next"], told["more"]
    return found


def test_a_list_is_read_page_by_page_without_gaps(machine: Machine) -> None:
    many(machine, 7)
    titles, after = [], ""
    while True:
        told = machine.get(f"leads?limit=3&after={after}")[1]
        titles += [lead["title"] for lead in told["leads"]]
        if not (after := told["next"]):
            break
    assert sorted(titles) == [f"Nr. {at} GmbH" for at in range(7)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("stage=new", 2),
        ("stage=won&stage=lost", 0),
        ("words=Reuter", 1),
        ("words=s.reuter@muster.example", 1),
        ("channel=website", 2),
        ("channel=fair", 0),
    ],
)
def test_a_list_is_narrowed(machine: Machine, asked: str, found: int) -> None:
    machine.lead(company={"name": "Reuter GmbH"})
    machine.lead("b@beta.example")
    assert len(machine.get(f"leads?{asked}")[1]["leads"]) == found


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("stage=nonsense", "unknown_choice"),
        ("owner=nobody@here.example", "owner_unknown"),
        ("team=none", "team_unknown"),
        ("limit=0", "invalid"),
        ("after=abc", "invalid"),
        ("after=999999999999999999", ""),
        ("stages=new", "parameter_unknown"),
    ],
)
def test_a_wrong_filter_is_named_and_never_ignored(machine: Machine, asked: str, code: str) -> None:
    assert machine.get(f"leads?{asked}")[1].get("code", "") == code


def test_a_lead_is_read_with_all_that_is_known_and_how(machine: Machine) -> None:
    lead = machine.lead(person={"given": "Sabine", "surname": "Reuter"}, facts={"lead.need": "Palettierer"})
    told = machine.get(f"leads/{lead}?reasons=true")[1]
    need = next(known for known in told["known"] if known["key"] == "lead.need")
    assert (told["facts"]["lead.need"], need["source"], need["human"]) == ("Palettierer", "api", False)
    assert told["contacts"][0]["mails"] == ["s.reuter@muster.example"]
    assert told["next"]["deadline_at"]
    assert told["reasons"]
    assert machine.answer["ETag"] == f'"{told["edition"]}"'


def test_reasons_come_only_when_asked_for(machine: Machine) -> None:
    assert machine.get(f"leads/{machine.lead()}")[1]["reasons"] is None


@committed
def test_changes_tell_what_happened_in_order(machine: Machine) -> None:
    lead = machine.lead()
    machine.post(f"leads/{lead}/verdict", {"verdict": "disqualify", "reason": "no_need"})
    kinds = [change["kind"] for change in followed(machine) if change["lead"] == lead]
    assert kinds.index("lead.opened") < kinds.index("lead.verdict_given")


@committed
def test_small_pages_show_each_change_once(machine: Machine) -> None:
    many(machine, 9)
    assert followed(machine, limit=2) == followed(machine, limit=500)


@committed
def test_between_a_list_and_its_cursor_nothing_is_lost(machine: Machine) -> None:
    machine.lead()
    cursor = machine.get("leads")[1]["cursor"]
    later = machine.lead("b@beta.example")
    assert {change["lead"] for change in followed(machine, cursor)} == {later}


@committed
def test_what_becomes_known_of_a_person_is_a_change_of_each_of_its_leads(machine: Machine) -> None:
    first = machine.lead(person={"surname": "Reuter"}, offer="solution")
    cursor = machine.get("leads")[1]["cursor"]
    second = machine.lead(person={"surname": "Reuter", "function": "Einkauf"}, offer="workshop")
    assert first != second
    assert (first, "people.learned") in {(c["lead"], c["kind"]) for c in followed(machine, cursor)}


@committed
def test_changes_bring_the_leads_along_on_request(machine: Machine) -> None:
    lead = machine.lead()
    told = machine.get("changes?with_leads=true")[1]
    assert [line["lead"] for line in told["leads"]] == [lead]


@committed
def test_no_change_tells_a_row_number_or_a_personal_value(machine: Machine) -> None:
    lead = machine.lead(person={"surname": "Reuter"})
    machine.post(f"leads/{lead}/notes", {"text": "Frau Reuter ruft zurück"})
    told = machine.get("changes?limit=500")
    assert "Reuter" not in str(told)
    assert not [
        name for change in told[1]["changes"] for name in change["what"] if name in ("id", "statement")
    ]


@pytest.mark.parametrize(
    "cursor", ["x", "1", "1-", "-1-1", "9" * 30 + "-1", "0-99999999999999999999", "1-1%00"]
)
def test_a_wrong_cursor_is_refused(machine: Machine, cursor: str) -> None:
    assert machine.get(f"changes?cursor={cursor}")[0] == 422


def test_who_may_only_send_reads_nothing() -> None:
    sender = Machine(Scope.SEND_LEADS)
    lead = sender.lead()
    asked = ("leads", f"leads/{lead}", "changes", "balance", "kpi/target")
    assert {sender.get(path)[0] for path in asked} == {403}


def test_without_a_key_nothing_is_read() -> None:
    assert Client().get("/api/v1/leads").status_code == 401


def test_a_list_asks_the_database_the_same_whatever_its_length(
    machine: Machine, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many(machine, 60)
    with django_assert_max_num_queries(18):
        machine.get("leads?limit=50")
    with django_assert_max_num_queries(24):
        machine.get("changes?limit=500&with_leads=true")


def test_a_cursor_of_before_a_restore_is_refused_and_those_since_lead_on(machine: Machine) -> None:
    """Numbers are given anew after it: going on from an old one would miss what has them."""
    before = machine.get("changes")[1]["next"]
    ids.begin_era(connection, 4711)
    journal.era.cache_clear()
    try:
        assert machine.get(f"changes?cursor={before}")[0] == 422
        since = machine.get("changes")[1]["next"]
        assert (since.rpartition("-")[2], machine.get(f"changes?cursor={since}")[0]) == ("4711", 200)
    finally:
        journal.era.cache_clear()
