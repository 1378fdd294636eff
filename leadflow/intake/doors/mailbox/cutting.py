"""What somebody wrote this time: without what they quote, and without the lines every mail of theirs ends with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from leadflow.intake.doors.mailbox.markup import QUOTE

MOST_LINES: Final = 4_000
_WROTE: Final = re.compile(
    r"(?:wrote|writes|schrieb(?:en)?|geschrieben|a écrit|escribió|escreveu|ha scritto|schreef|skrev"
    r"|napisał\(?a?\)?|написал\(?а?\)?)\b.{0,160}:\s*$|написал:\s*$",
    re.IGNORECASE,
)
_OPENS: Final = re.compile(
    r"^[>\s]*(?:-+\s*)?(?:on|am|le|el|il|op|em|den|dnia)\b.{0,300}$|^[>\s]*.{1,120}<[^<>\s]+@[^<>\s]+>.{0,120}$"
    r"|^[>\s]*\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}.{0,200}$",
    re.IGNORECASE,
)
_OLD_GMAIL: Final = re.compile(r"^\s*\d{4}/\d{1,2}/\d{1,2}\s.{0,120}<[^<>\s]+@[^<>\s]+>\s*$")
_LINE: Final = re.compile(
    r"^\s*[-_*]{2,}\s*(?:original(?:nachricht| message|-nachricht)?|ursprüngliche (?:nachricht|e-?mail)"
    r"|urspr\. nachricht|forwarded message|weitergeleitete nachricht|message d'origine|reply message|antwort)"
    r"\b.{0,40}$|^\s*(?:begin forwarded message|anfang der weitergeleiteten nachricht)\s*:",
    re.IGNORECASE,
)
_FROM: Final = re.compile(r"^[\s>*]*(?:from|von|de|da|van)\s*:\*?\s*\S", re.IGNORECASE)
_FIELD: Final = re.compile(
    r"^[\s>*]*(?:sent|gesendet|date|datum|to|an|cc|subject|betreff|envoyé|à|objet|reply-to|antwort an"
    r"|wichtigkeit)\s*:",
    re.IGNORECASE,
)
_FIRST_FIELD: Final = re.compile(r"^[\s>*]*(?:gesendet|sent|date|datum)\s*:\*?\s*\S", re.IGNORECASE)
_DEVICE: Final = re.compile(
    r"^\s*(?:sent from (?:my|outlook|mail|yahoo|proton|the)|sent via|sent with"
    r"|(?:von|mit) meinem .{2,40} gesendet|gesendet (?:von|mit|aus|über)\b"
    r"|diese (?:nachricht|e-?mail) wurde (?:von|mit) (?:meinem|der|einem)|get outlook for"
    r"|outlook für (?:ios|android)|holen sie sich outlook|envoyé de mon|connected by|von samsung mobile)",
    re.IGNORECASE,
)
_CLOSING: Final = re.compile(
    r"^\s*(?:mit\s+(?:freundlich\w*|best\w*|herzlich\w*|lieb\w*|viel\w*)\s+gr[uü](?:ß|ss)\w*"
    r"|(?:freundliche|beste|viele|liebe|herzliche|schöne|sonnige)\s+gr[uü](?:ß|ss)\w*|mfg|lg|vg|bg"
    r"|(?:best|kind|kindest|warm|many)\s+(?:regards|wishes|thanks)|regards|sincerely|yours\s+\w+"
    r"|cheers|cordialement|hochachtungsvoll|grüße|gruß)\b.{0,60}$",
    re.IGNORECASE,
)
_DISCLAIMER: Final = re.compile(
    r"^\s*(?:diese (?:e-?mail|nachricht) (?:enthält|kann|ist|und)|der inhalt dieser e-?mail"
    r"|this (?:e-?mail|message)(?: and any| is| may| contains)|the information (?:contained|in this)"
    r"|confidentiality notice|vertraulichkeitshinweis|disclaimer|bitte denken sie an die umwelt"
    r"|please consider the environment)",
    re.IGNORECASE,
)
_POSTSCRIPT: Final = re.compile(r"^\s*p\.?\s?s\.?\b", re.IGNORECASE)


def new_text(text: str) -> str:
    """Whatever is left where everything seems to be quoted is the whole text: nothing may vanish."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:MOST_LINES]
    own = _without_signature(_without_quotation(lines))
    return _joined(own) or _joined([line for line in lines if line.strip() != QUOTE])


def whole_text(text: str) -> str:
    return _joined([line for line in text.replace("\r\n", "\n").split("\n") if line.strip() != QUOTE])


def _joined(lines: Sequence[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def _without_quotation(lines: Sequence[str]) -> list[str]:
    """Up to where the quotation begins; lines marked with ">" go one by one, since some write between them."""
    kept: list[str] = []
    for at, line in enumerate(lines):
        if _begins_quotation(lines, at):
            if any(not _is_quoted(later) and later.strip() for later in lines[at + 1 :]) and _by_marks(
                lines, at
            ):
                continue
            break
        if not _is_quoted(line):
            kept.append(line)
    return kept


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _by_marks(lines: Sequence[str], at: int) -> bool:
    """After this line everything quoted carries a mark, so that what carries none is new."""
    following = next((line for line in lines[at + 1 :] if line.strip()), "")
    return bool(_WROTE.search(lines[at])) and _is_quoted(following)


def _begins_quotation(lines: Sequence[str], at: int) -> bool:
    line = lines[at]
    if line.strip() == QUOTE or _LINE.match(line) or _OLD_GMAIL.match(line):
        return True
    return _is_attribution(lines, at) or _is_head(lines, at)


def _is_attribution(lines: Sequence[str], at: int) -> bool:
    """ "On ... wrote:", over up to three lines."""
    if len(lines[at]) > 400 or not _OPENS.match(lines[at]):
        return False
    joined = lines[at].strip()
    for further in ("", *lines[at + 1 : at + 3]):
        joined = f"{joined} {further.strip()}".strip()
        if len(joined) < 500 and _WROTE.search(joined):
            return True
    return False


def _is_head(lines: Sequence[str], at: int) -> bool:
    """From, sent, to, subject in a row; Gmx writes the date first."""
    around = [line for line in lines[at + 1 : at + 7] if line.strip()]
    fields = sum(bool(_FIELD.match(line)) for line in around)
    if _FROM.match(lines[at]):
        return fields >= 2
    return bool(_FIRST_FIELD.match(lines[at])) and fields >= 2 and any(_FROM.match(line) for line in around)


def _without_signature(lines: Sequence[str]) -> list[str]:
    """The greeting and the name under it stay, what follows does not, but for a postscript."""
    kept: list[str] = []
    for at, line in enumerate(lines):
        if (
            line.rstrip() in ("--", "-- ")
            or line.startswith("__________")
            or _DEVICE.match(line)
            or _DISCLAIMER.match(line)
        ):
            break
        kept.append(line)
        if _CLOSING.match(line) and any(text.strip() for text in kept[:-1]):
            return kept + _after_greeting(lines[at + 1 :])
    return kept


def _after_greeting(lines: Sequence[str]) -> list[str]:
    name = next((at for at, line in enumerate(lines) if line.strip()), None)
    if name is None:
        return []
    kept = (
        []
        if lines[name].strip() == "--" or len(lines[name]) > 60 or _DEVICE.match(lines[name])
        else [lines[name]]
    )
    place = next((at for at, line in enumerate(lines) if _POSTSCRIPT.match(line)), None)
    if place is None:
        return kept
    added = []
    for line in lines[place:]:
        if not line.strip() or line.rstrip() == "--":
            break
        added.append(line)
    return [*kept, "", *added]
