"""The look-ups of the hot paths walk along an index, and never over a whole table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadflow.agenda import queries as agenda
from leadflow.intake import queries as intake
from leadflow.journal import queries as journal
from leadflow.leads import lists
from leadflow.leads import queries as leads
from leadflow.leads.lists import Wanted
from leadflow.people import queries as people
from leadflow.people.rules import Key, Of
from tests import cast, make
from tests.clock import NOW

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="plans of a small house are read on SQLite"),
]
LOOKED_UP = {
    "handles": lambda: people.hits([Key("mail", "a@b.example", Of.PERSON, True)]),
    "persons": lambda: people.known(Of.PERSON, range(1, 50)),
    "companies of a name": lambda: people.same_name(["muster"]),
    "what was said": lambda: people.said(Of.PERSON, people.known(Of.PERSON, range(1, 50)).values()),
    "persons by a number": lambda: people.by_point("0731 550000"),
    "persons by a mail": lambda: people.by_point("a@b.example"),
    "rows that wait": lambda: intake.waiting_rows(1, 1, 500),
    "whether any waits": lambda: intake.waits(1),
    "receipts left behind": lambda: intake.receipts_waiting_since(NOW),
    "arrivals": lambda: intake.contents([b"k" * 16]),
    "leads of people": lambda: leads.of_parties(range(1, 50), range(1, 50), ["solution"]),
    "snapshots": lambda: leads.snapshots(range(1, 50)),
    "journal of a lead": lambda: journal.of_lead(1),
    "today": lambda: agenda.today(make.actor(cast.user("lena")), NOW + timedelta(hours=9)),
    "leads": lambda: lists.listed(make.actor(cast.user("lena")), Wanted(stages=("new",))),
}


@pytest.mark.parametrize("name", LOOKED_UP)
def test_no_table_is_read_from_end_to_end(name: str) -> None:
    for _ in range(3):
        make.lead()
    whole = [step for statement in statements(LOOKED_UP[name]) for step in scans(statement)]
    assert whole == []


def statements(look: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        look()
    return [query["sql"] for query in seen.captured_queries if query["sql"].startswith("SELECT")]


def scans(statement: str) -> list[str]:
    """Steps of the plan that walk over a table of the business without an index."""
    ours = ("intake_", "people_", "leads_", "agenda_", "journal_")
    return [
        s
        for s in steps(statement)
        if s.startswith("SCAN") and s.split()[1].startswith(ours) and "INDEX" not in s
    ]


def test_a_walk_over_a_whole_table_would_be_noticed() -> None:
    assert scans("SELECT id FROM leads_lead WHERE title LIKE '%x%'") == ["SCAN leads_lead"]


def test_what_waits_of_a_receipt_is_found_by_its_state() -> None:
    """Not along all rows of a list, of which nearly all are understood."""
    make.lead()
    for look in (lambda: intake.waits(1), lambda: intake.receipts_waiting_since(NOW)):
        plan = [step for statement in statements(look) for step in steps(statement)]
        assert any("intake_arrival_state" in step for step in plan), plan


def steps(statement: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
        return [str(step[3]) for step in cursor.fetchall()]
