"""From the bytes of a mail to a letter that is read and judged. Whatever comes, an answer is given."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from typing import Final

from leadflow.intake.doors.mailbox.automatic import away_until, is_automatic, is_bulk
from leadflow.intake.doors.mailbox.cutting import new_text, whole_text
from leadflow.intake.doors.mailbox.letterhead import (
    addresses,
    clean,
    decoded,
    first,
    head,
    ids,
    moment,
    named,
    spoken,
)
from leadflow.intake.doors.mailbox.letters import Enclosure, Letter, Sender
from leadflow.intake.doors.mailbox.markup import QUOTE, plain, tidied
from leadflow.intake.doors.mailbox.returned import returned

LARGEST: Final = 40 * 1024 * 1024
"""What providers let through; a larger mail is kept by its head alone."""
LONGEST_TEXT: Final = 9_000
MOST_PARTS: Final = 300
MOST_DEEP: Final = 20
MOST_FILES: Final = 30
_HEAD_ENDS: Final = re.compile(rb"\r?\n\r?\n")
_FIELD: Final = rb":[ \t]*(.{0,998}(?:\r?\n[ \t].{0,998}){0,20})"
_NOBODY: Final = re.compile(
    r"^(?:no-?_?reply|do-?not-?reply|noreply-.*|keine-?antwort|mailer|wordpress|webmaster|www-data|formular|form)\b",
    re.IGNORECASE,
)
RUINED: Final = (
    RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError,
)  # fmt: skip
"""What parsers raise on what is no mail."""
_PICTURES: Final = 8 * 1024
"""Smaller pictures inside a mail are logos and counters."""


def read(raw: bytes) -> Letter:
    """Of a mail that is a trap or a ruin, the head is told as far as it can be, as kind "unreadable"."""
    try:
        return _read(raw)
    except RUINED:
        return _by_head(raw)


def everything(raw: bytes) -> str:
    """All words of a mail, to look for a name in it: heads, texts, names of files; and the bytes as they stand."""
    found = [decoded(raw)]
    try:
        message = message_from_bytes(raw, policy=compat32)
        found += [text for texts in head(message).values() for text in texts]
        bodies = _gathered(message)
        found += [bodies.text, *(one.name for one in bodies.files), *bodies.left_out]
        found += [decoded(one.content) for one in bodies.files]
    except RUINED:
        pass
    return "\n".join(found)


def head_of(raw: bytes) -> bytes:
    """What is kept of a mail that is too large: everything before its first empty line."""
    found = _HEAD_ENDS.search(raw)
    return raw[: found.start()] if found else raw[:65_536]


def key_parts(raw: bytes) -> tuple[str, str]:
    """By these a mail is known again in any folder: its Message-ID, and its words (not how it travelled)."""
    before = head_of(raw)
    names = {}
    for name in (b"message-id", b"from", b"date", b"subject"):
        found = re.search(rb"^" + name + _FIELD, before, re.IGNORECASE | re.MULTILINE)
        names[name] = b" ".join(found[1].split()) if found else b""
    words = hashlib.blake2b(digest_size=16)
    for name in (b"from", b"date", b"subject"):
        words.update(names[name] + b"\n")
    words.update(raw[len(before) :].replace(b"\r\n", b"\n").strip())
    return names[b"message-id"].decode("latin-1"), words.hexdigest()


def _by_head(raw: bytes) -> Letter:
    try:
        found = head(message_from_bytes(head_of(raw)[:262_144] + b"\r\n\r\n", policy=compat32))
        mail, name = named(first(found, "from"))
        known = ids(first(found, "message-id"))
        return Letter(
            "unreadable",
            known[0] if known else "",
            sender=Sender(mail, name),
            subject=first(found, "subject")[:300],
        )
    except RUINED:
        return Letter("unreadable")


def _read(raw: bytes) -> Letter:
    message = message_from_bytes(raw, policy=compat32)
    if _is_trap(message):
        return _by_head(raw)
    found = head(message)
    bodies = _gathered(message)
    text = bodies.text
    known = ids(first(found, "message-id"))
    letter = Letter(
        kind="enquiry",
        message_id=known[0] if known else "",
        answers=ids(first(found, "in-reply-to"), first(found, "references"))[::-1],
        sender=_sender(found),
        to=addresses(
            value for name in ("to", "cc", "delivered-to", "x-original-to") for value in found.get(name, ())
        ),
        subject=first(found, "subject")[:300],
        sent_at=moment(first(found, "date")),
        text=_cut(whole_text(text)),
        new_text=_cut(new_text(text)),
        enclosures=bodies.files,
        left_out=bodies.left_out,
    )
    return _judged(letter, message, found, text)


def _judged(letter: Letter, message: Message, found: dict[str, list[str]], text: str) -> Letter:
    bounce = returned(message, found, text, named(first(found, "from"))[0])
    if bounce is not None:
        return replace(letter, kind="bounce", bounce=bounce, enclosures=(), left_out=())
    if is_automatic(found):
        written = (letter.sent_at or datetime.now(UTC)).date()
        return replace(
            letter, kind="automatic", away_until=away_until(f"{letter.subject}\n{letter.text}", written)
        )
    return replace(letter, kind="bulk") if is_bulk(found) else letter


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT].rstrip()} \u2026"


def _sender(found: dict[str, list[str]]) -> Sender:
    """A form of one's own website writes as noreply@ and names the visitor in Reply-To."""
    mail, name = named(first(found, "from"))
    answer_to, answer_name = named(first(found, "reply-to"))
    if answer_to and answer_to != mail and (not mail or _NOBODY.match(mail)):
        return Sender(answer_to, answer_name)
    return Sender(mail, name)


def _is_trap(message: Message) -> bool:
    """Nested deeper, or of more parts, than anybody writes."""
    level, count = [message], 0
    for _ in range(MOST_DEEP):
        inner = [
            part
            for one in level
            if isinstance(one.get_payload(), list)
            for part in one.get_payload()
            if isinstance(part, Message)
        ]
        count += len(inner)
        if count > MOST_PARTS:
            return True
        if not inner:
            return False
        level = inner
    return True


@dataclass(frozen=True, slots=True)
class _Bodies:
    text: str
    files: tuple[Enclosure, ...]
    left_out: tuple[str, ...]


def _gathered(message: Message) -> _Bodies:
    """Plain text before HTML, everything with a name is a file; what is too much is named."""
    plains: list[str] = []
    markups: list[str] = []
    files: list[Enclosure] = []
    left_out: list[str] = []
    for part in _leaves(message):
        kind, name = part.get_content_type(), _file_name(part)
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
        if kind in ("text/plain", "text/html") and not _is_attached(part, name):
            (plains if kind == "text/plain" else markups).append(_lines(decoded(data, _charset(part))))
        elif (
            not data
            or kind in ("message/delivery-status", "text/rfc822-headers")
            or _is_ornament(part, kind, data)
        ):
            continue
        elif len(files) < MOST_FILES:
            files.append(Enclosure(name or _unnamed(kind, len(files)), data))
        else:
            left_out.append(name or kind)
    text = tidied("\n\n".join(one for one in plains if one.strip()))
    if markups and (not text or _is_excuse(text)):
        text = plain("\n".join(markups)) or text
    return _Bodies(clean_text(text), tuple(files), tuple(left_out[:50]))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_excuse(text: str) -> bool:
    """ "Your program cannot show HTML": what some send instead of a text."""
    return len(text) < 200 and "html" in text.lower()


def clean_text(text: str) -> str:
    """Quotation marks of our own stay, all other steering characters go."""
    return "\n".join(line if line == QUOTE else clean(line) for line in text.split("\n"))


def _leaves(message: Message) -> Iterator[Message]:
    """Parts that hold something; a forwarded mail is one file."""
    if message.get_content_type() == "message/rfc822" and _file_name(message):
        yield message
        return
    payload = message.get_payload()
    if isinstance(payload, list):
        for part in payload:
            if isinstance(part, Message):
                yield from _leaves(part)
    else:
        yield message


def _is_attached(part: Message, name: str) -> bool:
    return (part.get_content_disposition() or "") == "attachment" or (
        bool(name) and part.get_content_type() != "text/html"
    )


def _is_ornament(part: Message, kind: str, data: bytes) -> bool:
    """Pictures of the signature, keys and signatures of the mail itself."""
    if kind in ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"):
        return True
    inside = (part.get_content_disposition() or "") == "inline" or "content-id" in part
    return kind.startswith("image/") and inside and len(data) < _PICTURES


def _charset(part: Message) -> str:
    found = part.get_param("charset")
    return str(found[2] if isinstance(found, tuple) else found or "")


def _file_name(part: Message) -> str:
    try:
        return spoken(part.get_filename() or "")[:200]
    except (LookupError, ValueError, TypeError):
        return "file"


def _unnamed(kind: str, at: int) -> str:
    ending = {
        "application/pdf": "pdf",
        "image/png": "png",
        "image/jpeg": "jpg",
        "text/calendar": "ics",
        "text/vcard": "vcf",
    }
    return f"file-{at + 1}.{ending.get(kind, 'dat')}"
