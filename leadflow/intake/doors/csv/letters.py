"""In which letters a list is written, judged by its bytes; and what it is where it is no list at all."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import BinaryIO, Final

from leadflow.intake.doors.csv.refusals import Unreadable

HEAD: Final = 1 << 18
_CHUNK: Final = 1 << 20
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KINDS: Final = (
    (b"%PDF-", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"\x1f\x8b", "gz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"{\\rtf", "rtf"),
    (b"SQLite format 3", "database"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
)
_IN_ZIP: Final = (
    (b"xl/", "xlsx"),
    (b"word/", "docx"),
    (b"ppt/", "pptx"),
    (b"opendocument.spreadsheet", "ods"),
)
_CONTROL: Final = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_MARKUP: Final = re.compile(rb"\s*<(?:!doctype|html|\?xml|table|svg)", re.IGNORECASE)
_NOT_IN_1252: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_SEVERAL_BYTES: Final = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}")
_HIGH: Final = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True)
class Letters:
    """`mark`: how many bytes the byte order mark takes."""

    encoding: str
    mark: int = 0


def letters_of(file: BinaryIO) -> Letters:
    """UTF-8 is proved over the whole file, not by its head. Unreadable("csv_empty") | Unreadable("csv_binary", kind)"""
    file.seek(0)
    head = file.read(HEAD)
    _refuse_other_kinds(head)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            if not head[len(mark) :].strip(b"\0 \t\r\n"):
                raise Unreadable("csv_empty")
            return Letters(encoding, len(mark))
    if not head.strip(b" \t\r\n\0"):
        raise Unreadable("csv_empty")
    wide = _wide_without_mark(head)
    if wide:
        return Letters(wide)
    _refuse_noise(head)
    return Letters(_narrow(file))


def _refuse_other_kinds(head: bytes) -> None:
    for start, kind in _KINDS:
        if head.startswith(start):
            raise Unreadable("csv_binary", kind=kind)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise Unreadable("csv_binary", kind=next((kind for inside, kind in _IN_ZIP if inside in head), "zip"))
    if _MARKUP.match(head.removeprefix(codecs.BOM_UTF8)):
        raise Unreadable("csv_binary", kind="html")


def _refuse_noise(head: bytes) -> None:
    """Single control bytes are damage and are told with their row; many are another kind of file."""
    if head.count(b"\0") + len(_CONTROL.findall(head)) > max(len(head) // 20, 4):
        raise Unreadable("csv_binary", kind="unknown")


def _wide_without_mark(head: bytes) -> str:
    """European text in UTF-16 has a zero in nearly every second place, and in hardly any other."""
    pairs = len(head) // 2
    even, odd = head[: pairs * 2 : 2].count(b"\0"), head[1 : pairs * 2 : 2].count(b"\0")
    if pairs >= 2 and odd > pairs * 0.6 and even < pairs * 0.1:
        return "utf-16-le"
    if pairs >= 2 and even > pairs * 0.6 and odd < pairs * 0.1:
        return "utf-16-be"
    return ""


def _narrow(file: BinaryIO) -> str:
    """UTF-8 where all or nearly all of it is; then Windows, then Latin-1, in which everything is a letter."""
    good = bad = 0
    foreign = False
    file.seek(0)
    rest = b""
    while chunk := file.read(_CHUNK):
        chunk = rest + chunk
        if chunk.isascii():
            rest = b""
            continue
        whole = chunk[: -_unfinished(chunk)] if _unfinished(chunk) else chunk
        rest = chunk[len(whole) :]
        right, wrong = _judged(whole)
        good, bad = good + right, bad + wrong
        foreign = foreign or _NOT_IN_1252.search(whole) is not None
    bad += len(rest)
    if bad * 20 <= good:
        return "utf-8"
    return "latin-1" if foreign else "cp1252"


def _judged(chunk: bytes) -> tuple[int, int]:
    """How many letters of several bytes are right, how many bytes are wrong."""
    try:
        chunk.decode("utf-8")
    except UnicodeDecodeError:
        right = len(_SEVERAL_BYTES.findall(chunk))
        return right, len(_HIGH.findall(_SEVERAL_BYTES.sub(b"", chunk)))
    return len(_SEVERAL_BYTES.findall(chunk)), 0


def _unfinished(chunk: bytes) -> int:
    """How many bytes at the end begin a letter that the next chunk ends."""
    for back in (1, 2, 3):
        lead = chunk[-back] if len(chunk) >= back else 0
        if lead >= 0xC2:
            return back if back < (2 if lead < 0xE0 else 3 if lead < 0xF0 else 4) else 0
        if lead < 0x80:
            return 0
    return 0
