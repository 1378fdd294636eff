"""What lists of old systems are taken for: columns by heading and value, lists linked, outcomes by word."""

from __future__ import annotations

from datetime import date

import pytest

from leadflow.kernel.refusals import Refusal
from leadflow.moving.past import History
from tests.rules.moving.reading import listed, read

DEALS = b"""Deal ID;Deal Stage;Amount;Close Date;Contact ID
1;Closed won;1.200,50 EUR;2026-03-01;7
2;Closed lost;;2026-03-02;8
"""
CONTACTS = b"""Contact ID;Email;Create Date
7;a@sauter.example;2026-01-05
8;b@huber.example;2026-01-06
9;c@lang.example;2026-01-07
"""
CALLS = b"""Contact ID;Activity type;Activity date
7;Call;2026-01-08 10:00
7;Call;2026-02-01 10:00
9;Mail;2026-01-09 11:00
"""


def meanings(told: History) -> dict[str, str]:
    return {column.heading: column.meaning for column in told.leading.columns}


def test_german_headings_are_known() -> None:
    told = listed(
        "Eingang;Kanal;Letzter Kontakt;Zuständig;Ergebnis", "05.01.2026;Messe;06.01.2026;Lena;gewonnen"
    )
    assert list(meanings(told).values()) == ["created", "channel", "last", "owner", "outcome"]
    assert told.pasts[0].outcome == "won"


@pytest.mark.parametrize(
    ("headings", "system"),
    [
        ("Record ID;Lifecycle Stage;Contact owner;Create Date", "hubspot"),
        ("Person - Name;Deal - Stage;Deal - Won time;Deal - Owner", "pipedrive"),
        ("Lead Owner;Lead Source;Company / Account;Created Date", "salesforce"),
        ("Contact Name;Salesperson;Expected Revenue;Created on", "odoo"),
        ("Lead Origin;Lead Source;Lead Number;Lead Quality", ""),
    ],
)
def test_exports_are_recognised(headings: str, system: str) -> None:
    told = listed(headings, "1;a;b;2026-01-05", "2;a;b;2026-01-06")
    assert told.leading.system == system


def test_values_that_contradict_a_heading_win() -> None:
    told = listed("Created;Quelle", "gestern;Messe", "morgen;Web")
    assert "created" not in meanings(told).values()


def test_whoever_knows_better_says_so() -> None:
    told = read(("a.csv", b"Start;Quelle\n2026-01-05;Web\n2026-01-06;Web\n"), chosen={"Start": "created"})
    assert [past.created.date() for past in told.pasts if past.created] == [
        date(2026, 1, 5),
        date(2026, 1, 6),
    ]


@pytest.mark.parametrize(
    ("chosen", "code"), [({"Beginn": "created"}, "no_such_heading"), ({"Start": "birth"}, "unknown_meaning")]
)
def test_what_is_chosen_must_exist(chosen: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read(("a.csv", b"Start;Quelle\n2026-01-05;Web\n"), chosen=chosen)
    assert refusal.value.code == code


def test_deals_and_calls_are_linked_to_their_contacts_by_id() -> None:
    told = read(("calls.csv", CALLS), ("deals.csv", DEALS), ("contacts.csv", CONTACTS))
    won, lost, still = told.pasts
    assert told.leading.table.name == "contacts.csv"
    assert (won.outcome, won.amount, won.touches) == ("won", 120_050, 2)
    assert (lost.outcome, still.outcome) == ("lost", "")
    assert still.answered is not None
    assert still.answered.date() == date(2026, 1, 9)


def test_owners_in_both_lists_link_nothing_where_ids_do() -> None:
    """Of the deals one in twenty points to a contact that was deleted; every owner is found."""
    contacts = [f"{7000 + n};c{n}@alpha.example;Owner {n % 25};2026-01-05" for n in range(300)]
    deals = [f"{n};Closed won;Owner {n % 25};{n + (9000 if n % 20 == 0 else 7000)}" for n in range(200)]
    people = "\n".join(["Contact ID;Email;Contact owner;Create Date", *contacts])
    sold = "\n".join(["Deal ID;Deal Stage;Contact owner;Contact ID", *deals])
    told = read(("contacts.csv", people.encode()), ("deals.csv", sold.encode()))
    assert [(one.own.heading, one.theirs.heading) for one in told.links] == [("Contact ID", "Contact ID")]
    assert sum(past.outcome == "won" for past in told.pasts) == 190


def test_a_value_that_very_many_rows_of_both_lists_have_pairs_none() -> None:
    contacts = [f"{n};2026-01-05" for n in range(7000, 7200)] + ["0;2026-01-05"] * 30
    deals = [f"{n};Closed won" for n in range(7000, 7200)] + ["0;Closed won"] * 30
    people, sold = (
        "\n".join(["Contact ID;Create Date", *contacts]),
        "\n".join(["Contact ID;Deal Stage", *deals]),
    )
    told = read(("contacts.csv", people.encode()), ("deals.csv", sold.encode()))
    assert sum(map(len, told.links[0].rows.values())) == 200


def test_what_only_deals_say_is_never_compared() -> None:
    told = read(("contacts.csv", CONTACTS), ("deals.csv", DEALS))
    assert "Deal ID" in told.leaks
    assert all("Deal ID" not in past.values for past in told.pasts)


def test_a_list_that_names_no_lead_is_told_and_left_out() -> None:
    told = read(("contacts.csv", CONTACTS), ("prices.csv", b"Artikel;Preis\nA;1\nB;2\n"))
    assert told.unlinked == ("prices.csv",)


def test_a_closing_date_without_an_outcome_is_only_a_plan() -> None:
    told = listed(
        "Create Date;Deal Stage;Close Date",
        "2026-01-05;Proposal;2026-12-01",
        "2026-01-05;Closed won;2026-02-01",
    )
    assert [past.closed is not None for past in told.pasts] == [False, True]


def test_a_bare_yes_says_won_only_where_that_is_asked() -> None:
    stages = listed("Create Date;Deal Stage", *(f"2026-01-05;{word}" for word in ("1", "ja", "x", "won")))
    asked = listed("Create Date;Ergebnis", *(f"2026-01-05;{word}" for word in ("1", "ja", "x", "won")))
    assert [past.outcome for past in stages.pasts] == ["", "", "", "won"]
    assert [past.outcome for past in asked.pasts] == ["won"] * 4


def test_nothing_is_known_after_the_last_moment_of_the_files() -> None:
    told = listed("Create Date;Last activity;Kanal", "2026-01-05;2026-02-03;Web", "2026-01-06;2026-01-07;Web")
    assert told.as_of.date() == date(2026, 2, 3)


def test_a_list_without_anything_of_leads_is_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        listed("Artikel;Preis", "A;1", "B;2")
    assert refusal.value.code == "moving_no_leads"
