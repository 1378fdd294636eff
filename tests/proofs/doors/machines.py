"""The doors for machines: one lead, many leads, and every other operation of the API."""

from __future__ import annotations

from typing import Any

from leadflow.accounts import services as accounts
from leadflow.accounts.rules import Scope
from leadflow.accounts.services import NewKey
from leadflow.kernel.actor import SYSTEM
from tests.clock import NOW
from tests.proofs.doors.registry import Knock, door, furnishing, stranger
from tests.proofs.pest import LARGE, Pest


class _Keys:
    """One API key per house."""

    secret = ""

    @classmethod
    def bearer(cls) -> dict[str, str]:
        return {"Authorization": f"Bearer {cls.secret}"}


@furnishing
def _key() -> None:
    new = NewKey("Fuzzer", [*Scope], "fuzzer", "website")
    _Keys.secret = accounts.make_api_key(new, by=SYSTEM, now=NOW)


def message(pest: Pest) -> dict[str, Any]:
    """A lead for the API: some of its fields, most of them nasty, a few of the wrong type."""
    text = pest.value if pest.often(0.1) else pest.text
    made: dict[str, Any] = {
        "key": f"k{pest.random.randrange(10**12)}" if pest.often(0.7) else text(),
        "company": {"name": text(), "postcode": text(), "domain": text()},
        "person": {"given": text(), "surname": text(), "role": text()},
        "mail": pest.mail(),
        "phone": text(),
        "note": text(),
        "happened_at": text(),
        "campaign": text(),
        "offer": text(),
        "channel": text(),
        "external_id": text(),
        "facts": {pest.one(("lead.need", "lead.budget", "import.x", "nonsense", "lead.a.b")): text()},
        "consents": [text()],
    }
    kept = {name: value for name, value in made.items() if pest.often(0.3) or name == "mail"}
    return kept | ({str(pest.value()): pest.value()} if pest.often(0.05) else {})


@door("api")
def api(pest: Pest) -> Knock:
    """One lead, or a batch."""
    many = pest.often(0.3)
    body: Any = {"leads": [message(pest) for _ in range(pest.random.randrange(4))]} if many else message(pest)
    data = b" " * LARGE if pest.large() else pest.spoilt(pest.json(body))
    answer = stranger().post(
        f"/api/v1/leads{'/batch' if many else ''}",
        data,
        content_type="application/json",
        headers=_Keys.bearer(),
    )
    told = answer.json()
    if answer.status_code not in (200, 201):
        return Knock(answer.status_code, 0, str(told)[:200])
    arrivals = told["arrivals"] if many else [told]
    return Knock(answer.status_code, sum(not one["repeated"] for one in arrivals))


@door("api writes")
def api_writes(pest: Pest) -> Knock:
    """Every other operation on the last lead: none takes an arrival."""
    client, headers = stranger(), _Keys.bearer()
    found = client.get("/api/v1/leads?limit=1", headers=headers).json()["leads"]
    if not found or pest.often(0.1):
        fresh = {"mail": f"w{pest.seed}@b.example"}
        answer = client.post("/api/v1/leads", fresh, content_type="application/json", headers=headers)
        return Knock(answer.status_code, int(answer.status_code == 201))
    lead = found[0]["lead"]
    path, method, body = pest.one(
        (
            ("facts", "PATCH", {"facts": {"lead.need": pest.value(), "person.function": pest.text()}}),
            ("notes", "POST", {"text": pest.value()}),
            ("tags", "PUT", {"tags": [pest.value(), pest.text()]}),
            ("owner", "PUT", {"owner": pest.value(), "team": pest.text()}),
            ("touches", "POST", {"kind": "mail", "note": pest.text(), "happened_at": pest.text()}),
            ("touches", "POST", {"kind": "call", "result": "not_reached", "note": pest.text()}),
            ("verdict", "POST", {"verdict": "not_yet", "note": pest.text(), "revisit_at": pest.text()}),
            ("handover", "POST", {"team": pest.value(), "message": pest.text()}),
            ("answer", "POST", {"answer": "returned", "reason": pest.text(), "note": pest.text()}),
            ("outcome", "POST", {"result": "won", "amount": pest.value()}),
        )
    )
    named = {"Idempotency-Key": str(pest.random.randrange(10**9))}
    answer = client.generic(
        method,
        f"/api/v1/leads/{lead}/{path}",
        pest.spoilt(pest.json(body)),
        content_type="application/json",
        headers=headers | named,
    )
    return Knock(answer.status_code, 0, answer.content.decode()[:200])
