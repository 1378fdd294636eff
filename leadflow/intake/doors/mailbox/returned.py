"""Mails that came back: RFC 3464 reports, and what Exchange, Postfix, Exim, Gmail and qmail write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from email.message import Message
from typing import Final

from leadflow.intake.doors.mailbox.letterhead import addresses, decoded, first, ids, spoken
from leadflow.intake.doors.mailbox.letters import Bounce
from leadflow.kernel.mail import normal_mail

LOOKED_AT: Final = 20_000
_SENDERS: Final = re.compile(
    r"^(?:mailer-daemon|postmaster|mail-daemon|maildaemon|mdaemon|microsoftexchange[0-9a-f]*)@", re.IGNORECASE
)
_SUBJECT: Final = re.compile(
    r"undeliver|unzustellbar|nicht zustellbar|delivery (?:status notification|failure|has failed|report|incomplete)"
    r"|failure notice|mail delivery (?:failed|subsystem)|returned (?:mail|to sender)|non.?delivery"
    r"|zustellung\w* (?:fehlgeschlagen|nicht|der nachricht)|konnte nicht zugestellt|could not be delivered"
    r"|message not delivered|warning: message .{0,200} delayed|verzöger",
    re.IGNORECASE,
)
_STATUS: Final = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_SMTP: Final = re.compile(r"(?<![\d.])([45]\d\d)[ -](?=\S)")
_NAMED: Final = re.compile(
    r"^\s{0,20}<?([^\s<>]{1,64}@[^\s<>]{1,190}?)>?\s{0,3}(?:\(.{0,120}\))?\s{0,3}:?\s{0,3}$"
    r"|(?:delivered to|delivering to|zugestellt werden an|zustellung an|recipient|empfänger|to)\s{0,3}:?\s{0,3}"
    r"<?([^\s<>]{1,64}@[^\s<>,;:]{1,190})",
    re.IGNORECASE | re.MULTILINE,
)
_COPY: Final = re.compile(
    r"^[- ]*(?:below this line is a copy|this is a copy of the message|original message headers"
    r"|ursprüngliche nachrichtenkopfzeilen)",
    re.IGNORECASE | re.MULTILINE,
)
_ABOUT: Final = re.compile(r"^\s*message-id:\s*(<[^<>\s]{3,250}>)", re.IGNORECASE | re.MULTILINE)
_DELAYED: Final = re.compile(
    r"\b(?:delayed|will (?:continue|keep|retry)|will be (?:retried|re-?attempted)|verzögert"
    r"|weitere zustellversuche|no action is required)",
    re.IGNORECASE,
)
_REASONS: Final = (
    (
        "mailbox_full",
        r"(?:mailbox|quota|postfach|inbox|storage).{0,40}(?:full|exceed|voll|überschritten|out of)"
        r"|over\s?quota|quota exceeded|insufficient (?:system )?storage",
    ),
    ("mail_too_large", r"(?:message|mail|size).{0,30}(?:too (?:large|big)|exceeds)|zu groß"),
    (
        "address_moved",
        r"no longer (?:works|with|employed|valid)|nicht mehr (?:im unternehmen|gültig|bei uns)|has moved"
        r"|left the company",
    ),
    (
        "mailbox_closed",
        r"(?:account|mailbox|user|konto|postfach).{0,40}"
        r"(?:disabled|inactive|suspended|deactivated|deaktiviert|gesperrt|discontinued)",
    ),
    (
        "address_unknown",
        r"(?:user|recipient|mailbox|address|account|empfänger|adresse|benutzer).{0,60}"
        r"(?:unknown|not (?:be )?found|does ?n[o']t exist|no such|invalid|not exist|unbekannt|nicht gefunden"
        r"|existiert nicht|couldn't be found|unavailable)|(?:no such|unknown|invalid) "
        r"(?:user|recipient|mailbox|address|local)|no mailbox here|recipnotfound|not listed in",
    ),
    (
        "domain_unknown",
        r"(?:domain|host|server).{0,40}(?:not found|unknown|does ?n[o']t exist|nicht gefunden|couldn't be found)"
        r"|name or service not known|nxdomain|unrouteable|unroutable|no mx|host unknown",
    ),
    (
        "refused",
        r"spam|blocked|blacklist|blocklist|reputation|policy|dmarc|spf|not (?:authori[sz]ed|permitted|allowed)"
        r"|abgelehnt|access denied|rejected due",
    ),
    (
        "not_reached",
        r"timed? ?out|connection (?:refused|reset)|temporar|try again|greylist|nicht erreichbar"
        r"|could not connect",
    ),
)
_WORDS: Final = tuple((code, re.compile(pattern, re.IGNORECASE)) for code, pattern in _REASONS)
_BY_STATUS: Final[Mapping[str, str]] = {
    "1.0": "address_unknown", "1.1": "address_unknown", "1.2": "domain_unknown", "1.3": "address_unknown",
    "1.4": "address_unknown", "1.6": "address_moved", "1.10": "address_unknown", "2.1": "mailbox_closed",
    "2.2": "mailbox_full", "2.3": "mail_too_large", "3.4": "mail_too_large", "4.4": "domain_unknown",
}  # fmt: skip


def returned(message: Message, head: Mapping[str, list[str]], text: str, sender: str) -> Bounce | None:
    """None for whatever is no report of a server. A receipt that a mail arrived is none either."""
    reports = list(_reports(message))
    if reports:
        return _by_report(message, head, reports, text)
    if not _seems_returned(head, sender):
        return None
    said = _COPY.split(text[:LOOKED_AT])[0]
    recipient = _recipient(head, said)
    if not recipient and not _STATUS.search(said) and not _reason_in(said):
        return None
    return Bounce(recipient, _code(said, ""), _about(message, text), _line(said), _is_delay(head, said))


def _reports(message: Message) -> Iterator[dict[str, str]]:
    """The groups of fields per recipient."""
    for part in message.walk():
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            groups = [dict(_fields(group)) for group in _groups(part)]
            yield from (group for group in groups[:200] if "final-recipient" in group or "action" in group)


def _groups(part: Message) -> list[str]:
    payload = part.get_payload()
    if isinstance(payload, list):
        return [
            "\n".join(f"{n}: {v}" for n, v in one.raw_items()) for one in payload if isinstance(one, Message)
        ]
    raw = part.get_payload(decode=True)
    return decoded(raw).replace("\r\n", "\n").split("\n\n") if isinstance(raw, bytes) else []


def _fields(group: str) -> Iterator[tuple[str, str]]:
    for line in re.sub(r"\r?\n[ \t]+", " ", group)[:LOOKED_AT].splitlines():
        name, colon, value = line.partition(":")
        if colon:
            yield name.strip().lower(), spoken(value)


def _by_report(
    message: Message, head: Mapping[str, list[str]], reports: list[dict[str, str]], text: str
) -> Bounce | None:
    """The first recipient who did not get it; relayed and delivered are good news."""
    bad = [report for report in reports if report.get("action", "failed").lower() in ("failed", "delayed")]
    if not bad:
        return None
    report = next((one for one in bad if one.get("action", "failed").lower() == "failed"), bad[0])
    said = " ".join(filter(None, (report.get("diagnostic-code", ""), report.get("status", ""))))
    recipient = (
        _mail(report.get("original-recipient", ""))
        or _mail(report.get("final-recipient", ""))
        or _recipient(head, text)
    )
    told = report.get("diagnostic-code", "") or _line(text)
    delayed = report.get("action", "").lower() == "delayed"
    return Bounce(
        recipient, _code(said, report.get("status", "")), _about(message, text), _line(told), delayed
    )


def _mail(field: str) -> str:
    return normal_mail(field.partition(";")[2] or field) or ""


def _seems_returned(head: Mapping[str, list[str]], sender: str) -> bool:
    if "x-failed-recipients" in head:
        return True
    empty = first(head, "return-path").replace(" ", "") == "<>"
    by_sender = _SENDERS.match(sender) is not None
    return (by_sender or empty) and _SUBJECT.search(first(head, "subject")) is not None


def _recipient(head: Mapping[str, list[str]], text: str) -> str:
    failed = addresses(head.get("x-failed-recipients", ()))
    if failed:
        return failed[0]
    named = (normal_mail(match[1] or match[2] or "") for match in _NAMED.finditer(text[:LOOKED_AT]))
    return next((mail for mail in named if mail and not _SENDERS.match(mail)), "")


def _code(said: str, status: str) -> str:
    """What the words say first, since many servers number everything 5.0.0 or 5.1.1; then the number."""
    found = _STATUS.search(status) or _STATUS.search(said)
    exact = _BY_STATUS.get(f"{found[2]}.{found[3]}") if found else None
    if exact == "domain_unknown" and found and found[1] == "4":
        exact = "not_reached"
    return exact or _reason_in(said) or _by_class(found, said)


def _reason_in(said: str) -> str:
    return next((code for code, words in _WORDS if words.search(said[:LOOKED_AT])), "")


def _by_class(found: re.Match[str] | None, said: str) -> str:
    kind = found[1] if found else (match[1][0] if (match := _SMTP.search(said)) else "5")
    if found and found[2] == "7":
        return "refused"
    return "not_reached" if kind == "4" or (found and found[2] == "4") else "not_delivered"


def _is_delay(head: Mapping[str, list[str]], said: str) -> bool:
    return _DELAYED.search(f"{first(head, 'subject')}\n{said}") is not None and not re.search(
        r"permanent|giving up|endgültig", said, re.IGNORECASE
    )


def _about(message: Message, text: str) -> str:
    """The Message-ID of what came back, from its own head."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner = part.get_payload()
            copy = inner[0] if isinstance(inner, list) and inner else None
            found = ids(str(copy.get("message-id", ""))) if isinstance(copy, Message) else ()
        elif kind == "text/rfc822-headers":
            raw = part.get_payload(decode=True)
            found = ids(*_ABOUT.findall(decoded(raw)[:LOOKED_AT])) if isinstance(raw, bytes) else ()
        else:
            continue
        if found:
            return found[0]
    return next(iter(ids(*_ABOUT.findall(text[:100_000]))), "")


def _line(said: str) -> str:
    return " ".join(said.split())[:300]
