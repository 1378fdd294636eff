"""One typed line as fields: who, which firm, how to reach them, what they want. A guess the typist sees at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from leadflow.intake.doors.cards import reading as cards
from leadflow.kernel.mail import normal_mail
from leadflow.kernel.names import company_key, plain
from leadflow.kernel.phone import normal_phone

LONGEST: Final = 2_000
_MAIL: Final = re.compile(r"[^\s,;<>()\[\]]+@[^\s,;<>()\[\]]+")
_SITE: Final = re.compile(r"\b(?:https?://|www\.)[^\s,;]+", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?<![\w.])(?:\+|00?)[\d][\d\s()/.\-]{4,22}\d(?!\w)")
_LABEL: Final = re.compile(
    r"\b(?:tel(?:efon)?|phone|fon|mobil(?:e)?|handy|cell|e-?mail|mail|web)\s*[.:]*\s*$", re.IGNORECASE
)
_MOBILE: Final = re.compile(r"\+491[567]|\+436[5-9]|\+417[5-9]")
CUT: Final = "\ue000"
"""Where an address or a number stood."""
_CUT: Final = re.compile(r"\s*[,;|\t\n]\s*|\s+[-–—]\s+|\s*(\ue000)\s*")
_OF: Final = re.compile(r"(.{3,60}?)\s+(?:von|von der|bei|from|at)\s+(.{3,80})", re.IGNORECASE)
_ADDRESSED: Final = re.compile(r"(?:Herr|Frau|Dr\.|Prof\.|Mr\.?|Mrs\.?|Ms\.?)\s", re.IGNORECASE)
_BEHIND: Final = re.compile(r"(.{2,80}?)\s+(\d{5})\s+([A-ZÄÖÜ][\w.\-/ ]{1,40})")
_PLACE: Final = re.compile(r"(?:D-|A-|CH-)?(\d{4,5})\s+([A-ZÄÖÜ][\w.\-/ ]{1,40})")
_FORM: Final = re.compile(
    r"\b(?:g?gmbh|mbh|ag|kg|kgaa|ohg|gbr|ug|se|e\.?\s?k\.?|e\.?\s?v\.?|eg|ltd|limited|llc|inc|corp|plc|s\.?r\.?o|"
    r"bv|b\.v|nv|sarl|spa|stiftung|verein|partg)\b\.?",
    re.IGNORECASE,
)
_FIRM: Final = re.compile(
    r"\b(?:werke?|technik|bau|maschinenbau|verlag|klinik|hochschule|universität|institut|bank|versicherung\w*|"
    r"stadtwerke|gemeinde|landratsamt|amt|group|gruppe|holding|solutions|systems|systeme|software|consulting|"
    r"logistik|spedition|service|services|company|industries|autohaus|hotel|brauerei)\b",
    re.IGNORECASE,
)
_FROM: Final = re.compile(r"^(?:von|bei|from|at|of|firma|fa\.?)\s+", re.IGNORECASE)
_PREFIXES: Final = frozenset(
    [
        "herr",
        "herrn",
        "frau",
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "dipl",
        "ing",
        "mag",
        "von",
        "van",
        "vom",
        "zu",
        "zur",
        "de",
        "der",
        "den",
        "di",
        "da",
        "le",
        "la",
    ]
)
_SMALL: Final = re.compile(r"[a-zäöü]")


def read(text: str, *, wish: str, country: str) -> dict[str, str]:
    """Target -> text, in the order of a business card. A pasted vCard is read as one. `wish` takes the rest."""
    text = text[:LONGEST].replace("\x00", "").replace(CUT, "").strip()
    if text.upper().startswith(("BEGIN:VCARD", "MECARD:", "BIZCARD:")):
        return _first_of_each(cards.first(text))
    found: dict[str, str] = {}
    rest = _points(text, found, country)
    _words([part for part in _CUT.split(rest) if part], found, wish)
    return {key: found[key] for key in (*ORDER, wish) if found.get(key)}


ORDER: Final = (
    "person.name", "company.name", "phone", "mobile", "mail", "company.domain", "company.postcode", "company.city",
)  # fmt: skip


def _first_of_each(said: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for target, text in said:
        found.setdefault(target, text)
    if "person.surname" in found:
        parts = ("person.title", "person.given", "person.surname")
        found["person.name"] = " ".join(found.pop(part) for part in parts if part in found)
    return found


def _points(text: str, found: dict[str, str], country: str) -> str:
    """Takes addresses and numbers out; where they stood the line is cut."""
    for target, pattern, normal in (
        ("mail", _MAIL, normal_mail),
        ("company.domain", _SITE, lambda site: site),
        ("phone", _NUMBER, lambda number: normal_phone(number, country)),
    ):
        for hit in reversed(list(pattern.finditer(text))):
            value = normal(hit[0])
            if value is None:
                continue
            key = "mobile" if target == "phone" and _MOBILE.match(value) else target
            found[key] = hit[0].strip(" .,;") if key != "mail" else value
            text = _LABEL.sub("", text[: hit.start()]) + "\ue000" + text[hit.end() :]
    return text


def _words(parts: list[str], found: dict[str, str], wish: str) -> None:
    """The first short words with capitals are the name, a legal form or the next such words the firm."""
    left: list[str] = []
    adjacent = False
    for part in parts:
        bare = part.strip(" .:-–")
        if part == CUT or not bare:
            adjacent = adjacent and part != CUT
            continue
        target, text = _meant(_placed(bare, found), found, first=not left, adjacent=adjacent)
        adjacent = target == "person.name"
        if target == "both":
            found["person.name"], found["company.name"] = text.split("\ue000")
        elif target:
            found[target] = text
        elif text:
            left.append(text)
    if left:
        found[wish] = ", ".join(left)


def _placed(text: str, found: dict[str, str]) -> str:
    """Takes "89073 Ulm" off, alone or behind a name or a firm."""
    place = _PLACE.fullmatch(text) or _BEHIND.fullmatch(text)
    if place is None or "company.city" in found:
        return text
    *before, postcode, city = place.groups()
    if before and not (is_name(before[0]) or is_firm(before[0])):
        return text
    found["company.postcode"], found["company.city"] = postcode, city.strip()
    return before[0] if before else ""


def _meant(text: str, found: Mapping[str, str], *, first: bool, adjacent: bool) -> tuple[str, str]:
    """Which field a piece of the line is for; "" for none of them."""
    two = _OF.fullmatch(text)
    if two and "person.name" not in found and is_name(two[1]) and is_firm(two[2]):
        return "both", f"{two[1]}\ue000{two[2]}"
    if "company.name" not in found and is_firm(text):
        return "company.name", _FROM.sub("", text)
    if "person.name" not in found and (first or _ADDRESSED.match(text)) and is_name(text):
        return "person.name", text
    if "company.name" not in found and adjacent and _is_title_case(text):
        return "company.name", _FROM.sub("", text)
    return "", text


def is_firm(text: str) -> bool:
    """By its legal form, or by a word firms have in their names."""
    if len(text) > 100:
        return False
    by_form = bool(_FORM.search(text)) and company_key(text) != plain(text)
    return by_form or bool(_FIRM.search(text) and _is_title_case(text))


def is_name(text: str) -> bool:
    """One to five words, each with a capital or one that stands before names; no digits."""
    words = text.split()
    if not 1 <= len(words) <= 5 or any(letter.isdigit() for letter in text):
        return False
    return all(word.strip(".").lower() in _PREFIXES or word[:1].isupper() for word in words) and any(
        _SMALL.search(word) for word in words
    )


def _is_title_case(text: str) -> bool:
    """At most six words that begin with a capital; a sentence does not."""
    words = _FROM.sub("", text).split()
    return 1 <= len(words) <= 6 and all(
        word[:1].isupper() or not word[:1].isalpha() or word.lower() in _JOINTS for word in words
    )


_JOINTS: Final = frozenset(["und", "and", "&", "für", "of", "the", "der", "die", "das", "von"])


def merged(typed: Mapping[str, str], read_: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """The line read anew, but a field somebody typed into keeps what was typed. `before`: what the line gave last."""
    touched = {key: text for key, text in typed.items() if text.strip() != before.get(key, "").strip()}
    return {**read_, **touched}
