"""Arrivals and lists in words: what became of them, what is wrong with a row, why a column was read like this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from leadflow.desk import words
from leadflow.desk.letter_words import ARRIVAL_FAULTS
from leadflow.desk.words import Lazy
from leadflow.intake.doors.csv.mapping import IMPORT, NEVER_SCORE, Column
from leadflow.intake.doors.csv.reading import Dialect
from leadflow.intake.queries import ArrivalLine, ReceiptLine
from leadflow.leads import queries as leads
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactsPolicy
from leadflow.playbook.rules import Playbook

STATES: Final[Mapping[str, Lazy]] = {
    "waiting": _("waiting"),
    "unconfirmed": _("unconfirmed"),
    "unclear": _("unclear"),
    "noise": _("set aside"),
    "opened": _("opened a lead"),
    "joined": _("joined a lead"),
    "erased": _("erased"),
    "undone": _("taken back"),
}
BECAME: Final[Mapping[str, tuple[str, Lazy]]] = {
    "waiting": ("hourglass", _("Waits to be understood")),
    "unconfirmed": ("mail-opened", _("Waits for the confirmation")),
    "unclear": ("alert-circle", _("Not understood")),
    "noise": ("filter-off", pgettext_lazy("arrival", "Set aside")),
    "opened": ("circle-plus", _("New lead")),
    "joined": ("arrow-merge", _("Belongs to a known lead")),
    "erased": ("eraser", _("Erased")),
    "undone": ("arrow-back-up", _("Taken back with its import")),
}
ROWS: Final[Mapping[str, Lazy]] = {**STATES, "repeated": _("was here before"), "ahead": _("not read yet")}
BECAME_ROW: Final[Mapping[str, tuple[str, Lazy]]] = {
    **BECAME,
    "repeated": ("copy", _("Was here before: nothing new")),
    "ahead": ("hourglass", _("Not read yet")),
}
LOOKS: Final = {
    "opened": "new",
    "unclear": "open",
    "noise": "out",
    "erased": "out",
    "undone": "out",
    "repeated": "out",
    "ahead": "waiting",
}
DOORS: Final[Mapping[str, Lazy]] = {
    "csv": _("List"),
    "api": _("API"),
    "form": _("Form"),
    "mailbox": _("Mailbox"),
    "card": _("Reply card"),
    "hand": _("By hand"),
    "webhook": _("Hook"),
    "fair": _("Fair"),
}
RECEIPT_STATES: Final[Mapping[str, Lazy]] = {
    "draft": _("not started"),
    "running": _("at work"),
    "stopped": _("stopped"),
    "done": _("done"),
    "failed": _("broken off"),
    "open": _("open"),
    "undoing": _("being taken back"),
    "undone": _("taken back"),
}
OWN_TARGETS: Final[Mapping[str, Lazy]] = {
    "mail": _("Mail"),
    "phone": _("Phone"),
    "mobile": _("Mobile"),
    "mail.private": _("Private mail"),
    "phone.private": _("Private phone"),
    "note": _("Note"),
    "source.id": _("Id in the other system"),
    "happened_at": _("Date of the enquiry"),
    "channel": _("Channel of the row"),
    "campaign": _("Campaign (kept as a column)"),
    "objection.mail": _("Objection to mails"),
    "objection.phone": _("Objection to calls"),
    "consent.mail": _("Consent to mails"),
    "consent.phone": _("Consent to calls"),
    "outcome": _("Outcome, never scored"),
    NEVER_SCORE: _("Set after contact, never scored"),
}
SHADOWED: Final = frozenset({"person.mail", "person.phone", "person.mobile"})
"""Facts that columns reach by a target of their own."""
FAULTS: Final[Mapping[str, Lazy]] = {
    **ARRIVAL_FAULTS,
    "nobody_named": _("Nobody is named: no company, person, mail or phone could be read"),
    "not_understood": _("It could not be turned into a lead"),
    "not_json": _("It is no JSON that could be taken apart"),
    "only_an_id": _("It names only an id, and nobody behind it"),
    "csv_quote_open": _("A quotation mark is opened and never closed"),
    "csv_nul": _("An invisible NUL character stands in it"),
    "csv_broken_letter": _("A letter is broken: the file mixes two ways of writing letters"),
    "csv_too_many_values": _("It has %(found)s values, but there are only %(columns)s columns"),
}
REASONS: Final[Mapping[str, Lazy]] = {
    "chosen": _("chosen by hand"),
    "heading": _("by its heading"),
    "heading_part": _("by a part of its heading"),
    "unknown_heading": _("nobody has declared such a column: kept and shown"),
    "no_heading": _("has no heading: kept and shown"),
    "values_do_not_fit": _("the heading says %(target)s, the values do not"),
    "outcome_heading": _("looks like an outcome: must never give points"),
    "set_after_contact": _("was set after the contact: must never give points"),
    "name_beside_given": _("stands beside the first names"),
    "name_of_company": _("the values are companies"),
    "tells_rows_apart": _("a different value in each of %(rows)s rows"),
    "tells_rows_apart_within": _("tells rows apart together with %(heading)s"),
    "id_repeats": _("looks like an id, but repeats: kept and shown"),
    "values": _("by its values"),
    "behind": _("takes over where %(heading)s is empty"),
    "further": _("a further one beside %(heading)s"),
    "export": _("%(system)s means this by it"),
    "remembered": _("as in “%(name)s”"),
}
ENCODINGS: Final = {"utf-8": "UTF-8", "cp1252": "Windows-1252", "latin-1": "Latin-1", "iso-8859-1": "Latin-1"}
SYSTEMS: Final[Mapping[str, Lazy | str]] = {
    "hubspot": "HubSpot",
    "pipedrive": "Pipedrive",
    "salesforce": "Salesforce",
    "odoo": "Odoo",
    "outlook": "Outlook",
    "linkedin": "LinkedIn",
    "fair": _("the scanner of a fair"),
}
DELIMITERS: Final[Mapping[str, Lazy]] = {
    ";": _("semicolon"),
    ",": _("comma"),
    "\t": _("tab"),
    "|": _("vertical bar"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence, and where: row and column."""

    text: str
    place: str = ""


def fault(told: Mapping[str, Any] | None, *, headings: Mapping[int, str] | None = None) -> Said:
    """What is wrong with an arrival, in words that name row and column."""
    if not told:
        return Said("")
    text = str(FAULTS.get(str(told.get("code")), told.get("code", ""))) % _Facts(told)
    return Said(
        text, ", ".join(part for part in (_row(told), _column(told, headings or {}), _kept(told)) if part)
    )


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def _row(told: Mapping[str, Any]) -> str:
    return gettext("row %(row)s") % {"row": told["row"]} if told.get("row") else ""


def _column(told: Mapping[str, Any], headings: Mapping[int, str]) -> str:
    at = told.get("column")
    if not at:
        return ""
    named = headings.get(int(at) - 1)
    return gettext("column %(column)s") % {"column": f"{at} “{named}”" if named else at}


def _kept(told: Mapping[str, Any]) -> str:
    targets = [str(OWN_TARGETS.get(str(key), key)) for key in told.get("kept", ())]
    return gettext("not readable: %(fields)s") % {"fields": ", ".join(targets)} if targets else ""


def reason(column: Column, book: Playbook) -> str:
    facts = {
        key: target(str(value), book) if key == "target" else value for key, value in column.facts.items()
    }
    facts |= {"system": str(SYSTEMS[facts["system"]])} if facts.get("system") in SYSTEMS else {}
    return str(REASONS.get(column.reason, column.reason)) % _Facts(facts)


def target(key: str, book: Playbook) -> str:
    """What a column or field becomes."""
    if key in OWN_TARGETS:
        return str(OWN_TARGETS[key])
    declared = book.section(FactsPolicy).get(key)
    if declared is not None:
        return declared.label.in_(words.language())
    return gettext("only kept") if key.startswith(IMPORT) else key


def targets(book: Playbook) -> list[tuple[str, str]]:
    """All a column can become, facts of the playbook first."""
    facts = [fact.key for fact in book.section(FactsPolicy).declared if fact.key not in SHADOWED]
    return [(key, target(key, book)) for key in [*facts, *OWN_TARGETS]]


def dialect(found: Dialect) -> str:
    """ "semicolon, Windows-1252, headings in row 4"."""
    letters = ENCODINGS.get(found.encoding.lower(), found.encoding.upper())
    mark = str(DELIMITERS.get(found.delimiter, found.delimiter))
    head = gettext("headings in row %(row)s") % {"row": found.headings_row} if found.headings_row > 1 else ""
    return ", ".join(
        part for part in (mark, letters, head, "" if found.headings else gettext("no headings")) if part
    )


def whence(lines: Sequence[ArrivalLine | ReceiptLine], now: datetime) -> dict[int, str]:
    """The name of a list, the address of a mailbox; at other doors channel / campaign, as the lead tells it."""
    book = playbook.at(now)
    campaigns = leads.campaign_names(line.campaign for line in lines)
    return {line.id: _whence(line, campaigns.get(line.campaign or 0, ""), book) for line in lines}


def _whence(line: ArrivalLine | ReceiptLine, campaign: str, book: Playbook) -> str:
    if line.door == "csv":
        return line.label
    if line.door == "mailbox":
        return [*line.label.split(), ""][1]
    return " / ".join(part for part in (channel(line.channel, book), campaign) if part)


def offer(key: str, book: Playbook) -> str:
    declared = book.section(LeadsPolicy).offer(key)
    return declared.label.in_(words.language()) if declared else key


def channel(key: str, book: Playbook) -> str:
    declared = book.section(LeadsPolicy).channel(key)
    return declared.label.in_(words.language()) if declared else key
