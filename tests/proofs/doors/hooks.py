"""The doors of the hooks: messages of other systems, signed as each of them signs, with anything inside."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from leadflow.delivery import secret
from leadflow.intake import hooks
from leadflow.intake.doors.webhook import shapes, signing
from leadflow.intake.hooks import Aim
from leadflow.intake.models import Hook
from leadflow.kernel.actor import SYSTEM
from tests.clock import NOW
from tests.proofs.doors.registry import Knock, address, door, furnishing, stranger
from tests.proofs.pest import LARGE, Pest

NAMES: Final = ("id", "name", "email", "company", "phone", "note", "a.b", "c[0]", "lead_id", "is_test")


class _Hooks:
    """One of each kind per house: its address, and what it is signed with."""

    at: Final[dict[str, tuple[str, str]]] = {}


@furnishing
def _made() -> None:
    for kind in shapes.KINDS:
        typed = "a secret of theirs" if kind in hooks.THEIRS else ""
        hooks.make(kind, Aim(kind, "solution", "ads"), typed=typed, by=SYSTEM, now=NOW)
        row = Hook.objects.get(kind=kind)
        _Hooks.at[kind] = (f"/p/hook/{row.public_id}", secret.opened(row.secret))


def _lead(pest: Pest) -> dict[str, Any]:
    said = {pest.one((*NAMES, pest.text())): pest.some() for _ in range(6)}
    own = {"id": f"n{pest.random.randrange(10**12)}"} if pest.often(0.5) else {}
    return said | {"email": pest.reachable()} | own


def _fields(pest: Pest) -> list[Any]:
    return [
        {
            "name": pest.one(("email", "full_name", pest.text())),
            "values": pest.one(([pest.reachable()], [pest.text()], pest.some())),
            "column_id": pest.one(("EMAIL", "FULL_NAME", pest.text())),
            "string_value": pest.one((pest.reachable(), pest.some())),
        }
        for _ in range(3)
    ]


def _generic(pest: Pest) -> Any:
    lead, other = _lead(pest), _lead(pest)
    return pest.one((lead, lead, [lead, other], {"leads": [lead, other]}, {"leads": pest.some()}))


def _google(pest: Pest) -> Any:
    key = _Hooks.at["google"][1] if pest.often(0.9) else pest.some()
    told = {"google_key": key, "user_column_data": pest.one((_fields(pest), pest.some()))}
    return {**_lead(pest), **told, "is_test": pest.one((False, True, pest.some()))}


def _meta(pest: Pest) -> Any:
    fields: Any = [{"name": "email", "values": [pest.reachable()]}]
    fields += [{"name": pest.one(("full_name", pest.text())), "values": [pest.text()]} for _ in range(2)]
    fields = fields if pest.often(0.7) else pest.one((_fields(pest), pest.some()))
    value = {"leadgen_id": pest.some(), "field_data": fields, "created_time": pest.some()}
    change = {"field": pest.one(("leadgen", "leadgen", None, pest.some())), "value": value}
    entry = [{"changes": pest.one(([change], [change, pest.some()], pest.some()))}]
    return {"object": "page", "entry": entry if pest.often(0.8) else pest.one(([pest.some()], pest.some()))}


def _linkedin(pest: Pest) -> Any:
    answers = [{"questionId": pest.some(), "answerDetails": {"textQuestionAnswer": {"answer": pest.text()}}}]
    lead = {"leadGenFormResponse": pest.text(), "formResponse": {"answers": pest.one((answers, pest.some()))}}
    return pest.one(({**lead, **_lead(pest)}, {"elements": [lead, lead]}, _generic(pest)))


def _signed(kind: str, body: bytes, pest: Pest) -> dict[str, str]:
    """Mostly as the system signs; sometimes by a stranger, at another time, or not at all."""
    plain = _Hooks.at[kind][1]
    key = plain if pest.often(0.9) else "another secret"
    stamp = str(int(NOW.timestamp()) + pest.one((0,) * 9 + (-90_000,)))
    return {
        signing.TIMESTAMP: stamp,
        signing.SIGNATURE: signing.signed(key, stamp.encode() + b"." + body),
        "X-Hub-Signature-256": f"sha256={signing.signed(key, body)}",
        "X-LI-Signature": signing.signed(key, b"hmacsha256=" + body),
    } | (
        {pest.one((signing.SIGNATURE, signing.TIMESTAMP)): _one_line(pest.text())} if pest.often(0.05) else {}
    )


def _one_line(text: str) -> str:
    """What a web server lets through as a header."""
    return "".join(sign for sign in text if sign.isprintable() and ord(sign) < 256)


def _knock(pest: Pest, kind: str, shape: Callable[[Pest], Any]) -> Knock:
    url, _plain = _Hooks.at[kind]
    body = b" " * LARGE if pest.large() else pest.spoilt(pest.json(shape(pest)))
    answer = stranger().post(
        url,
        body,
        content_type="application/json",
        headers=_signed(kind, body, pest),
        REMOTE_ADDR=address(pest),
    )
    taken = answer.json().get("taken", 0)
    assert answer.status_code == 200 or not taken
    return Knock(answer.status_code, int(taken), answer.content.decode()[:200])


for _kind, _shape in (("generic", _generic), ("google", _google), ("meta", _meta), ("linkedin", _linkedin)):
    door(f"hook {_kind}")(partial(_knock, kind=_kind, shape=_shape))
