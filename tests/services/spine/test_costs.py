"""What one lead of a list costs: rows written by table, and statements by batch."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadflow.intake import services
from tests import make
from tests.clock import NOW

pytestmark = pytest.mark.django_db
COSTS = {
    "people_company": 1, "people_person": 1, "people_statement": 1, "people_handle": 6, "leads_lead": 1,
    "leads_statement": 1, "leads_contact": 1, "agenda_item": 1, "scoring_score": 1, "intake_arrival": 1,
    "journal_entry": 3,
}  # fmt: skip
"""A person of a company with mail, phone, postcode and an id. One handle per key by which somebody is found again."""
BESIDE = ("journal_id_block", "SAVEPOINT", "playbook_version")
STATEMENTS = 16
"""Of a batch of any size."""


def rows(count: int, start: int = 0) -> list[dict[str, str]]:
    return [
        {
            "company.name": f"Werk {number} GmbH",
            "company.postcode": f"{10000 + number}",
            "person.given": "Anna",
            "person.surname": f"Reuter{number}",
            "mail": f"anna.reuter{number}@werk{number}.example",
            "phone": f"0731 {550000 + number}",
            "source.id": f"K{number}",
        }
        for number in range(start, start + count)
    ]


def counts() -> dict[str, int]:
    tables = {
        model._meta.db_table: model for model in apps.get_models() if model._meta.db_table != "intake_receipt"
    }
    found = {table: model._default_manager.count() for table, model in tables.items()}
    return {table: count for table, count in found.items() if table != "journal_batch"}


def test_a_plain_new_lead_writes_these_rows_and_no_more() -> None:
    make.arrive(*rows(1))
    before = counts()
    make.arrive(*rows(20, start=10))
    grown = {table: count - before[table] for table, count in counts().items() if count != before[table]}
    assert {table: count / 20 for table, count in grown.items() if table != "journal_id_block"} == COSTS


def statements(count: int, start: int) -> list[str]:
    """Without those by which ids are leased and, once a second, the playbook is looked at."""
    todo = make.kept(rows(count, start))
    with CaptureQueriesContext(connection) as seen:
        services.understand(todo, make.ORIGIN, now=NOW)
    heads = [" ".join(query["sql"].split()[:12]) for query in seen.captured_queries]
    return [head for head in heads if not any(word in head for word in BESIDE)]


def test_a_large_batch_takes_as_many_statements_as_a_small_one() -> None:
    make.arrive(*rows(60))
    small, large = statements(30, start=100), statements(90, start=200)
    assert (len(large) - len(small), len(small) <= STATEMENTS) == (0, True), (small, large)
