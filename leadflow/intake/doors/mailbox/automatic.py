"""Mails nobody typed: automatic answers (RFC 3834 or what programs do instead), newsletters, who is away until when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from leadflow.intake.doors.mailbox.letterhead import first

FARTHEST: Final = timedelta(days=400)
LOOKED_AT: Final = 6_000
_SUBJECT: Final = re.compile(
    r"^\s*(?:(?:re|aw|antw|wg)\s*:\s*)*(?:automatische (?:antwort|e-?mail|rückantwort)"
    r"|automatic (?:reply|response)|auto(?:matic)?[ -]?(?:reply|response|antwort)|auto\s*:"
    r"|out of (?:the )?office|ooo\b|abwesenheit|abwesend|ich bin (?:nicht im|im urlaub|abwesend)"
    r"|urlaubsnotiz|im urlaub|nicht im (?:büro|haus)|vacation (?:reply|response)"
    r"|réponse automatique|respuesta automática|risposta automatica|automatisch antwoord"
    r"|eingangsbestätigung|empfangsbestätigung"
    r"|(?:wir haben|we have) (?:ihre (?:e-?mail|nachricht) erhalten|received your))",
    re.IGNORECASE,
)
_MARKS: Final = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponse",
    "x-autoreply-from",
    "x-mail-autoreply",
    "x-fc-machinegenerated",
)
_PRECEDENCE: Final = frozenset({"auto_reply", "auto-reply", "autoreply"})
_BULK: Final = frozenset({"bulk", "list", "junk"})
_BULK_MARKS: Final = ("list-id", "list-unsubscribe", "feedback-id", "x-campaignid", "x-mailgun-tag-list")

MONTHS: Final[Mapping[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            "januar jan jänner january", "februar feb february", "märz mär mrz maerz march mar", "april apr",
            "mai may", "juni jun june", "juli jul july", "august aug", "september sep sept",
            "oktober okt october oct", "november nov", "dezember dez december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE: Final = (
    r"(?P<iso>\d{4}-\d{2}-\d{2})"
    r"|(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.(?:\s?(?P<y>20\d\d|\d\d)(?!\d))?"
    rf"|(?P<d2>\d{{1,2}})(?:\.|st|nd|rd|th)?\s+(?:of\s+)?(?P<n2>{_MONTH})\b\.?,?(?:\s+(?P<y2>20\d\d))?"
    rf"|(?P<n3>{_MONTH})\b\.?\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y3>20\d\d))?"
    r"|(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y4>20\d\d)"
)
_DAY: Final = (
    r"(?:(?:zum|den|dem|einschließlich|einschl\.?|inkl\.?(?:usive)?|and including|including|on|the"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|(?:mon|tues|wednes|thurs|fri|satur|sun)day)[,.]?\s+){0,4}"
)
_LAST_DAY: Final = re.compile(rf"\b(?:bis|until|till|through|thru|to|–|-)\s+{_DAY}(?:{_DATE})", re.IGNORECASE)
_BACK: Final = re.compile(
    rf"\b(?:ab|wieder(?: (?:da|im büro|erreichbar|zurück))?(?: (?:ab|am))?|zurück(?: (?:ab|am))?"
    rf"|back(?: in the office)?|return(?:ing)?(?: to the office)?"
    rf"|available(?: again)?(?: from)?|as of|starting|from)\s+(?:am\s+|ab\s+)?{_DAY}(?:{_DATE})",
    re.IGNORECASE,
)
_AGAIN: Final = re.compile(r"wieder|zurück|back|return|again|erreichbar|available", re.IGNORECASE)


def is_automatic(head: Mapping[str, list[str]]) -> bool:
    submitted = first(head, "auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    if any(name in head for name in _MARKS) or first(head, "precedence").lower() in _PRECEDENCE:
        return True
    return bool(_SUBJECT.match(first(head, "subject")))


def is_bulk(head: Mapping[str, list[str]]) -> bool:
    return first(head, "precedence").lower() in _BULK or any(name in head for name in _BULK_MARKS)


def away_until(text: str, written: date) -> date | None:
    """The last day of the absence, where text or subject name it; None where it cannot be read for certain."""
    text = text[:LOOKED_AT]
    last = [day for match in _LAST_DAY.finditer(text) if (day := _day(match, written))]
    back = [day - timedelta(days=1) for match in _returning(text) if (day := _day(match, written))]
    found = [day for day in back or last if written <= day <= written + FARTHEST]
    return max(found, default=None)


def _returning(text: str) -> Iterator[re.Match[str]]:
    """ "from 3 to 14 August" begins an absence, "back from 15 August" ends one."""
    for match in _BACK.finditer(text):
        if _AGAIN.search(text[max(match.start() - 40, 0) : match.end() + 60]) and not _goes_on(text, match):
            yield match


def _goes_on(text: str, match: re.Match[str]) -> bool:
    return (
        re.match(
            r"\W{0,3}\s*(?:bis|until|till|through|to)\b", text[match.end() : match.end() + 12], re.IGNORECASE
        )
        is not None
    )


def _day(match: re.Match[str], written: date) -> date | None:
    """A day without a year is the next one of that name."""
    found = match.groupdict()
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        if found["a"]:
            return _slashed(int(found["a"]), int(found["b"]), int(found["y4"]))
        day = int(found["d"] or found["d2"] or found["d3"])
        name = found["n2"] or found["n3"]
        month = MONTHS[name.lower()] if name else int(found["m"])
        year = found["y"] or found["y2"] or found["y3"]
        return date(int(year) % 100 + 2000, month, day) if year else _next(day, month, written)
    except ValueError:
        return None


def _slashed(a: int, b: int, year: int) -> date | None:
    """12/08 may be August or December: then nobody knows."""
    if a > 12:
        return date(year, b, a)
    return date(year, a, b) if b > 12 or a == b else None


def _next(day: int, month: int, written: date) -> date:
    found = date(written.year, month, day)
    return found if found >= written - timedelta(days=60) else date(written.year + 1, month, day)
