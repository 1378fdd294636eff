"""The doors for people of the house: the booth, a card that was scanned, a typed line, a reply card typed in."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from leadflow.intake import codes
from leadflow.intake.codes import Wanted
from leadflow.intake.models import Code
from leadflow.kernel.actor import SYSTEM
from tests.clock import NOW
from tests.proofs.doors.registry import Knock, at_the_desk, door, furnishing
from tests.proofs.pest import Pest

FIELDS: Final = (
    *(
        "person.name",
        "company.name",
        "mail",
        "phone",
        "note",
        "lead.timing",
        "lead.need",
        "into",
        "source.id",
    ),
)
LINES: Final = (
    "N",
    "FN",
    "ORG",
    "EMAIL",
    "TEL;TYPE=CELL",
    "TITLE",
    "ADR",
    "URL",
    "NOTE",
    "PHOTO",
    "X-ODD",
    "AGENT",
)
MARKS: Final = (
    *("", "", ";CHARSET=UTF-8", ";CHARSET=x-none", ";ENCODING=QUOTED-PRINTABLE", ";ENCODING=b"),
    *(";TYPE=work,,", ';X="', ";ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-16"),
)


def _sent(pest: Pest, values: dict[Any, Any]) -> dict[str, Any]:
    """A note of the booth: its id is made by the device, everything beside it may be of any kind."""
    sent = {
        "id": str(UUID(int=pest.random.getrandbits(128))),
        "values": values,
        "fair": pest.text(),
        "at": pest.one(("", pest.some())),
        "consents": ["mail", pest.some()],
        "language": pest.one(("de", pest.some())),
        "book": pest.one((1, pest.some())),
    }
    odd = {pest.one(("offer", "id", "values", "consents", "x")): pest.some()}
    return sent | odd if pest.often(0.3) else sent


def _noted(pest: Pest, values: dict[Any, Any]) -> Knock:
    data = pest.spoilt(pest.json(_sent(pest, values))) or b" "
    answer = at_the_desk("ben").post("/fair/notes", data, content_type="application/json")
    told = answer.json()
    return Knock(answer.status_code, int(answer.status_code == 200 and not told["repeated"]), str(told)[:200])


@door("booth")
def booth(pest: Pest) -> Knock:
    values = {pest.one((*FIELDS, pest.text())): pest.some() for _ in range(4)}
    return _noted(pest, values | {"mail": pest.reachable()})


def vcard(pest: Pest) -> str:
    """A card of any version or code, with lines nobody would write."""
    kind = pest.one(("vcard", "vcard", "vcard", "MECARD", "BIZCARD", "odd"))
    if kind == "odd":
        return pest.text()
    said = [
        (pest.one(LINES), pest.one((pest.text(), pest.mail(), f"{pest.text()};{pest.text()};;")))
        for _ in range(4)
    ]
    if kind != "vcard":
        return f"{kind}:{''.join(f'{name[:5]}:{text};' for name, text in said)};"
    lines = [f"{name}{pest.one(MARKS)}:{text}" for name, text in said]
    begun = ["BEGIN:VCARD", f"VERSION:{pest.one(('2.1', '3.0', '4.0', '9', ''))}", f"EMAIL:{pest.mail()}"]
    whole: str = pest.one(("\r\n", "\n", "\r\n ", "\r")).join([*begun, *lines, "END:VCARD", ""])
    return (
        whole * int(pest.one((1, 1, 3)))
        if pest.often(0.9)
        else whole[: pest.random.randrange(len(whole) + 1)]
    )


@door("vcard")
def card(pest: Pest) -> Knock:
    """Scanned: shown as fields first, which takes nothing, then noted as it was scanned."""
    text = vcard(pest)
    read = at_the_desk("ben").post(
        "/fair/card", pest.spoilt(pest.json({"text": text})) or b" ", content_type="application/json"
    )
    if read.status_code >= 500:
        return Knock(read.status_code, 0, "reading")
    return _noted(pest, {"card": text} | ({"note": pest.text()} if pest.often(0.3) else {}))


@door("line")
def line(pest: Pest) -> Knock:
    """Typed: read after each key, which takes nothing, and kept with enter."""
    typed = {
        "line": ", ".join((pest.text(), pest.mail(), pest.text())),
        "token": f"t{pest.random.randrange(10**12)}{pest.text()}",
        f"f:{pest.one((*FIELDS, pest.text()))}": pest.text(),
        f"w:{pest.one(FIELDS)}": pest.text(),
        "into": pest.one(("", "", "", pest.text(), str(UUID(int=pest.random.getrandbits(128))))),
        "back": pest.one(("", pest.text())),
    }
    read = at_the_desk("lena").post("/hand/read", typed)
    if read.status_code >= 500:
        return Knock(read.status_code, 0, "reading")
    answer = at_the_desk("lena").post("/hand", typed)
    return Knock(answer.status_code, int(answer.status_code == 303))


class _Cards:
    """Codes printed on the reply cards of one house."""

    codes: Final[list[str]] = []


@furnishing
def _printed() -> None:
    before = set(Code.objects.values_list("id", flat=True))
    codes.make(Wanted("card", "mailing", "Karten", "solution", "contact"), 20, by=SYSTEM, now=NOW)
    _Cards.codes[:] = Code.objects.exclude(id__in=before).order_by("id").values_list("code", flat=True)


@door("reply card")
def reply_card(pest: Pest) -> Knock:
    """Typed in from paper; the number in the note makes it a card nobody typed before."""
    typed = {
        name: pest.text()
        for name in ("person.name", "company.name", "phone", "company.postcode", "company.city")
    }
    code = pest.one((pest.one(_Cards.codes), pest.one(_Cards.codes), pest.text()))
    unique = {
        "code": code,
        "note": f"{pest.random.randrange(10**15)} {pest.text()}",
        "mail": pest.reachable(),
    }
    answer = at_the_desk("lena").post("/intake/codes/enter", typed | unique)
    return Knock(answer.status_code, int(answer.status_code == 303))
