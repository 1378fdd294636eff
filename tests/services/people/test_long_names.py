"""A name of any length is found again. Found by the fuzzer: met twice, it stopped its whole list for good."""

from __future__ import annotations

import pytest

from leadflow.leads.models import Lead
from leadflow.people.models import Handle
from tests import make

pytestmark = pytest.mark.django_db
LONG = "x" * 5_000


def test_a_company_with_a_very_long_name_is_met_twice() -> None:
    for name in ("anna", "bert"):
        done = make.arrive({"company.name": LONG, "mail": f"{name}@firma.example", "person.surname": name})
        assert done.unclear == 0
    assert Lead.objects.count() == 1


def test_two_long_names_with_the_same_beginning_stay_apart() -> None:
    for end in "ab":
        make.arrive({"company.name": LONG + end, "company.postcode": "89073", "person.surname": "Reuter"})
    assert Lead.objects.count() == 2
    assert max(len(value) for value in Handle.objects.values_list("value", flat=True)) <= 400
