"""What may be stored and what it is: judged by content and name together, never by what the sender claims."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final, NamedTuple

from leadflow.kernel.refusals import Refusal

HEAD: Final = 4096
"""As many first bytes as a judgement needs."""
LONGEST_NAME: Final = 120
UNKNOWN: Final = "application/octet-stream"
TEXT: Final = "text/plain"


SHOWN_INLINE: Final = frozenset({"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"})
"""Safe to be shown in the browser; everything else is only offered for download."""
_PROGRAMS: Final = (
    b"MZ", b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe", b"#!", b"\x00asm", b"dex\n", b"L\x00\x00\x00\x01\x14\x02\x00",
)  # fmt: skip
_RUNNABLE: Final = frozenset({
    "apk", "app", "bat", "bin", "cmd", "com", "cpl", "deb", "dll", "dmg", "exe", "hta", "iso", "jar", "js", "jse",
    "lnk", "msi", "msp", "pif", "ps1", "psm1", "py", "reg", "rpm", "scr", "sh", "sys", "vb", "vbe", "vbs", "wsf",
    "wsh", "xll", "docm", "dotm", "xlsm", "xltm", "pptm", "potm",
})  # fmt: skip
_SIGNATURES: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
)
_OFFICE: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
_TEXTS: Final = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "txt": TEXT,
    "md": TEXT,
    "eml": "message/rfc822",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "json": "application/json",
    "xml": "application/xml",
    "html": "text/html",
    "htm": "text/html",
    "svg": "image/svg+xml",
}
_LISTS: Final = frozenset({"csv", "tsv", "txt", "eml"})
_BY_CONTENT: Final = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "gz": "application/gzip",
}
_MARKUP: Final = re.compile(rb"^\s*<(?:!doctype\s+html|html|svg|script|body|head|iframe)", re.IGNORECASE)
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")


def type_of(head: bytes, name: str) -> str:
    """From the first bytes and the name. Refusal("file_runs" | "file_not_what_it_says" | "file_type_unknown")."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in _RUNNABLE or _is_program(head, ending):
        raise Refusal("file_runs", name=name)
    found = _by_content(head, ending)
    if ending in _BY_CONTENT and found != _BY_CONTENT[ending]:
        raise Refusal("file_not_what_it_says", name=name, type=found)
    if found == UNKNOWN:
        raise Refusal("file_type_unknown", name=name)
    return found


def _is_program(head: bytes, ending: str) -> bool:
    """A list may begin with a column called MZ; a raw mail is only ever looked at, never run."""
    looks_so = head.startswith(_PROGRAMS) and (ending not in _LISTS or _CONTROL.search(head) is not None)
    return looks_so and ending != "eml"


def _by_content(head: bytes, ending: str) -> str:
    for start, found in _SIGNATURES:
        if head.startswith(start):
            return found
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _OFFICE.get(ending, "application/zip")
    return _text(head, ending)


def _text(head: bytes, ending: str) -> str:
    """A list or a mail is taken even when damaged, so that its door can say what is wrong with it."""
    if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "image/svg+xml" if b"<svg" in head.lower() else "text/html"
    if ending in _LISTS:
        return _TEXTS[ending]
    if head.startswith(_BOMS) or not _CONTROL.search(head):
        return _TEXTS.get(ending, TEXT)
    return UNKNOWN


def clean_name(name: str) -> str:
    """The last part of a path, without what file systems and headers stumble over, short, ending kept."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*').strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        return kept[:LONGEST_NAME] or "file"
    return f"{stem[: LONGEST_NAME - len(ending[:10]) - 1]}.{ending[:10]}"


class Passage(NamedTuple):
    """A part of a file that is to be erased, in bytes."""

    offset: int
    length: int


def within(passages: Iterable[tuple[int, int]], size: int) -> list[Passage]:
    """Sorted, and cut to the file; one that begins outside is a mistake of ours."""
    ordered = sorted(Passage(*passage) for passage in passages)
    for passage in ordered:
        if passage.offset < 0 or passage.length < 0 or passage.offset > size:
            raise ValueError(f"{passage} lies outside of {size} bytes")
    return [Passage(p.offset, min(p.length, size - p.offset)) for p in ordered]
