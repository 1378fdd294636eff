"""The shapes of the systems that send leads: where each lead stands in a message, its own id, what its fields mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from leadflow.intake.doors.webhook.leaves import leaves

KINDS: Final = ("generic", "google", "meta", "linkedin")
KEEP: Final = ""
"""Target of a path nobody chose anything for: kept with the lead and shown."""
LEAVE_OUT: Final = "-"
MOST_LEADS: Final = 500
"""In one message. More are refused whole, never cut."""
_SOMEBODY: Final = ("person.", "company.", "mail", "phone", "mobile")
_LISTS: Final = ("leads", "items", "data", "entries", "results", "elements")
_IDS: Final = ("lead_id", "leadgen_id", "leadId", "lead.id", "id", "uuid", "event_id", "submission_id")
_LINKEDIN_IDS: Final = ("leadGenFormResponse", "formResponse.id", "id", "leadId")

GOOGLE: Final = {
    "FULL_NAME": "person.name", "FIRST_NAME": "person.given", "LAST_NAME": "person.surname", "EMAIL": "mail",
    "WORK_EMAIL": "mail", "PHONE_NUMBER": "phone", "WORK_PHONE": "phone", "COMPANY_NAME": "company.name",
    "JOB_TITLE": "person.function", "STREET_ADDRESS": "company.street", "POSTAL_CODE": "company.postcode",
    "CITY": "company.city", "COUNTRY": "company.country", "COMPANY_SIZE": "company.size",
}  # fmt: skip
META: Final = {
    "full_name": "person.name", "first_name": "person.given", "last_name": "person.surname", "email": "mail",
    "work_email": "mail", "phone_number": "phone", "work_phone_number": "phone", "company_name": "company.name",
    "job_title": "person.function", "street_address": "company.street", "post_code": "company.postcode",
    "zip_code": "company.postcode", "city": "company.city", "country": "company.country",
}  # fmt: skip
_WORDS: Final = {
    "mail": r"e-?mail(?:_?address)?|work_?email|mail", "phone": r"phone(?:_?number)?|tel(?:efon|ephone)?|work_?phone",
    "mobile": r"mobile(?:_?phone)?|mobil|handy|cell", "person.given": r"first_?name|given_?name|vorname",
    "person.surname": r"last_?name|family_?name|surname|nachname", "person.name": r"(?:full_?|contact_?)?name",
    "company.name": r"company(?:_?name)?|org(?:ani[sz]ation)?(?:_?name)?|firma|unternehmen",
    "company.city": r"city|ort|stadt",
    "company.postcode": r"zip(?:_?code)?|post(?:al)?_?code|plz", "company.country": r"country|land",
    "person.function": r"job_?title|title|position|funktion", "company.domain": r"website|domain|homepage",
    "note": r"message|comments?|notes?|nachricht|bemerkung",
}  # fmt: skip
_GUESSES: Final = tuple((target, re.compile(pattern)) for target, pattern in _WORDS.items())
_NAMED: Final = re.compile(r"\[([^\]]+)\](?:\.(?:string_value|value|values\[0\]|answer|text)|\..*answer)?$")


def split(kind: str, payload: Any) -> list[Any]:
    """The leads of one message. A message without any counts as one, so that nothing is passed over."""
    found: list[Any] = []
    if kind == "meta" and isinstance(payload, dict) and isinstance(payload.get("entry"), list):
        found = [
            change.get("value")
            for entry in payload["entry"]
            if isinstance(entry, dict) and isinstance(entry.get("changes"), list)
            for change in entry["changes"]
            if isinstance(change, dict) and change.get("field") in ("leadgen", None)
        ]
    elif isinstance(payload, list):
        found = payload
    elif isinstance(payload, dict) and kind in ("generic", "linkedin"):
        found = _listed(payload)
    found = [one for one in found if isinstance(one, dict)]
    return found or [payload]


def _listed(payload: Mapping[str, Any]) -> list[Any]:
    """Under one of the usual names, where nothing else of weight stands beside it."""
    for name in _LISTS:
        inner = payload.get(name)
        if (
            isinstance(inner, list)
            and inner
            and all(isinstance(one, dict) for one in inner)
            and len(payload) <= 4
            and _light(payload, name)
        ):
            return inner
    return []


def _light(payload: Mapping[str, Any], name: str) -> bool:
    """Beside the list stand single values that tell of nobody; else the message is itself a lead, with a list in it."""
    return all(
        key == name or not (isinstance(value, dict | list) or _guess("generic", key).startswith(_SOMEBODY))
        for key, value in payload.items()
    )


def counted(kind: str, payload: Any) -> int:
    """How many leads a message holds, counted apart from `split` for the balance of the door."""
    if kind == "meta" and isinstance(payload, dict) and isinstance(payload.get("entry"), list):
        number = 0
        for entry in payload["entry"]:
            changes = entry.get("changes") if isinstance(entry, dict) else None
            for change in changes if isinstance(changes, list) else ():
                if isinstance(change, dict) and change.get("field") in ("leadgen", None):
                    number += isinstance(change.get("value"), dict)
    else:
        rows = payload if isinstance(payload, list) else []
        if isinstance(payload, dict) and kind in ("generic", "linkedin") and len(payload) <= 4:
            lists = [
                payload[name]
                for name in _LISTS
                if isinstance(payload.get(name), list) and payload[name] and _light(payload, name)
            ]
            rows = next((one for one in lists if all(isinstance(row, dict) for row in one)), [])
        number = sum(isinstance(row, dict) for row in rows)
    return number or 1


def own_id(kind: str, lead: Any) -> str:
    """The id the other system gave the lead; "" where it gave none."""
    if not isinstance(lead, dict):
        return ""
    flat = leaves(lead)
    names = _LINKEDIN_IDS if kind == "linkedin" else _IDS
    return next((flat[name][:200] for name in names if flat.get(name)), "")


def is_test(kind: str, lead: Any) -> bool:
    """Google sends made-up leads when its form is tried out."""
    return kind == "google" and isinstance(lead, dict) and lead.get("is_test") is True


def guessed(kind: str, flat: Mapping[str, str]) -> dict[str, str]:
    """Path -> target for a message seen for the first time; a human corrects it on the page."""
    found: dict[str, str] = {}
    for path in flat:
        target = _guess(kind, path)
        if target and (target == LEAVE_OUT or target not in found.values()):
            found[path] = target
    return found


def _guess(kind: str, path: str) -> str:
    if path.rpartition(".")[2] in ("google_key", "api_version", "is_test", "column_name"):
        return LEAVE_OUT
    if path.endswith((".column_id", "].name")) or path.rpartition(".")[2] in ("questionId", "gcl_id"):
        return LEAVE_OUT
    named = _NAMED.search(path)
    last = named[1] if named else path.rpartition(".")[2]
    if kind == "google" and named:
        return GOOGLE.get(last.upper(), KEEP)
    if kind == "meta" and last.lower() in META:
        return META[last.lower()]
    if path in (*_IDS, *_LINKEDIN_IDS):
        return "source.id"
    bare = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", last).lower().replace(" ", "_")
    return next((target for target, pattern in _GUESSES if pattern.fullmatch(bare)), KEEP)


def pairs(mapping: Mapping[str, str], flat: Mapping[str, str]) -> list[tuple[str, str]]:
    """(target, text) of one lead. What nobody chose a target for is kept as it came."""
    found = []
    for path, text in flat.items():
        target = mapping.get(path, KEEP)
        if target == KEEP:
            slug = re.sub(r"[^a-z0-9]+", "_", path.lower()).strip("_")[:60] or "field"
            found.append((f"import.{slug}", text))
        elif target != LEAVE_OUT:
            found.append((target, text))
    return found
