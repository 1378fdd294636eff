"""Phone numbers in E.164, from whatever people and spreadsheets write."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import phonenumbers

NOISE: Final = re.compile(r"[\s\-/().\u00a0\u2009\u2011\u2013]+")
EXTENSION: Final = re.compile(r"\s*(?:ext\.?|dw\.?|durchwahl|klappe|kl\.|x)\s*(\d{1,6})\s*$", re.IGNORECASE)
TRUNK: Final = re.compile(r"\(\s*0\s*\)")


@lru_cache(maxsize=16_384)
def normal_phone(text: str, country: str) -> str | None:
    """E.164 ("+497251938211"), or None where it is no number. An extension is part of the number it belongs to."""
    raw = TRUNK.sub("", text.strip().lstrip("'`´\u2019")).strip()
    if not raw or sum(map(str.isdigit, raw)) < 5 or len(raw) > 60:
        return None
    extension = EXTENSION.search(raw)
    if extension:
        raw = raw[: extension.start()] + extension.group(1)
    raw = NOISE.sub("", raw)
    if raw.startswith("00"):
        raw = "+" + raw[2:]
    if not re.fullmatch(r"\+?\d{5,20}", raw):
        return None
    return _judged(raw, country)


def _judged(raw: str, country: str) -> str | None:
    try:
        number = phonenumbers.parse(raw, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=4_096)
def shown_phone(number: str) -> str:
    """For people: "+49 7251 938211"."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
