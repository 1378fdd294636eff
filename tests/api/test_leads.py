"""Machines send leads: kept once, understood at once, refused with a stable code."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadflow.accounts import services as accounts
from leadflow.accounts.rules import Scope
from leadflow.accounts.services import NewKey
from leadflow.intake.models import Arrival
from leadflow.journal import health
from leadflow.kernel.actor import SYSTEM
from leadflow.leads.models import Lead
from leadflow.privacy.models import Consent
from tests import make
from tests.clock import NOW

pytestmark = pytest.mark.django_db
REUTER = {
    "key": "form-1",
    "company": {"name": "Muster GmbH", "postcode": "89073"},
    "person": {"given": "Sabine", "surname": "Reuter"},
    "mail": "s.reuter@muster.example",
    "phone": "0731 / 12 34 56",
    "objections": ["phone"],
}


@pytest.fixture
def key() -> str:
    return _key(*Scope)


def _key(*scopes: Scope) -> str:
    return accounts.make_api_key(NewKey("Shop", [*scopes], "shop", "website"), by=SYSTEM, now=NOW)


def post(key: str, body: object, path: str = "leads", **headers: str) -> HttpResponse:
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    client = Client(raise_request_exception=False)
    return client.post(  # type: ignore[return-value]  # the test client's answer is a response
        f"/api/v1/{path}",
        data,
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}", **headers},
    )


def get(key: str, path: str) -> Any:
    return Client(raise_request_exception=False).get(
        f"/api/v1/{path}", headers={"Authorization": f"Bearer {key}"}
    )


def told(answer: Any) -> Any:
    return json.loads(answer.content)


def test_a_sent_lead_is_opened_and_can_be_followed(key: str) -> None:
    answer = post(key, REUTER)
    assert (answer.status_code, told(answer)["state"]) == (201, "opened")
    assert told(get(key, f"arrivals/{told(answer)['arrival']}"))["lead"] == told(answer)["lead"]
    assert told(get(key, f"leads/{told(answer)['lead']}"))["title"] == "Muster GmbH"


def test_the_same_key_again_creates_nothing(key: str) -> None:
    post(key, REUTER)
    answer = post(key, REUTER)
    assert (answer.status_code, told(answer)["repeated"], Lead.objects.count()) == (200, True, 1)


def test_the_same_key_with_another_body_is_a_conflict(key: str) -> None:
    post(key, REUTER)
    answer = post(key, {**REUTER, "mail": "x@muster.example"})
    assert (answer.status_code, told(answer)["code"]) == (409, "key_reused")


def test_the_header_is_a_key_too(key: str) -> None:
    body = {name: value for name, value in REUTER.items() if name != "key"}
    headers = {"Idempotency-Key": "h1"}
    assert [post(key, body, **headers).status_code for _ in range(2)] == [201, 200]


def test_a_batch_answers_each_in_order(key: str) -> None:
    answer = post(key, {"leads": [REUTER, {"note": "nobody"}, {"mail": "b@beta.example"}]}, "leads/batch")
    assert [one["state"] for one in told(answer)["arrivals"]] == ["opened", "unclear", "opened"]
    assert health.examine() == []


def test_nobody_named_is_kept_and_unclear(key: str) -> None:
    answer = told(post(key, {"note": "hello"}))
    assert (answer["state"], answer["fault"]["code"]) == ("unclear", "nobody_named")
    assert make.balance_closes()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "malformed"),
        ("[" * 5000, 400, "malformed"),
        (b"\xff\xfe", 400, "malformed"),
        ({"nonsense": 1}, 422, "invalid"),
        ({"mail": "a\x00b@c.example"}, 422, "invalid"),
        ('{"mail": "\\ud800@c.example"}', 422, "invalid"),
        ({"mail": "a" * 1000}, 422, "invalid"),
        ({"mail": "a@b.example", "offer": "no_such"}, 422, "unknown_choice"),
        ({"mail": "a@b.example", "happened_at": "soon"}, 422, "invalid"),
    ],
)
def test_bad_input_gets_a_stable_code(key: str, body: object, status: int, code: str) -> None:
    answer = post(key, body)
    assert (answer.status_code, told(answer)["code"]) == (status, code)
    assert b"Traceback" not in answer.content


def test_without_a_key_nobody_comes_in() -> None:
    assert post("lf_wrong", REUTER).status_code == 401
    assert not Arrival.objects.exists()


def test_a_key_that_only_sends_cannot_read(key: str) -> None:
    lead = told(post(key, REUTER))["lead"]
    sender = _key(Scope.SEND_LEADS)
    assert (get(sender, f"leads/{lead}").status_code, get(sender, "balance").status_code) == (403, 403)


def test_balance_and_target_are_plain(key: str) -> None:
    post(key, REUTER)
    assert told(get(key, "balance"))["leads"]["opened"] == 1
    assert told(get(key, "kpi/target?revenue=100000&price=4000&close_rate=1/3")) == {
        "deals": 25,
        "opportunities": 75,
    }


def test_the_phone_objection_is_on_record(key: str) -> None:
    post(key, REUTER)
    assert list(Consent.objects.values_list("purpose", "stand")) == [("phone", "objected")]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*REUTER, "facts", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=ANYTHING)
def test_no_body_whatever_breaks_the_api(key: str, body: object) -> None:
    assert post(key, body).status_code < 500
