"""The doors a fuzzer pours into. A new door adds itself in a few lines: `@door("webhook")`, a Pest in, a Knock out."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any, Final, NamedTuple

from django.test import Client

from leadflow.accounts import services as accounts
from leadflow.accounts.rules import Scope
from leadflow.accounts.services import NewKey
from leadflow.intake import beginning, importing
from leadflow.intake.doors.csv.refusals import Unreadable
from leadflow.intake.importing import Choices
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.refusals import Refusal
from tests.clock import NOW
from tests.proofs.pest import LARGE, Pest


class Knock(NamedTuple):
    """What a door said: the status of the answer (0 where it is no HTTP), and how many messages it took."""

    status: int
    taken: int
    seen: str = ""
    """Part of the answer, for the report of a failure."""


Door = Callable[[Pest], Knock]
DOORS: Final[dict[str, Door]] = {}


def door(name: str) -> Callable[[Door], Door]:
    def enter(knock: Door) -> Door:
        DOORS[name] = knock
        return knock

    return enter


def stranger() -> Client:
    return Client(raise_request_exception=False)


class _Keys:
    """One API key per house."""

    secret = ""

    @classmethod
    def bearer(cls) -> dict[str, str]:
        return {"Authorization": f"Bearer {cls.secret}"}


def furnish() -> None:
    """What the doors need in a fresh house."""
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
    if not found:
        client.post(
            "/api/v1/leads", {"mail": "a@b.example"}, content_type="application/json", headers=headers
        )
        return Knock(201, 1)
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


@door("form")
def form(pest: Pest) -> Knock:
    """A stranger's form: answered with where to go, and kept; or told what is wrong, and not kept."""
    posted = {
        "token": f"t{pest.random.randrange(10**12)}",
        "person.name": pest.text(),
        "mail": pest.mail(),
        "company.name": pest.text(),
        "lead.need": pest.text(),
        pest.text(): pest.text(),
        "consent": pest.one(("mail", pest.text())),
    }
    address = f"10.{pest.random.randrange(256)}.{pest.random.randrange(256)}.{pest.random.randrange(256)}"
    answer = stranger().post("/p/form/whitepaper?l=de", posted, REMOTE_ADDR=address)
    return Knock(answer.status_code, int(answer.status_code == 303))


@door("csv")
def csv(pest: Pest) -> Knock:
    """A list as somebody's spreadsheet wrote it; what is no list is refused with a code."""
    heads = ["Firma", "Nachname", "E-Mail", "Telefon", "Bemerkung", pest.text()]
    mark = pest.one((";", ",", "\t"))
    rows = [heads, *([pest.text(), pest.text(), pest.mail(), pest.text(), pest.text()] for _ in range(3))]
    quoted = [[f'"{cell}"' if pest.often(0.5) else cell for cell in row] for row in rows]
    data = "\r\n".join(mark.join(row) for row in quoted).encode("utf-8", "surrogatepass")
    try:
        draft = beginning.begin(BytesIO(pest.spoilt(data)), pest.text()[:200], by=SYSTEM, now=NOW)
        importing.start(draft.receipt, Choices({}), by=SYSTEM, now=NOW, in_background=False)
        report = importing.run(draft.receipt, clock=lambda: NOW)
    except (Unreadable, Refusal) as refused:
        return Knock(0, 0, str(refused))
    return Knock(0, report.received)
