"""Whose export a list looks like, by its headings, and what that system means by them. A proposal: a human decides.

A heading ends with an asterisk where systems add something of their own: "Create Date (EDT)". Both languages count.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Final

from leadflow.intake.doors.csv.mapping import EXTERNAL, NEVER_SCORE, Column, Mapping
from leadflow.intake.doors.csv.words import squashed

KEPT: Final = "kept"
"""Means nothing about the prospect, whatever it sounds like: kept and shown."""
EXPORTED: Final = "export"


@dataclass(frozen=True, slots=True)
class Export:
    """`marks`: headings that tell it, `needed` of them, with the `sign` in each. `means`: target -> headings."""

    key: str
    marks: str
    needed: int
    means: Dict[str, str]
    sign: str = ""


EXPORTS: Final = (
    Export(
        "hubspot",
        "Record ID|Record ID - Contact|Datensatz-ID|Datensatz-ID - Kontakt|Lifecycle Stage|Lifecycle-Phase|"
        "Contact owner|Zuständiger Mitarbeiter|Für Kontakt zuständiger Mitarbeiter|Marketing contact status|"
        "Marketing-Kontakt-Status|"
        "Associated Company*|Zugeordnetes Unternehmen|Primary Associated Company*|Primär zugeordnetes Unternehmen|"
        "Last Activity Date*|Datum der letzten Aktivität*|Original Traffic Source|Ursprüngliche Traffic-Quelle",
        3,
        {
            EXTERNAL: "Record ID|Record ID - Contact|Datensatz-ID|Datensatz-ID - Kontakt",
            "company.name": "Company Name|Name des Unternehmens|Unternehmensname|Associated Company|"
            "Primary Associated Company|Zugeordnetes Unternehmen|Primär zugeordnetes Unternehmen",
            "happened_at": "Create Date*|Erstellungsdatum*|Erstellt am*",
            "channel": "Original Source|Original Traffic Source|Ursprüngliche Quelle|Ursprüngliche Traffic-Quelle",
            "person.function": "Job Title|Jobtitel|Berufsbezeichnung",
            "mobile": "Mobile Phone Number|Mobiltelefonnummer",
            "company.domain": "Website URL|Website-URL|Company Domain Name",
            NEVER_SCORE: "Lead Status|Leadstatus|Lead-Status|Lifecycle Stage|Lifecycle-Phase|Contact owner|"
            "Zuständiger Mitarbeiter|Für Kontakt zuständiger Mitarbeiter|Marketing contact status|"
            "Marketing-Kontakt-Status|Last Activity Date*|Datum der letzten Aktivität*|HubSpot Score|HubSpot-Score",
            "objection.mail": "Unsubscribed from all email|Von allen E-Mails abgemeldet",
            KEPT: "Primary Associated Company ID|Associated Company IDs|Associated Company ID",
        },
    ),
    Export(
        "pipedrive",
        "Person - *|Organization - *|Organisation - *|Unternehmen - *|Deal - *|Lead - *|Kontakt - *",
        3,
        {
            "person.name": "Person - Name|Deal - Contact person|Lead - Person|Deal - Kontaktperson|"
            "Lead - Kontaktperson",
            "company.name": "Person - Organization|Person - Organisation|Organization - Name|Organisation - Name|"
            "Unternehmen - Name|Deal - Organization|Deal - Organisation|Lead - Organization|Lead - Organisation",
            "mail": "Person - Email*|Person - E-Mail*",
            "phone": "Person - Phone*|Person - Telefon*",
            "person.function": "Person - Job title|Person - Berufsbezeichnung|Person - Position",
            "company.street": "Organization - Address|Organisation - Adresse|Organization - Street*",
            "company.postcode": "Organization - ZIP*|Organisation - PLZ*|Organisation - Postleitzahl*",
            "company.city": "Organization - City*|Organisation - Ort*|Organisation - Stadt*",
            EXTERNAL: "Lead - ID|Person - ID",
            "happened_at": "Lead - Lead created|Lead - Created|Lead - Erstellt*|Person - Person created|"
            "Person - Created|Person - Erstellt*|Deal - Deal created|Deal - Erstellt*",
            "channel": "Lead - Source*|Lead - Quelle*|Deal - Source channel|Deal - Quellkanal",
            "outcome": "Deal - Status|Deal - Lost reason|Deal - Verlustgrund|Deal - Won time|Deal - Lost time",
            NEVER_SCORE: "Deal - Stage|Deal - Phase|Deal - Value*|Deal - Wert*|Deal - Owner|Deal - Besitzer|"
            "Deal - Probability|Lead - Labels|Person - Labels|Person - Label|Person - Owner|Person - Besitzer|"
            "Lead - Owner|Lead - Besitzer|Person - Open deals|Person - Won deals|Person - Lost deals",
            "note": "Lead - Note|Lead - Notiz|Person - Notes|Person - Notizen",
        },
        sign=" - ",
    ),
    Export(
        "salesforce",
        "Company / Account|Firma / Account|Lead Owner|Lead-Inhaber|Lead Status|Lead-Status|Lead Source|Lead-Quelle|"
        "State/Province|Zip/Postal Code|Lead ID|Lead-ID|HasOptedOutOfEmail|Email Opt Out|IsConverted|IsUnreadByOwner|"
        "OwnerId|LeadSource|ConvertedDate|Bundesland/Kanton",
        3,
        {
            EXTERNAL: "Lead ID|Lead-ID|Id",
            "company.name": "Company / Account|Firma / Account|Company",
            "person.function": "Title|Titel|Position",
            "happened_at": "Create Date|Created Date|CreatedDate|Erstellungsdatum|Erstellt am",
            "channel": "Lead Source|LeadSource|Lead-Quelle|Leadquelle",
            "company.postcode": "Zip/Postal Code|PostalCode|Postleitzahl",
            "company.size": "No. of Employees|NumberOfEmployees|Anzahl Mitarbeiter|Mitarbeiter",
            "objection.mail": "Email Opt Out|HasOptedOutOfEmail|E-Mail-Abmeldung|Keine E-Mails",
            "objection.phone": "Do Not Call|DoNotCall|Nicht anrufen",
            "outcome": "Converted|IsConverted|ConvertedDate|Konvertiert",
            NEVER_SCORE: "Lead Status|Lead-Status|Status|Rating|Bewertung|Lead Owner|Lead-Inhaber|OwnerId|Unread|"
            "IsUnreadByOwner|Last Activity|Letzte Aktivität|LastActivityDate",
        },
    ),
    Export(
        "odoo",
        "Contact Name|Kontaktname|Salesperson|Vertriebsmitarbeiter|Verkäufer|Sales Team|Verkaufsteam|Expected Revenue|"
        "Erwarteter Umsatz|Probability|Wahrscheinlichkeit|Opportunity|Verkaufschance|Lost Reason|Verlustgrund|"
        "partner_name|contact_name|email_from|stage_id|team_id|user_id|expected_revenue|phone_sanitized",
        3,
        {
            "person.name": "Contact Name|Kontaktname|contact_name",
            "company.name": "Company Name|Firmenname|Unternehmensname|partner_name|Customer|Kunde",
            "mail": "Email|E-Mail|email_from",
            EXTERNAL: "External ID|Externe ID|id",
            "happened_at": "Created on|Erstellt am|Angelegt am|create_date",
            "channel": "Source|Quelle|source_id",
            "campaign": "Campaign|Kampagne|campaign_id",
            "person.function": "Job Position|Stelle|Position|function",
            "company.domain": "Website|Webseite",
            "note": "Opportunity|Verkaufschance|Notes|Notizen|description|name",
            "outcome": "Lost Reason|Verlustgrund|lost_reason_id|Is Won|Gewonnen",
            NEVER_SCORE: "Stage|Phase|Stufe|stage_id|Probability|Wahrscheinlichkeit|Expected Revenue|Erwarteter Umsatz|"
            "expected_revenue|Salesperson|Vertriebsmitarbeiter|Verkäufer|Sales Team|Verkaufsteam|user_id|team_id|"
            "Priority|Priorität|Tags|Stichwörter|tag_ids",
        },
    ),
    Export(
        "outlook",
        "E-mail Address|E-mail Display Name|E-mail Type|Business Phone|Business Street|Business City|Web Page|"
        "Business Postal Code|E-Mail-Typ|E-Mail: Angezeigter Name|Telefon geschäftlich|Straße geschäftlich|"
        "Ort geschäftlich|Postleitzahl geschäftlich|Weitere Vornamen|Middle Name",
        4,
        {
            "person.title": "Title|Titel",
            "mail": "E-mail Address|E-Mail-Adresse|E-mail 2 Address|E-Mail 2: Adresse",
            "phone": "Business Phone|Telefon geschäftlich|Company Main Phone|Telefon Firma",
            "mobile": "Mobile Phone|Mobiltelefon",
            "company.street": "Business Street|Straße geschäftlich",
            "company.city": "Business City|Ort geschäftlich",
            "company.postcode": "Business Postal Code|Postleitzahl geschäftlich",
            "company.country": "Business Country/Region|Business Country|Land/Region geschäftlich",
            "company.domain": "Web Page|Webseite",
            "person.function": "Job Title|Position",
            "note": "Notes|Notizen",
            NEVER_SCORE: "Categories|Kategorien|Priority|Priorität|Sensitivity|Vertraulichkeit",
            KEPT: "Suffix|Anrede|E-mail Type|E-Mail-Typ|E-mail Display Name|E-Mail: Angezeigter Name|Home *|Birthday|"
            "Geburtstag|Department|Abteilung|Other *|Weitere Vornamen|Middle Name",
        },
    ),
    Export(
        "linkedin",
        "Form Name|Formularname|Name des Formulars|Lead ID|Lead-ID|Creative ID|Creative-ID|Is Test Lead|Test Lead|"
        "Test-Lead|Lead Type|Lead-Typ|Campaign ID|Kampagnen-ID|Ad Account ID|LinkedIn Profile|LinkedIn Profile URL|"
        "LinkedIn-Profil|"
        "Submitted At|Submitted On|Gesendet am",
        3,
        {
            EXTERNAL: "Lead ID|Lead-ID|Response ID",
            "mail": "Work Email|Email Address|Email|E-Mail-Adresse|Geschäftliche E-Mail-Adresse",
            "campaign": "Campaign Name|Kampagnenname",
            "happened_at": "Submitted At|Submitted On|Created At|Gesendet am|Erstellt am|Timestamp",
            "company.name": "Company Name|Unternehmen|Name des Unternehmens|Unternehmensname|Company",
            "company.size": "Company Size|Unternehmensgröße",
            "company.industry": "Industry|Branche",
            "person.function": "Job Title|Jobtitel|Jobbezeichnung|Job Function|Tätigkeitsbereich",
            KEPT: "Account Name|Kontoname|Ad Account Name|Account ID|Ad Account ID|Form Name|Formularname|Form ID|"
            "Creative ID|Creative-ID|Campaign ID|Kampagnen-ID|Lead Type|Lead-Typ|Is Test Lead|Test Lead|Test-Lead|"
            "LinkedIn Profile*|LinkedIn-Profil|Seniority|Karrierestufe",
        },
    ),
    Export(
        "fair",
        "Scanned At|Scan Time|Scan Date|Scan Date/Time|Scanzeit|Scan-Zeit|Scandatum|Scan-Datum|Gescannt am|Badge ID|"
        "Badge Number|Badge-Nr|Badge-ID|Ausweisnummer|Ticketnummer|Ticket-ID|Barcode|Scanned By|Gescannt von|Scanner|"
        "Exhibitor|Aussteller|Booth|Stand|Standnummer|Device|Gerät|Lead Rating|Lead-Bewertung|Follow-up|Nachfassen",
        3,
        {
            "happened_at": "Scanned At|Scan Time|Scan Date|Scan Date/Time|Scanzeit|Scan-Zeit|Scandatum|Scan-Datum|"
            "Gescannt am",
            EXTERNAL: "Badge ID|Badge Number|Badge-Nr|Badge-ID|Ausweisnummer|Ticketnummer|Ticket-ID|Barcode",
            "campaign": "Event|Event Name|Messe|Veranstaltung|Show",
            "note": "Notes|Notizen|Notiz|Comment|Comments|Bemerkung|Bemerkungen|Gesprächsnotiz",
            KEPT: "Scanned By|Gescannt von|Scanner|Exhibitor|Aussteller|Booth|Stand|Standnummer|Device|Gerät",
            NEVER_SCORE: "Lead Rating|Lead-Bewertung|Rating|Bewertung|Follow-up|Nachfassen|Priority|Priorität",
        },
    ),
)


@cache
def _patterns(headings: str) -> tuple[str, ...]:
    return tuple(squashed(one) + ("*" if one.endswith("*") else "") for one in headings.split("|"))


def _fits(heading: str, patterns: Sequence[str]) -> bool:
    bare = squashed(heading)
    return any(bare == one or fnmatchcase(bare, one) for one in patterns)


def recognised(headings: Sequence[str]) -> Export | None:
    """The one most of whose marks are there, if enough are; the earlier one where two are as good."""
    counted = {
        one.key: (sum(one.sign in h and _fits(h, _patterns(one.marks)) for h in headings if h), one)
        for one in EXPORTS
    }
    count, best = max(counted.values(), key=lambda pair: pair[0] - pair[1].needed)
    return best if count >= best.needed else None


def read_as(export: Export, found: Mapping) -> Mapping:
    """The guess, corrected where we know what that system means; what it does not name stays guessed."""
    columns = tuple(_read(column, export) for column in found.columns)
    ids = tuple(c.index for c in columns if c.target == EXTERNAL)
    return replace(found, columns=columns, source_id=ids[:1] or ())


def _read(column: Column, export: Export) -> Column:
    target = next(
        (target for target, headings in export.means.items() if _fits(column.heading, _patterns(headings))),
        "",
    )
    if not target:
        return replace(column, target=column.kept_as) if column.target == EXTERNAL else column
    kept = column.kept_as if target == KEPT else target
    return replace(column, target=kept, confidence=0.95, reason=EXPORTED, facts={"system": export.key})
