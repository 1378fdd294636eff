"""How rows look outside of any database, where the database itself has a say in it."""

from __future__ import annotations

import pytest
from django.db import connection

from leadflow.backup import shapes
from leadflow.people.models import Sought


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_reader_stands_before_the_first_entry_it_has_not_read_in_whatever_order_they_were_written() -> None:
    Sought.objects.update_or_create(id=1, defaults={"horizon": 100, "entry": 10})
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE journal_entry (id bigint, horizon xid8) ON COMMIT DROP")
        cursor.execute("INSERT INTO journal_entry VALUES (10, '100'), (11, '99'), (9, '101')")
        cursor.execute(shapes.shape(Sought).select(connection))
        assert cursor.fetchall() == [(8, 0, 1)]
