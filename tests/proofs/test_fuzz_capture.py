"""Nasty messages through the hooks, the booth and the typed line: nothing breaks, and what was taken is there."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from leadflow.delivery import secret
from leadflow.intake import hooks
from leadflow.intake.doors.webhook import shapes, signing
from leadflow.intake.hooks import Aim
from leadflow.intake.models import Arrival, Hook, HookCount, Receipt
from leadflow.journal import health, ids
from leadflow.kernel.actor import SYSTEM
from leadflow.playbook import queries as playbook
from tests import cast, make
from tests.clock import NOW
from tests.house import furnish

pytestmark = pytest.mark.django_db
MANY: Final = int(os.environ.get("LEADFLOW_FUZZ", "120"))
SEED: Final = int(os.environ.get("LEADFLOW_FUZZ_SEED", "2026"))
TEXTS: Final = (
    "<script>window.canary=1</script>",
    '"><img src=x onerror=window.canary=1>',
    "=cmd|' /C calc'!A0",
    "\x00",
    "a\x00b",
    "\u202egnirts",
    "\ufffe\uffff",
    "\r\nBcc: a@b.example",
    "x" * 5_000,
    "é" * 300,
    "' OR 1=1 --",
    "{{ 7*7 }}",
    "\x1f\ue000",
    "BEGIN:VCARD\nN:<b>;x\nEND:VCARD",
    "MECARD:N:,;;;",
    "Müller GmbH",
    "0731 55512",
    "9999-12-31T23:59:59-12:00",
    "",
    " ",
)
WRONG: Final[tuple[Any, ...]] = (
    *(None, True, -1, 2**64, 1e308, [], {}, [[]], {"": ""}, {"__proto__": {"x": 1}}, [None] * 50, "\ud800"),
)
BROKEN: Final = (
    b"",
    b"\xff\xfe{",
    b"[" * 20_000,
    b'{"a":' * 5_000,
    b"nul",
    b"\xef\xbb\xbf{}",
    b'"x"',
    b"{}" * 3,
)
Send = Callable[["Nasty"], int]


class Nasty:
    """Drawn from a seed, so that what broke can be made again."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def text(self) -> str:
        first = str(self.random.choice(TEXTS))
        return first + str(self.random.choice(TEXTS)) if self.random.random() < 0.3 else first

    def value(self) -> Any:
        return self.random.choice(WRONG) if self.random.random() < 0.3 else self.text()

    def mail(self) -> str:
        return self.random.choice((f"a{self.random.randrange(10**6)}@b.example", self.text()))

    def body(self, sound: Any) -> bytes:
        chance = self.random.random()
        if chance < 0.1:
            return self.random.choice(BROKEN)
        data = json.dumps(sound).encode()
        return data[: self.random.randrange(len(data) + 1)] if chance < 0.2 else data


def _lead(nasty: Nasty) -> dict[str, Any]:
    names = ("id", "name", "email", "company", "phone", "note", nasty.text(), "a.b", "c[0]")
    return {nasty.random.choice(names): nasty.value() for _ in range(6)} | {"email": nasty.mail()}


def _hook(kind: str) -> Hook:
    found = Hook.objects.filter(kind=kind).first()
    if found is None:
        typed = "a secret of theirs" if kind in hooks.THEIRS else ""
        hooks.make(kind, Aim(kind, "solution", "ads"), typed=typed, by=SYSTEM, now=NOW)
    return found or Hook.objects.get(kind=kind)


def _shaped(kind: str, nasty: Nasty, plain: str) -> Any:
    fields = [
        {
            "name": nasty.value(),
            "values": nasty.value(),
            "column_id": nasty.text(),
            "string_value": nasty.value(),
        }
        for _ in range(3)
    ]
    lead = _lead(nasty)
    if kind == "google":
        return {**lead, "google_key": plain, "user_column_data": nasty.random.choice((fields, nasty.value()))}
    if kind == "meta":
        changes = [
            {"field": "leadgen", "value": {"leadgen_id": nasty.value(), "field_data": fields}},
            nasty.value(),
        ]
        return {"entry": nasty.random.choice(([{"changes": changes}], nasty.value(), [nasty.value()]))}
    return nasty.random.choice(
        (lead, [lead, _lead(nasty)], {"leads": [lead, lead]}, {"leads": nasty.value()})
    )


def through_a_hook(nasty: Nasty) -> int:
    kind = nasty.random.choice(shapes.KINDS)
    hook = _hook(kind)
    plain = secret.opened(hook.secret)
    body = nasty.body(_shaped(kind, nasty, plain))
    stamp = nasty.random.choice((str(int(NOW.timestamp())), nasty.text().replace("\r", "").replace("\n", "")))
    headers = {
        signing.TIMESTAMP: stamp.encode("ascii", "replace").decode().replace("\x00", ""),
        signing.SIGNATURE: signing.signed(plain, stamp.encode("utf-8", "replace") + b"." + body),
        "X-Hub-Signature-256": f"sha256={signing.signed(plain, body)}",
        "X-LI-Signature": signing.signed(plain, b"hmacsha256=" + body),
    }
    answer = Client(raise_request_exception=False).post(
        f"/p/hook/{hook.public_id}", body, content_type="application/json", headers=headers
    )
    assert answer.status_code in (200, 401, 413, 429), answer.content
    return int(answer.json().get("taken", 0))


def at_the_booth(nasty: Nasty) -> int:
    names = (
        "person.name",
        "company.name",
        "mail",
        "phone",
        "note",
        "lead.timing",
        "card",
        "into",
        "source.id",
        nasty.text(),
    )
    values = {nasty.random.choice(names): nasty.value() for _ in range(4)} | {"mail": nasty.mail()}
    sent = {
        "id": str(UUID(int=nasty.random.getrandbits(128))), "values": values, "fair": nasty.text(), "at": nasty.value(),
        "consents": ["mail", nasty.value()], "language": nasty.value(), "book": nasty.value(),
        nasty.random.choice(("offer", "id", "values", "x")): nasty.value(),
    }  # fmt: skip
    client = cast.browser("ben")
    client.raise_request_exception = False
    answer = client.post("/fair/notes", nasty.body(sent) or b" ", content_type="application/json")
    assert answer.status_code in (200, 422), answer.content
    told = answer.json()
    return int(answer.status_code == 200 and not told["repeated"])


def by_hand(nasty: Nasty) -> int:
    client = cast.browser("lena")
    client.raise_request_exception = False
    line = ", ".join((nasty.text(), nasty.mail(), nasty.text()))
    sent = {
        "line": line,
        "token": nasty.text(),
        "wish": nasty.text(),
        f"f:{nasty.text()}": nasty.text(),
        "into": nasty.random.choice(("", "", "", nasty.text())),
    }
    before = Arrival.objects.count()
    assert client.post("/hand/read", sent).status_code in (200, 400)
    assert client.post("/hand", sent).status_code in (303, 400, 404, 422)
    return Arrival.objects.count() - before


DOORS: Final[dict[str, Send]] = {"hook": through_a_hook, "fair": at_the_booth, "hand": by_hand}


@pytest.fixture(autouse=True)
def _house(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr("leadflow.intake.hooking.FAILURES_FROM_ONE_ADDRESS", 10**9)
    caplog.set_level("CRITICAL", logger="django.request")
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    ids.forget_leases()
    playbook.forget()
    furnish()
    yield
    ids.forget_leases()
    playbook.forget()


@pytest.mark.parametrize("name", sorted(DOORS))
def test_nothing_breaks_and_what_was_taken_is_there(name: str) -> None:
    share = max(20, MANY // len(DOORS))
    taken = sum(DOORS[name](Nasty(SEED * 1_000_000 + at)) for at in range(share))
    print(f"\ndoor {name}: {share} payloads from seed {SEED}, {taken} taken")
    assert taken > share // 10
    assert Arrival.objects.count() == taken
    assert sum(Receipt.objects.values_list("received", flat=True)) == taken
    assert make.balance_closes()
    assert health.examine() == []
    if name == "hook":
        counted = HookCount.objects.filter(code="taken").values_list("count", flat=True)
        assert sum(counted) == taken


def test_no_page_shows_what_came_as_anything_but_text() -> None:
    for send in DOORS.values():
        for at in range(15):
            send(Nasty(SEED + at))
    pages = [
        "/intake",
        "/intake/hooks",
        *(f"/intake/hooks/{one}" for one in Hook.objects.values_list("public_id", flat=True)),
    ]
    pages += [f"/intake/arrival/{one}" for one in Arrival.objects.values_list("public_id", flat=True)[:30]]
    browser = cast.browser("ada")
    for page in pages:
        answer = browser.get(page)
        assert answer.status_code == 200, page
        assert "<script>window" not in answer.text
        assert "<img src=x" not in answer.text
