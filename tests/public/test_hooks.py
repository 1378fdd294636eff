"""Other systems leave leads: only who proves himself is believed, each lead once, nothing of strangers is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from leadflow.delivery import secret
from leadflow.intake import hooking, hooks
from leadflow.intake.doors.webhook import shapes, signing
from leadflow.intake.hooks import Aim
from leadflow.intake.models import Arrival, Hook, HookCount, Receipt
from leadflow.journal import health
from leadflow.kernel.actor import SYSTEM
from leadflow.leads.models import Lead
from tests import make
from tests.clock import NOW
from tests.public.conftest import Clock

pytestmark = pytest.mark.django_db
SABINE = {"id": "L-1", "name": "Sabine Reuter", "email": "s.reuter@muster.example", "company": "Muster GmbH"}


def made(kind: str = "generic", **aim: str) -> Hook:
    typed = "a secret of theirs" if kind in hooks.THEIRS else ""
    found = hooks.make(kind, Aim("Shop", "solution", "ads", **aim), typed=typed, by=SYSTEM, now=NOW)
    return Hook.objects.get(public_id=found.hook)


def address(hook: Hook) -> str:
    return f"/p/hook/{hook.public_id}"


def send(hook: Hook, body: Any, *, stamp: float | None = None, key: str = "") -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    when = str(int(NOW.timestamp() if stamp is None else stamp))
    plain = key or secret.opened(hook.secret)
    headers = {
        signing.TIMESTAMP: when,
        signing.SIGNATURE: "sha256=" + signing.signed(plain, f"{when}.".encode() + raw),
    }
    return Client().post(address(hook), raw, content_type="application/json", headers=headers)


def counts(hook: Hook) -> dict[str, int]:
    return dict(HookCount.objects.filter(hook=hook).values_list("code", "count"))


def test_a_signed_message_becomes_a_lead() -> None:
    hook = made(campaign="Autumn")
    assert send(hook, SABINE).json() == {"taken": 1, "repeated": 0}
    lead = Lead.objects.get()
    assert (lead.title, lead.channel, lead.offer) == ("Muster GmbH", "ads", "solution")
    assert make.facts(lead)["person.mail"] == "s.reuter@muster.example"
    assert json.loads(Arrival.objects.get().content["body"]) == SABINE
    assert make.balance_closes()


@pytest.mark.parametrize("key", ["", "another secret"])
def test_who_cannot_prove_himself_is_counted_and_nothing_is_kept(key: str) -> None:
    hook = made()
    answer = (
        send(hook, SABINE, key=key)
        if key
        else Client().post(address(hook), SABINE, content_type="application/json")
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")
    assert (Arrival.objects.count(), Receipt.objects.count(), counts(hook)) == (0, 0, {"bad_signature": 1})


@pytest.mark.parametrize("seconds", [-301, 301])
def test_an_old_signature_cannot_be_played_again(seconds: int) -> None:
    answer = send(made(), SABINE, stamp=NOW.timestamp() + seconds)
    assert (answer.status_code, answer.json()["code"], Arrival.objects.count()) == (401, "stale_signature", 0)


def test_the_same_lead_twice_is_one_arrival() -> None:
    hook = made()
    send(hook, SABINE)
    assert send(hook, SABINE).json() == {"taken": 0, "repeated": 1}
    assert (Arrival.objects.count(), Lead.objects.count(), counts(hook)) == (
        1,
        1,
        {"taken": 1, "repeated": 1},
    )
    assert Receipt.objects.get().seen == 2


def test_the_same_id_with_other_words_joins_the_same_lead() -> None:
    hook = made()
    send(hook, SABINE)
    send(hook, SABINE | {"company": "Muster AG", "phone": "0731 55512"})
    assert send(hook, SABINE | {"company": "Muster AG", "phone": "0731 55512"}).json()["repeated"] == 1
    assert sorted(Arrival.objects.values_list("state", flat=True)) == ["joined", "opened"]
    assert Lead.objects.count() == 1


def test_many_leads_in_one_message_are_each_an_arrival() -> None:
    other = {"id": "L-2", "name": "Jonas Kern", "email": "jonas.kern@kern.example"}
    assert send(made(), {"leads": [SABINE, other, SABINE]}).json() == {"taken": 2, "repeated": 1}
    assert (Receipt.objects.get().seen, Lead.objects.count()) == (3, 2)
    assert health.examine() == []


def test_the_same_id_with_other_words_is_news_within_one_message_too() -> None:
    hook, other = made(), SABINE | {"phone": "0731 55512"}
    assert send(hook, [SABINE, other, SABINE, other]).json() == {"taken": 2, "repeated": 2}
    assert send(hook, [other, SABINE]).json() == {"taken": 0, "repeated": 2}
    assert sorted(Arrival.objects.values_list("state", flat=True)) == ["joined", "opened"]
    assert (Receipt.objects.get().seen, Lead.objects.count()) == (6, 1)
    assert health.examine() == []


@pytest.mark.parametrize("beside", [SABINE, {"customer": {"email": "s.reuter@muster.example"}}])
def test_a_lead_with_a_list_in_it_is_kept_whole(beside: dict[str, Any]) -> None:
    sent = {**beside, "items": [{"sku": "1"}, {"sku": "2"}]}
    sent.pop("id", None)
    assert send(made(), sent).json() == {"taken": 1, "repeated": 0}
    assert json.loads(Arrival.objects.get().content["body"]) == sent
    assert make.facts(Lead.objects.get())["person.mail"] == "s.reuter@muster.example"
    assert health.examine() == []


@pytest.mark.parametrize("body", [b"not json", b"", b'"text"', b"\xff\xfe", b'{"a": "\\ud800"}', b"[" * 5000])
def test_what_is_signed_but_unreadable_is_kept_and_unclear(body: bytes) -> None:
    hook = made()
    assert send(hook, body).status_code == 200
    assert Arrival.objects.get().state == "unclear"
    assert Arrival.objects.get().fault == {"code": "not_json"}


def test_an_id_alone_is_nobody() -> None:
    send(made(), {"id": "L-9", "page_id": 12})
    assert Arrival.objects.get().fault == {"code": "only_an_id"}


def test_what_is_too_large_is_refused_unread() -> None:
    hook = made()
    answer = send(hook, {"id": "1", "note": "x" * 300_000})
    assert (answer.status_code, answer.json()["code"], counts(hook)) == (
        413,
        "message_too_large",
        {"message_too_large": 1},
    )


def test_too_many_leads_at_once_are_refused_and_none_is_made_of_them() -> None:
    hook = made()
    answer = send(hook, [{"id": str(at), "email": f"a{at}@b.example"} for at in range(shapes.MOST_LEADS + 1)])
    assert (answer.status_code, answer.json()["code"]) == (413, "too_many_leads")
    assert (Arrival.objects.count(), counts(hook)) == (0, {"too_many_leads": 1})


def test_a_closed_hook_takes_nothing_and_an_unknown_one_is_not_there() -> None:
    hook = made()
    hooks.close(hook.public_id, by=SYSTEM, now=NOW)
    assert send(hook, SABINE).status_code == 410
    hooks.reopen(hook.public_id, by=SYSTEM, now=NOW)
    assert send(hook, SABINE).status_code == 200
    assert Client().post("/p/hook/0192c0de-0000-7000-8000-000000000000").status_code == 404


def test_a_renewed_secret_replaces_the_former_one() -> None:
    hook = made()
    former = secret.opened(hook.secret)
    hooks.renew(hook.public_id, by=SYSTEM, now=NOW)
    assert send(hook, SABINE, key=former).status_code == 401
    assert former not in Hook.objects.get().secret


def test_who_is_refused_too_often_waits_and_who_is_believed_does_not() -> None:
    hook = made()
    for _ in range(hooking.FAILURES_FROM_ONE_ADDRESS):
        send(hook, SABINE, key="guess")
    answer = send(hook, SABINE, key="guess")
    assert (answer.status_code, int(answer["Retry-After"]) > 0) == (429, True)
    assert send(hook, SABINE).status_code == 200


def test_google_proves_itself_by_its_key_which_is_not_kept() -> None:
    hook = made("google")
    key = secret.opened(hook.secret)
    sent = {
        "lead_id": "g-1",
        "google_key": key,
        "campaign_id": 12,
        "is_test": False,
        "user_column_data": [
            {"column_id": "FULL_NAME", "column_name": "Full Name", "string_value": "Sabine Reuter"},
            {"column_id": "WORK_EMAIL", "column_name": "Email", "string_value": "s.reuter@muster.example"},
            {"column_id": "COMPANY_NAME", "string_value": "Muster GmbH"},
        ],
    }
    assert (
        Client()
        .post(address(hook), sent | {"google_key": "wrong"}, content_type="application/json")
        .status_code
        == 401
    )
    assert Client().post(address(hook), sent, content_type="application/json").json() == {
        "taken": 1,
        "repeated": 0,
    }
    assert Lead.objects.get().title == "Muster GmbH"
    assert key not in str(Arrival.objects.get().content)


def test_a_trial_of_google_is_kept_and_is_no_lead() -> None:
    hook = made("google")
    sent = {"lead_id": "t", "google_key": secret.opened(hook.secret), "is_test": True, "user_column_data": []}
    Client().post(address(hook), sent, content_type="application/json")
    assert (Arrival.objects.get().state, Lead.objects.count()) == ("noise", 0)


def test_meta_looks_whether_somebody_is_at_home() -> None:
    hook = made("meta")
    asked = {
        "hub.mode": "subscribe",
        "hub.verify_token": hooking.verify_token(hook),
        "hub.challenge": "<b>42",
    }
    answer = Client().get(address(hook), asked)
    assert (answer.status_code, answer.content, answer["Content-Type"][:10]) == (200, b"<b>42", "text/plain")
    assert Client().get(address(hook), asked | {"hub.verify_token": "guess"}).status_code == 404


def meta(hook: Hook, sent: Any, *, right: bool = True) -> Any:
    raw = json.dumps(sent).encode()
    plain = secret.opened(hook.secret) if right else "guess"
    headers = {"X-Hub-Signature-256": f"sha256={signing.signed(plain, raw)}"}
    return Client().post(address(hook), raw, content_type="application/json", headers=headers)


def test_meta_sends_several_leads_with_their_fields() -> None:
    hook = made("meta")
    fields = [
        {"name": "full_name", "values": ["Sabine Reuter"]},
        {"name": "email", "values": ["s.reuter@muster.example"]},
    ]
    full = {"field": "leadgen", "value": {"leadgen_id": "77", "field_data": fields}}
    bare = {"field": "leadgen", "value": {"leadgen_id": "78", "form_id": "5"}}
    sent = {"object": "page", "entry": [{"id": "1", "changes": [full, bare, {"field": "feed", "value": {}}]}]}
    assert meta(hook, sent, right=False).status_code == 401
    assert meta(hook, sent).json() == {"taken": 2, "repeated": 0}
    assert sorted(Arrival.objects.values_list("state", flat=True)) == ["opened", "unclear"]
    assert make.facts(Lead.objects.get())["person.surname"] == "Reuter"


def test_linkedin_gets_its_answer_and_is_believed_by_its_signature() -> None:
    hook = made("linkedin")
    plain = secret.opened(hook.secret)
    code = "890e4665-4dfe-4ab1-b689-ed553bceeed0"
    asked = Client().get(address(hook), {"challengeCode": code}).json()
    assert asked == {"challengeCode": code, "challengeResponse": signing.signed(plain, code.encode())}
    raw = json.dumps(
        {
            "leadGenFormResponse": "urn:li:1",
            "firstName": "Sabine",
            "lastName": "Reuter",
            "emailAddress": "s@muster.example",
        }
    ).encode()
    headers = {"X-LI-Signature": signing.signed(plain, b"hmacsha256=" + raw)}
    assert (
        Client().post(address(hook), raw, content_type="application/json", headers=headers).status_code == 200
    )
    assert make.facts(Lead.objects.get())["person.given"] == "Sabine"


@pytest.mark.parametrize("before", ["", "hmacsha256="])
def test_what_linkedin_is_answered_never_signs_a_message(before: str) -> None:
    hook, body = made("linkedin"), '{"emailAddress": "forged@muster.example"}'
    asked = Client().get(address(hook), {"challengeCode": before + body})
    signature = signing.signed(secret.opened(hook.secret), body.encode())
    headers = {"X-LI-Signature": before + signature}
    answer = Client().post(address(hook), body, content_type="application/json", headers=headers)
    assert (asked.status_code, answer.status_code, Arrival.objects.count()) == (404, 401, 0)


def test_unclear_ones_are_tried_again_once_their_paths_are_chosen(clock: Clock) -> None:
    hook = made()
    send(hook, {"id": "1", "who": {"reach": "s.reuter@muster.example"}})
    assert Arrival.objects.get().state == "unclear"
    hooks.choose_paths(hook.public_id, {"who.reach": "mail"}, by=SYSTEM, now=NOW)
    assert hooks.try_again(hook.public_id, by=SYSTEM, now=NOW).opened == 1
    assert Arrival.objects.get().state == "opened"
    assert make.balance_closes()
