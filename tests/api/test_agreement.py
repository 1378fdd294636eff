"""What machines may rely on: JSON whatever is asked, stable codes, and a form that changes only on purpose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leadflow.accounts import services as accounts
from leadflow.accounts.rules import Scope
from leadflow.accounts.services import NewKey
from leadflow.api.agreement import operations
from leadflow.intake.models import Arrival, Receipt
from leadflow.kernel.actor import SYSTEM
from tests.clock import NOW

pytestmark = pytest.mark.django_db
SNAPSHOT = Path(__file__).with_name("openapi.json")


@pytest.fixture
def send() -> Any:
    key = accounts.make_api_key(NewKey("Shop", [*Scope], "shop", "website"), by=SYSTEM, now=NOW)
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {key}"})

    def request(method: str, path: str, body: object = None, **more: Any) -> tuple[int, Any]:
        data = more.pop("raw", json.dumps(body) if body is not None else b"")
        kind = more.pop("content_type", "application/json")
        answer = client.generic(method, f"/api/{path}", data, content_type=kind, **more)
        return answer.status_code, json.loads(answer.content)

    return request


def agreed() -> Any:
    return json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_the_agreed_form_changes_only_on_purpose() -> None:
    """After a wanted change write what `/api/v1/openapi.json` says beside this test, and read the difference."""
    told = Client().get("/api/v1/openapi.json").json()
    assert told == agreed()


def test_every_operation_shows_an_example() -> None:
    for operation in operations(agreed()):
        answers = [answer for status, answer in operation["responses"].items() if int(status) < 400]
        assert all("example" in answer["content"]["application/json"] for answer in answers), operation
        assert (
            "example"
            in operation.get("requestBody", {"content": {"application/json": "example"}})["content"][
                "application/json"
            ]
        )


def test_every_no_shows_its_codes() -> None:
    for status, answer in agreed()["components"]["responses"].items():
        assert answer["content"]["application/json"]["examples"], status


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "v1/nothing", 404, "not_found"),
        ("GET", "nothing/at/all", 404, "not_found"),
        ("DELETE", "v1/leads", 405, "method_not_allowed"),
        ("GET", "v1/arrivals/00000000-0000-0000-0000-000000000000", 404, "not_found"),
        ("GET", "v1/leads/nonsense", 422, "invalid"),
        ("GET", "v1/kpi/target?price=0", 422, "figure_not_positive"),
        ("GET", "v1/kpi/target?close_rate=1e999999999", 422, "figure_unreadable"),
    ],
)
def test_whatever_is_asked_the_answer_is_json(
    send: Any, method: str, path: str, status: int, code: str
) -> None:
    answer = send(method, path)
    assert (answer[0], answer[1]["code"], set(answer[1])) == (status, code, {"code", "message", "facts"})


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_only_json_is_read(send: Any, kind: str) -> None:
    assert send("POST", "v1/leads", {"mail": "a@b.example"}, content_type=kind)[0] == 415


def test_a_body_beyond_all_measure_is_refused_before_it_is_read(send: Any) -> None:
    status, told = send("POST", "v1/leads", {"note": "x" * 11_000_000})
    assert (status, told["code"]) == (413, "too_large")


def test_a_number_that_is_none_is_refused(send: Any) -> None:
    assert send("POST", "v1/leads", {"mail": "a@b.example", "facts": {"lead.x": float("nan")}})[0] == 422


def test_two_keys_for_one_lead_are_refused(send: Any) -> None:
    status, told = send(
        "POST", "v1/leads", {"mail": "a@b.example", "key": "k1"}, headers={"Idempotency-Key": "k2"}
    )
    assert (status, told["code"]) == (422, "keys_differ")


@pytest.mark.parametrize("wrong", [{"offer": "nothing"}, {"channel": "nowhere"}])
def test_one_wrong_lead_leaves_nothing_of_its_batch_behind(send: Any, wrong: dict[str, str]) -> None:
    batch = {"leads": [{"mail": "a@a.example"}, {"mail": "b@b.example", **wrong}]}
    assert send("POST", "v1/leads/batch", batch)[1]["code"] == "unknown_choice"
    assert not Arrival.objects.exists()


def test_one_reused_key_leaves_nothing_of_its_batch_behind(send: Any) -> None:
    send("POST", "v1/leads", {"key": "k", "mail": "a@a.example"})
    batch = {"leads": [{"mail": "n@n.example", "campaign": "A"}, {"key": "k", "mail": "other@a.example"}]}
    assert send("POST", "v1/leads/batch", batch)[0] == 409
    assert Arrival.objects.count() == 1


def test_the_door_counts_each_of_a_batch_for_its_own_receipt(send: Any) -> None:
    batch = {
        "leads": [{"mail": "a@a.example", "campaign": "A"}, {"mail": "b@b.example"}, {"mail": "c@c.example"}]
    }
    send("POST", "v1/leads/batch", batch)
    assert sorted(Receipt.objects.values_list("seen", "received")) == [(1, 1), (2, 2)]


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"leads": [{"mail": "a@a.example"}]}).encode("utf-16"),
        b'{"leads": [{"mail": "a@a.example", "facts": {"lead.x": 1' + b"0" * 400 + b"}}]}",
    ],
)
def test_a_batch_is_counted_by_whoever_could_read_it(send: Any, body: bytes) -> None:
    """Found by the fuzzer: the count at the door was stricter than the reader of the body."""
    assert send("POST", "v1/leads/batch", raw=body)[0] in (200, 422)


def test_figures_left_out_come_from_the_house(send: Any) -> None:
    assert send("GET", "v1/kpi/target")[1] == {"deals": 25, "opportunities": 75}


def test_an_arrival_of_another_source_is_not_there(send: Any) -> None:
    told = send("POST", "v1/leads", {"mail": "a@a.example"})[1]
    other = accounts.make_api_key(NewKey("Other", [*Scope], "other", "website"), by=SYSTEM, now=NOW)
    answer = Client().get(f"/api/v1/arrivals/{told['arrival']}", headers={"Authorization": f"Bearer {other}"})
    assert answer.status_code == 404


def test_a_batch_asks_the_database_no_more_than_a_few_leads_do(
    send: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    send("POST", "v1/leads", {"mail": "first@a.example"})
    with django_assert_max_num_queries(70):
        send("POST", "v1/leads/batch", {"leads": [{"mail": f"a{at}@b{at}.example"} for at in range(100)]})
