"""vCards 2.1, 3.0 and 4.0 as phones, mail programs and badges write them: lines to properties. Never fails."""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

LARGEST: Final = 2_000_000
"""Letters of a file that are looked at; photos make cards long."""
MOST_CARDS: Final = 2_000
_BEGIN: Final = re.compile(r"^\s*BEGIN\s*:\s*VCARD\s*$", re.IGNORECASE)
_END: Final = re.compile(r"^\s*END\s*:\s*VCARD\s*$", re.IGNORECASE)
_BARE_ENCODINGS: Final = frozenset({"QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT", "B", "Q"})
_HEAVY: Final = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})


@dataclass(frozen=True, slots=True)
class Property:
    """`TEL;TYPE=WORK,VOICE:...`: the name without its group, what kind it is, and the text with its escapes."""

    name: str
    types: frozenset[str]
    value: str

    @property
    def preferred(self) -> bool:
        return "PREF" in self.types

    def parts(self, separator: str = ";") -> list[str]:
        """A structured value; an escaped separator belongs to the text."""
        return [unescaped(part) for part in _split(self.value, separator)]

    @property
    def text(self) -> str:
        return unescaped(self.value)


def cards(text: str) -> list[list[Property]]:
    """Each BEGIN:VCARD is a card; one that is not ended ends with the file or with the next."""
    found: list[list[str]] = []
    inside = False
    for line in re.split(r"\r\n|\r|\n", text[:LARGEST].replace("\x00", "").lstrip("\ufeff")):
        if _BEGIN.match(line):
            if len(found) >= MOST_CARDS:
                break
            found.append([])
            inside = True
        elif _END.match(line):
            inside = False
        elif inside:
            found[-1].append(line)
    return [list(_properties(lines)) for lines in found]


def _properties(lines: Sequence[str]) -> Iterator[Property]:
    for line in _unfolded(lines):
        head, value = _head_and_value(line)
        names = _split(head, ";")
        name = names[0].rpartition(".")[2].strip().upper()
        if name and name not in _HEAVY:
            yield _property(name, names[1:], value)


def _unfolded(lines: Sequence[str]) -> list[str]:
    """Folded lines begin with a blank; a quoted-printable one of version 2.1 ends with "=" instead."""
    found: list[str] = []
    for line in lines:
        if found and line[:1] in (" ", "\t"):
            found[-1] += line[1:]
        elif found and found[-1].endswith("=") and _is_quoted(found[-1]):
            found[-1] = found[-1][:-1] + line
        else:
            found.append(line)
    return [line for line in found if line.strip()]


def _is_quoted(line: str) -> bool:
    return "QUOTED-PRINTABLE" in line.partition(":")[0].upper()


def _head_and_value(line: str) -> tuple[str, str]:
    """At the first colon outside of quotation marks."""
    quoted = False
    for at, letter in enumerate(line):
        if letter == '"':
            quoted = not quoted
        elif letter == ":" and not quoted:
            return line[:at], line[at + 1 :]
    head, _, value = line.partition(":")
    return head, value


def _property(name: str, raw: Sequence[str], value: str) -> Property:
    types: set[str] = set()
    encoding = charset = ""
    for parameter in raw:
        key, equals, said = parameter.partition("=")
        key, said = key.strip().upper(), said.strip().strip('"')
        if not equals:
            encoding, types = (key, types) if key in _BARE_ENCODINGS else (encoding, types | {key})
        elif key == "ENCODING":
            encoding = said.upper()
        elif key == "CHARSET":
            charset = said
        elif key == "TYPE":
            types |= {part.strip().upper() for part in said.split(",")}
        elif key == "PREF":
            types.add("PREF")
    return Property(name, frozenset(types), _decoded(value, encoding, charset))


def _decoded(value: str, encoding: str, charset: str) -> str:
    if encoding in ("QUOTED-PRINTABLE", "Q"):
        raw = quopri.decodestring(value.encode("utf-8", "replace"))
    elif encoding in ("BASE64", "B"):
        try:
            raw = binascii.a2b_base64("".join(value.split()).encode("ascii", "ignore"))
        except binascii.Error:
            return ""
    else:
        return value
    return _letters(raw, charset).replace("\x00", "")


def _letters(raw: bytes, charset: str) -> str:
    for name in filter(None, (charset, "utf-8")):
        try:
            return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("cp1252", "replace")


def _split(text: str, separator: str) -> list[str]:
    """At separators that are neither escaped nor quoted."""
    parts, part, escaped, quoted = [], "", False, False
    for letter in text:
        if letter == separator and not escaped and not quoted:
            parts.append(part)
            part = ""
            continue
        quoted = quoted != (letter == '"' and not escaped and separator == ";" and "=" in part)
        escaped = letter == "\\" and not escaped
        part += letter
    return [*parts, part]


def unescaped(text: str) -> str:
    return re.sub(
        r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text, flags=re.DOTALL
    ).strip()
