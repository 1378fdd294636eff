"""What a business card says, as targets of the door: a vCard, a MECARD or BIZCARD of a QR code, or plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from leadflow.intake.doors.cards.vcard import Property, cards

Pairs = list[tuple[str, str]]
LONGEST: Final = 1_000
_MARKED: Final = re.compile(r"(?<!\\);")
_MECARD: Final = {"TEL": "phone", "EMAIL": "mail", "ORG": "company.name", "URL": "company.domain",
                  "TITLE": "person.function", "NOTE": "note"}  # fmt: skip
_BIZCARD: Final = {"N": "person.given", "X": "person.surname", "T": "person.function", "C": "company.name",
                   "B": "phone", "M": "mobile", "E": "mail"}  # fmt: skip
_NOT_A_CALL: Final = frozenset({"FAX", "PAGER", "MODEM", "BBS", "TLX"})
_MOBILE: Final = frozenset({"CELL", "IPHONE", "TEXT"})


def read(text: str) -> list[Pairs]:
    """One list of (target, text) per card; text that is no card is kept whole, as a note."""
    head = text.lstrip("\ufeff \t\r\n")[:16].upper()
    if head.startswith("MECARD:"):
        return [_marked(text, _MECARD)]
    if head.startswith("BIZCARD:"):
        return [_marked(text, _BIZCARD)]
    found = [pairs for card in cards(text) if (pairs := _of_card(card))]
    return found or ([_plain(text)] if text.strip() else [])


def first(text: str) -> Pairs:
    """The first card of a text."""
    return next(iter(read(text)), [])


def _of_card(card: Sequence[Property]) -> Pairs:
    by_name: dict[str, list[Property]] = {}
    for one in card:
        if one.value.strip():
            by_name.setdefault(one.name, []).append(one)
    company = next(iter(_texts(by_name, "ORG")), "").strip()
    said: Pairs = [
        *_name(by_name, company),
        ("company.name", company),
        ("person.function", _text(by_name, "TITLE") or _text(by_name, "ROLE")),
        *_numbered("mail", _mails(by_name.get("EMAIL", ()))),
        *_phones(by_name.get("TEL", ())),
        *_address(by_name.get("ADR", ())),
        ("company.domain", _site(by_name)),
        ("note", _text(by_name, "NOTE")),
    ]
    return _kept(said)


def _kept(said: Iterable[tuple[str, str]]) -> Pairs:
    return [(target, text.strip().replace("\r\n", "\n")[:LONGEST]) for target, text in said if text.strip()]


def _texts(by_name: Mapping[str, Sequence[Property]], name: str) -> list[str]:
    found = by_name.get(name, ())
    return found[0].parts() if found else []


def _text(by_name: Mapping[str, Sequence[Property]], name: str) -> str:
    found = by_name.get(name, ())
    return found[0].text if found else ""


def _name(by_name: Mapping[str, Sequence[Property]], company: str) -> Pairs:
    """N tells the parts of the name; a card of a company shows its own name as that of a person."""
    surname, given, _, title = [*_texts(by_name, "N"), "", "", "", ""][:4]
    whole = _text(by_name, "FN")
    if (_text(by_name, "KIND").lower() == "org" or "X-ABSHOWAS" in by_name) and not surname:
        return [("company.name", whole)] if not company else []
    if surname and given:
        return [("person.given", given), ("person.surname", surname), ("person.title", _title(title))]
    name = whole or surname or given
    return [] if name == company else [("person.name", name)]


def _title(prefix: str) -> str:
    """An academic title; Mr. and Frau are none."""
    words = [word for word in prefix.split() if word.strip(".").lower() not in _SALUTATIONS]
    return " ".join(words)


_SALUTATIONS: Final = frozenset(
    ["mr", "mrs", "ms", "miss", "herr", "herrn", "frau", "fr", "hr", "mister", "madame", "monsieur", "sir"]
)


def _best_first(found: Iterable[Property]) -> list[Property]:
    """Preferred, then of the business, then as they stand."""
    return sorted(found, key=lambda one: (not one.preferred, "WORK" not in one.types, "HOME" in one.types))


def _mails(found: Iterable[Property]) -> list[str]:
    return [one.text for one in _best_first(found) if "@" in one.value]


def _numbered(target: str, texts: Iterable[str]) -> Pairs:
    """The first is the one to use; further ones are kept and shown."""
    kept = list(dict.fromkeys(texts))
    return [(target, text) for text in kept[:5]]


def _phones(found: Iterable[Property]) -> Pairs:
    calls = [one for one in _best_first(found) if not one.types & _NOT_A_CALL]
    mobile = [_number(one) for one in calls if one.types & _MOBILE]
    other = [_number(one) for one in calls if not one.types & _MOBILE]
    return [*_numbered("phone", other), *_numbered("mobile", mobile)]


def _number(one: Property) -> str:
    """Of "tel:+1-418-656-9254;ext=102" only the number."""
    return one.text.removeprefix("tel:").partition(";")[0]


def _address(found: Iterable[Property]) -> Pairs:
    best = next(iter(_best_first(found)), None)
    if best is None:
        return []
    parts = [part.replace("\n", ", ") for part in [*best.parts(), *([""] * 7)]]
    return [
        ("company.street", ", ".join(filter(None, (parts[2], parts[1])))),
        ("company.postcode", parts[5]),
        ("company.city", parts[3]),
        ("company.country", parts[6]),
    ]


def _site(by_name: Mapping[str, Sequence[Property]]) -> str:
    """The address of the company; a private page says nothing about it."""
    sites = _best_first(by_name.get("URL", ()))
    return next((one.text for one in sites if "HOME" not in one.types and "/~" not in one.text), "")


def _marked(text: str, targets: Mapping[str, str]) -> Pairs:
    """`MECARD:N:Reuter,Sabine;TEL:...;;`"""
    said: Pairs = []
    for part in _MARKED.split(text.strip().partition(":")[2])[:60]:
        key, _, value = part.partition(":")
        key, value = key.strip().upper(), re.sub(r"\\(.)", r"\1", value).strip()
        if key == "N" and targets is _MECARD:
            surname, _, given = value.partition(",")
            said += (
                [("person.surname", surname), ("person.given", given)]
                if given.strip()
                else [("person.name", value)]
            )
        elif key == "ADR":
            said.append(("company.street", value))
        elif key in targets:
            said.append((targets[key], value))
    once: dict[str, str] = {}
    for target, value in said:
        if target in once and value:
            target = f"import.{target.rpartition('.')[2]}_{len(once)}"
        once[target] = value
    return _kept(once.items())


def _plain(text: str) -> Pairs:
    """A badge or a link: an address or a number is read, everything else is kept as it stands."""
    bare = text.strip()
    if bare.lower().startswith("mailto:"):
        return _kept([("mail", bare[7:].partition("?")[0])])
    if bare.lower().startswith("tel:"):
        return _kept([("phone", bare[4:])])
    if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", bare):
        return _kept([("mail", bare)])
    return _kept([("import.card", bare)])
