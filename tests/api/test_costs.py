"""What campaigns cost, told by machines: all or none, the same again changes nothing, sums are those of the page."""

from __future__ import annotations

import pytest

from leadflow.accounts.rules import Scope
from leadflow.leads import campaigns
from tests.api.test_leads import _key, get, post

pytestmark = pytest.mark.django_db
COST = {"channel": "fair", "campaign": "Hannover", "month": "2026-04", "amount": "1250.50"}


def test_costs_are_noted_once_and_read_again() -> None:
    key = _key(Scope.SEND_COSTS, Scope.READ_FIGURES)
    body = {"costs": [COST, COST | {"month": "2026-05", "amount": 10}]}
    assert post(key, body, "costs").json() == {"noted": 2}  # type: ignore[attr-defined]
    assert post(key, body, "costs").json() == {"noted": 0}  # type: ignore[attr-defined]
    told = get(key, "costs").json()
    assert [(c["month"], c["amount"], c["currency"]) for c in told["costs"]] == [
        ("2026-04", "1250.50", "EUR"),
        ("2026-05", "10.00", "EUR"),
    ]
    assert get(key, f"costs?after={told['costs'][-1]['id']}").json() == {"costs": [], "next": None}
    assert sum(campaigns.costs().values()) == 126_050


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"channel": "pigeon"}, "unknown_choice"),
        ({"currency": "USD"}, "currency_differs"),
        ({"month": "April"}, "invalid"),
        ({"amount": -1}, "invalid"),
        ({"amount": "1.005"}, "invalid"),
        ({"campaign": ""}, "invalid"),
    ],
)
def test_one_wrong_cost_and_none_is_noted(wrong: dict[str, object], code: str) -> None:
    key = _key(Scope.SEND_COSTS)
    answer = post(key, {"costs": [COST, COST | wrong]}, "costs")
    assert (answer.status_code, answer.json()["code"]) == (422, code)  # type: ignore[attr-defined]
    assert campaigns.by_month() == {}


def test_a_key_for_leads_notes_no_costs() -> None:
    assert post(_key(Scope.SEND_LEADS), {"costs": [COST]}, "costs").status_code == 403


def test_an_amount_is_taken_back_with_null() -> None:
    key = _key(Scope.SEND_COSTS)
    post(key, {"costs": [COST]}, "costs")
    post(key, {"costs": [COST | {"amount": None}]}, "costs")
    assert campaigns.by_month() == {}
