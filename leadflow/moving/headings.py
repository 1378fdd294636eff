"""By which headings the history of leads is known: German and English, and what the usual systems write."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import Final

from leadflow.intake.doors.csv.words import squashed

CREATED, ANSWERED, LAST, TOUCHES = "created", "answered", "last", "touches"
STAGE, OUTCOME, REASON, AMOUNT, OWNER = "stage", "outcome", "reason", "amount", "owner"
WON_AT, LOST_AT, CLOSED_AT, ENTERED = "won_at", "lost_at", "closed_at", "entered"
DONE_AT, CHANNEL, ID, IGNORED = "done_at", "channel", "id", "ignored"
NEEDED_DATES: Final = frozenset({CREATED, ANSWERED, LAST, WON_AT, LOST_AT, CLOSED_AT, ENTERED, DONE_AT})

HISTORY: Final[dict[str, str]] = {
    WON_AT: "Won date|Won time|Won on|Won at|Date won|Deal - Won time|Gewonnen am|Gewinndatum|Kunde seit|"
    "Deal - Zeitpunkt des Gewinns|Deal - Gewonnen am|Customer since",
    LOST_AT: "Lost date|Lost time|Lost on|Lost at|Date lost|Deal - Lost time|Verloren am|Verlustdatum|"
    "Deal - Verloren am|Disqualified at|Aussortiert am",
    CLOSED_AT: "Close Date*|Closed Date|Closed on|Closed at|Date closed|date_closed|Deal - Deal closed on|"
    "Deal - Geschlossen am|Abschlussdatum*|Geschlossen am|Entschieden am|ConvertedDate|Converted Date|CloseDate",
    CREATED: "Create Date*|Created*|Creation date|create_date|Erstellt am*|Erstellungsdatum*|Angelegt am|Eingang|"
    "Eingangsdatum|Eingegangen am|Anfragedatum|Anfrage vom|Lead - Lead created|Lead - Created*|Lead - Erstellt*|"
    "Person - Person created|Person - Created*|Person - Erstellt*|Deal - Deal created|Deal - Created*|"
    "Deal - Erstellt*|First contact date|Submitted at|Submission date|Lead date",
    ANSWERED: "First Outreach Date*|First outreach|Date of first engagement|First engagement date*|First response*|"
    "First contacted*|First contact by us|First call*|First reply*|First activity date|Responded at|Answered at|"
    "Contacted at|Erste Antwort*|Erste Reaktion*|Erster Anruf*|Erste Aktivität*|Beantwortet am|Reagiert am|"
    "Erstmals kontaktiert*|Datum der ersten Kontaktaufnahme*|First touched*",
    LAST: "Last Activity Date*|Last Activity*|Last Contacted*|Last contact*|Last touch*|Last engagement date*|"
    "Datum der letzten Aktivität*|Letzte Aktivität*|Letzter Kontakt*|Zuletzt kontaktiert*|LastActivityDate|"
    "Person - Last activity date|Person - Letzte Aktivität*|Deal - Last activity date|Deal - Letzte Aktivität*|"
    "date_last_stage_update|Last Stage Update|Letzte Stufenaktualisierung",
    TOUCHES: "Number of times contacted|Number of Sales Activities|Times contacted|Total activities|Activities|"
    "Person - Total activities|Deal - Total activities|Deal - Done activities|Aktivitäten|Anzahl Aktivitäten|"
    "Anzahl Kontakte|Anzahl der Kontaktaufnahmen|Anzahl der Vertriebsaktivitäten|Aktivitäten gesamt",
    OUTCOME: "Deal - Status|Outcome|Ergebnis|Won|Is won|Gewonnen|Converted|IsConverted|Konvertiert|Closed won|"
    "Is Closed Won|"
    "Kunde geworden|IsWon|Verkauft",
    STAGE: "Deal Stage|Deal - Stage|Deal - Phase|Deal-Phase|Stage|StageName|stage_id|Opportunity stage|Phase|Stufe|"
    "Lead Status|Lead-Status|Leadstatus|Status|Bearbeitungsstand|Lifecycle Stage|Lifecycle-Phase",
    AMOUNT: "Amount|Amount in company currency|Betrag|Deal amount|Deal - Value|Deal - Wert|Expected Revenue|"
    "expected_revenue|Erwarteter Umsatz|Auftragswert|Auftragssumme|Deal value|Umsatz|Won amount|Abschlusswert|"
    "Recent Deal Amount|Total Revenue|Gesamtumsatz|Value|Wert",
    OWNER: "Contact owner|Deal owner|Lead Owner|Lead-Inhaber|Owner|Deal - Owner|Deal - Besitzer|Lead - Owner|"
    "Lead - Besitzer|Person - Owner|Person - Besitzer|Zuständiger Mitarbeiter|Für Kontakt zuständiger Mitarbeiter|"
    "Salesperson|Verkäufer|Vertriebsmitarbeiter|user_id|OwnerId|Verantwortlich|Besitzer|Bearbeiter|Betreuer|"
    "Deal-Inhaber|Zuständig",
    REASON: "Lost Reason|Closed Lost Reason|Deal - Lost reason|Deal - Verlustgrund|Verlustgrund|lost_reason_id|"
    "Ablehnungsgrund|Loss reason|Grund für Verlust|Disqualification reason",
    DONE_AT: "Activity date*|Activity - Due date|Activity - Marked as done time|Aktivitätsdatum|Call date|"
    "Activity time|Due date|Zeitpunkt",
    CHANNEL: "Original Source|Original Traffic Source|Ursprüngliche Quelle|Ursprüngliche Traffic-Quelle|Lead Source|"
    "LeadSource|Lead-Quelle|Leadquelle|Source|Quelle|Kanal|Channel|Origin|Herkunft|source_id|Lead - Source*|"
    "Lead - Quelle*|Deal - Source channel|Deal - Quellkanal|Eingangskanal|Lead Origin",
}
"""Meaning -> headings, the surest first; with an asterisk where systems add something of their own."""

_ENTERED: Final = re.compile(
    r"(?:date entered|entered|became an?|eingetreten in|datum des eintritts in)\s+[\"“„']?(.{2,60}?)[\"”“']?"
    r"(?:\s+(?:date|am))?(?:\s*\([a-z]{3,4}\))?",
    re.IGNORECASE,
)
_PIPELINE: Final = re.compile(r"\s*\([^()]*pipeline[^()]*\)\s*$", re.IGNORECASE)
_SURE: Final = {
    squashed(heading): (meaning, rank)
    for meaning, headings in reversed(HISTORY.items())
    for rank, heading in enumerate(headings.split("|"))
    if not heading.endswith("*")
}
_NEAR: Final = tuple(
    (f"{squashed(heading)}*", meaning, rank)
    for meaning, headings in HISTORY.items()
    for rank, heading in enumerate(headings.split("|"))
    if heading.endswith("*")
)


def meaning_of(heading: str) -> tuple[str, int] | None:
    """(meaning, rank; a smaller rank is surer)."""
    bare = squashed(heading)
    known = _SURE.get(bare)
    return known or next(((m, rank) for pattern, m, rank in _NEAR if fnmatchcase(bare, pattern)), None)


def stage_entered(heading: str) -> str:
    """The stage of 'Date entered "Appointment scheduled (Sales pipeline)"'; "" for any other heading."""
    found = _ENTERED.fullmatch(heading.strip())
    return _PIPELINE.sub("", found[1]).strip() if found else ""
