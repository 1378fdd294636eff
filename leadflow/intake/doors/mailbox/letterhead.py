"""Headers of a mail, whatever state they are in: letters, addresses, message ids, dates. Nothing here raises."""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Final

from leadflow.kernel.mail import normal_mail

LONGEST: Final = 4_000
LONGEST_LIST: Final = 20_000
"""References of a long thread."""
MOST: Final = 400
_WORD: Final = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?\r\n]*)\?=")
_BETWEEN: Final = re.compile(r"(\?=)\s+(=\?[^?\s]{1,40}\?[bBqQ]\?)")
_ID: Final = re.compile(r"<([^<>\s]{3,250})>")
_ADDRESS: Final = re.compile(r"[^\s<>\"'(),;:\[\]]{1,64}@[^\s<>\"'(),;:\[\]]{1,190}")
_TEXT_CODECS: Final = re.compile(
    r"(iso8859|cp\d|utf|koi8|gb|big5|euc|shift_jis|iso2022|mac|ascii|johab|hz|tis|ptcp|kz)"
)
_WESTERN: Final = frozenset({"ascii", "iso8859-1", "cp1252", ""})
_HALF: Final = re.compile(r"[\ud800-\udfff]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def decoded(data: bytes, charset: str = "") -> str:
    """What the sender names, unless the bytes say otherwise: UTF-8 under a western name is UTF-8.

    Halves of letters, as UTF-7 lets them through, can be written nowhere and are replaced.
    """
    name = _codec(charset)
    tries = ("utf-8", "cp1252") if name in _WESTERN else (name, "utf-8", "cp1252")
    for codec in tries:
        try:
            return _HALF.sub("\ufffd", data.decode(codec))
        except (UnicodeError, ValueError):
            continue
    return data.decode("latin-1")


def _codec(charset: str) -> str:
    """The normal name of a codec for text; "" where there is none by that name."""
    try:
        name = codecs.lookup(charset.strip("\"' ").lower()).name
    except (LookupError, ValueError, UnicodeError):
        return ""
    return name if _TEXT_CODECS.match(name) else ""


def clean(text: str) -> str:
    """Without characters that steer terminals or turn the direction of reading."""
    return _CONTROL.sub("", text)


def head(message: Message) -> dict[str, list[str]]:
    """Name in small letters -> values, decoded, each on one line."""
    found: dict[str, list[str]] = {}
    for name, value in list(message.raw_items())[:MOST]:
        key = str(name).lower()
        found.setdefault(key, []).append(
            spoken(str(value)[: LONGEST_LIST if key == "references" else LONGEST])
        )
    return found


def first(found: Mapping[str, list[str]], name: str) -> str:
    return (found.get(name) or [""])[0]


def spoken(raw: str) -> str:
    """A header as one reads it: bytes become letters, encoded words become text."""
    line = " ".join(decoded(raw.encode("utf-8", "surrogateescape")).split())
    return " ".join(clean(_unwrapped(line)).split())


def _unwrapped(line: str) -> str:
    """Neighbouring words of one charset are joined before they are decoded: senders cut letters in two."""
    line = _BETWEEN.sub(r"\1\2", line)
    out, waiting, charset, end = [], b"", "", 0
    for word in _WORD.finditer(line):
        between = line[end : word.start()]
        if between or word[1].lower() != charset:
            out += [decoded(waiting, charset), between]
            waiting = b""
        charset, end = word[1].lower(), word.end()
        waiting += _bytes(word[2].lower(), word[3])
    return "".join([*out, decoded(waiting, charset), line[end:]])


def _bytes(way: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if way == "q":
        return quopri.decodestring(data, header=True)
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4))
    except (binascii.Error, ValueError):
        return data


def ids(*texts: str) -> tuple[str, ...]:
    """Message ids without their brackets, each once."""
    return tuple(dict.fromkeys(found for text in texts for found in _ID.findall(text)))


def addresses(texts: Iterable[str]) -> tuple[str, ...]:
    found = (normal_mail(match) for text in texts for match in _ADDRESS.findall(text))
    return tuple(dict.fromkeys(mail for mail in found if mail))


def named(text: str) -> tuple[str, str]:
    """(address, name) of one sender: the last thing in brackets, else the last thing that looks like an address."""
    place = text.rfind("<")
    match = normal_mail(text[place:].partition(">")[0]) if place >= 0 else None
    if match:
        return match, _name(text[:place])
    found = addresses([text])
    if not found:
        return "", ""
    rest = re.sub(r"[\w.+-]+@\S+", "", text).strip(" ()<>")
    return found[-1], _name(rest)


def _name(text: str) -> str:
    """ "Muster, Max" is Max Muster; an address in the place of a name is no name."""
    name = " ".join(text.replace('\\"', '"').strip(" \"'").split())[:120]
    last, comma, given = name.partition(", ")
    if comma and "," not in given and len(given.split()) < 3:
        name = f"{given} {last}"
    return "" if "@" in name else name


def moment(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    try:
        return at.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
