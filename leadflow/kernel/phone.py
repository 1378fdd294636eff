"""Phone numbers in E.164, from whatever people and spreadsheets write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import phonenumbers

_NOISE: Final = str.maketrans("", "", " \t\r\n-/().[]\u00a0\u2009\u202f\u2010\u2011\u2012\u2013\u2014\u2212")
_TRUNK: Final = re.compile(r"[(\[]\s*0\s*[)\]]")
_EXTENSION: Final = re.compile(
    r"[\s,;]*(?:\bext(?:ension)?\b\.?|\bx(?=\s?\d)|#)\s*:?\s*(\d{1,6})\s*$", re.IGNORECASE
)
_THROUGH: Final = re.compile(r"[\s,;-]*\b(?:dw|durchwahl|klappe|kl)\b\.?:?\s*(\d{1,6})\s*$", re.IGNORECASE)
_LABEL: Final = re.compile(r"^\s*(?:tel(?:efon)?|phone|mobil(?:e)?|handy|fon|t|m)\s*[.:]+\s*", re.IGNORECASE)
_SECOND: Final = re.compile(r"\d(?:\D*\d){5,}\s*(?:[/;,|&+]|\bod(?:er|\.)|\bor\b|\bund\b)\s*(?:\+|0)\d")
"""Two numbers in one cell: no number can be read out of it without losing the other."""
_DIGITS: Final = re.compile(r"\+?\d{5,20}")
_FAST: Final = re.compile(r"(?:\+(?P<code>49|43|41)|0)(?P<national>[1-9]\d{6,9})")
"""Plain numbers of the three countries in lengths that are always possible there; all others go to the judge."""
_CODES: Final = {"DE": "49", "AT": "43", "CH": "41"}
_FAST_LENGTHS: Final = {"49": range(7, 11), "43": range(7, 11), "41": range(9, 10)}
LONGEST: Final = 60
SHORT: Final = 14
"""In so few digits there is no second number."""


@dataclass(frozen=True, slots=True)
class Phone:
    """`number` in E.164; `extension` is what one must ask for or dial after it, never part of the number."""

    number: str
    extension: str = ""


def normal_phone(text: str, country: str) -> str | None:
    """E.164 ("+497251938211") without its extension, or None where it is no number."""
    phone = read_phone(text, country)
    return phone.number if phone else None


@lru_cache(maxsize=16_384)
def read_phone(text: str, country: str) -> Phone | None:
    """`country` ("DE") reads numbers without prefix. "ext. 12" is kept apart; a German "DW 12" is dialled through."""
    if len(text) > LONGEST:
        return None
    raw, extension = text.translate(_NOISE), ""
    if len(raw) > SHORT or "(0" in text or not _DIGITS.fullmatch(raw):
        if _SECOND.search(text):
            return None
        raw, extension = _tidy(text)
    if raw.startswith("00"):
        raw = "+" + raw[2:]
    number = _fast(raw, country) or _judged(raw, country)
    return Phone(number, extension) if number else None


def _tidy(text: str) -> tuple[str, str]:
    """Digits and extension of a text with more than digits in it."""
    raw = _LABEL.sub("", text.strip().lstrip("'`´\u2018\u2019").strip())
    raw = _TRUNK.sub("", raw)
    extension = _EXTENSION.search(raw)
    if extension:
        raw = raw[: extension.start()]
    raw = _THROUGH.sub(r"\1", raw).translate(_NOISE)
    return raw, extension[1] if extension else ""


def _fast(raw: str, country: str) -> str | None:
    found = _FAST.fullmatch(raw)
    if found is None:
        return None
    code, national = found["code"] or _CODES.get(country, ""), found["national"]
    return f"+{code}{national}" if code and len(national) in _FAST_LENGTHS[code] else None


def _judged(raw: str, country: str) -> str | None:
    if not _DIGITS.fullmatch(raw):
        return None
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
