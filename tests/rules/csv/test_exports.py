"""Exports of the systems people come from are known by their headings, and read as they mean them."""

from __future__ import annotations

import pytest

from leadflow.intake.doors.csv.exports import read_as, recognised
from leadflow.intake.doors.csv.guess import guess
from leadflow.intake.doors.csv.words import MappingWords

WORDS = MappingWords.of()
SHAPES = {
    "hubspot": "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Associated Company,Lifecycle Stage,"
    "Lead Status,Create Date (EDT),Marketing contact status",
    "hubspot de": "Datensatz-ID,Vorname,Nachname,E-Mail,Telefonnummer,Zuständiger Mitarbeiter,Zugeordnetes Unternehmen,"
    "Lifecycle-Phase,Leadstatus,Erstellungsdatum",
    "pipedrive": "Person - Name,Person - Organization,Person - Email - Work,Person - Email - Home,"
    "Person - Phone - Work,"
    "Person - Owner,Person - ID",
    "pipedrive de": "Person - Name,Person - Organisation,Person - E-Mail - Büro,Person - Telefon - Büro,"
    "Person - Besitzer,Deal - Titel,Deal - Status",
    "salesforce": "First Name,Last Name,Title,Company / Account,Lead Source,Lead Status,Lead Owner,Email,Phone,"
    "Zip/Postal Code,Lead ID,Email Opt Out,Do Not Call,Converted",
    "salesforce raw": "Id,LastName,FirstName,Company,LeadSource,Status,HasOptedOutOfEmail,DoNotCall,"
    "IsConverted,OwnerId,Email",
    "salesforce de": "Vorname,Nachname,Firma / Account,Lead-Quelle,Lead-Status,Lead-Inhaber,E-Mail,Lead-ID",
    "odoo": "External ID,Opportunity,Contact Name,Company Name,Email,Phone,Salesperson,Sales Team,"
    "Expected Revenue,Stage,Probability,Tags",
    "odoo de": "Externe ID,Verkaufschance,Kontaktname,Firmenname,E-Mail,Telefon,Verkäufer,"
    "Verkaufsteam,Erwarteter Umsatz",
    "odoo raw": "id,name,contact_name,partner_name,email_from,phone,user_id,team_id,stage_id,expected_revenue",
    "outlook": "Title,First Name,Middle Name,Last Name,Company,Department,Job Title,Business Street,Business City,"
    "Business Postal Code,Business Phone,Mobile Phone,E-mail Address,E-mail Display Name,Web Page,Categories",
    "outlook de": "Anrede,Vorname,Weitere Vornamen,Nachname,Firma,Position,Straße geschäftlich,Ort geschäftlich,"
    "Postleitzahl geschäftlich,Telefon geschäftlich,Mobiltelefon,E-Mail-Adresse,E-Mail-Typ",
    "linkedin": "Form Name,Account Name,Campaign Name,Creative ID,Lead ID,Test Lead,First Name,Last Name,Email Address,"
    "Company Name,Job Title,Submitted At",
    "linkedin de": "Formularname,Kontoname,Kampagnenname,Creative-ID,Lead-ID,Test-Lead,Vorname,Nachname,E-Mail-Adresse,"
    "Unternehmen,Jobbezeichnung,Gesendet am",
    "fair": "Scan Time,Badge ID,First Name,Last Name,Company,Email,Phone,Scanned By,Event,Notes,Lead Rating",
    "fair de": "Gescannt am,Ausweisnummer,Vorname,Nachname,Firma,E-Mail,Gescannt von,Messe,Gesprächsnotiz",
}  # fmt: skip


def targets(shape: str) -> dict[str, str]:
    headings = SHAPES[shape].split(",")
    export = recognised(headings)
    assert export is not None
    found = read_as(export, guess(headings, [["" for _ in headings]], WORDS))
    return {column.heading: column.target for column in found.columns}


@pytest.mark.parametrize("shape", SHAPES)
def test_each_export_is_known_by_its_headings(shape: str) -> None:
    export = recognised(SHAPES[shape].split(","))
    assert export is not None
    assert export.key == shape.split()[0]


@pytest.mark.parametrize("shape", SHAPES)
def test_company_person_and_mail_are_found_in_each(shape: str) -> None:
    found = set(targets(shape).values())
    assert {"company.name", "mail"} <= found
    assert {"person.name", "person.surname"} & found


@pytest.mark.parametrize(
    "headings",
    ["Firma,Ansprechpartner,E-Mail,Telefon", "Name,Ort,Website", "First Name,Last Name,Email,Phone", ""],
)
def test_an_ordinary_list_is_nobodys_export(headings: str) -> None:
    assert recognised(headings.split(",")) is None


@pytest.mark.parametrize(
    ("shape", "heading", "target"),
    [
        ("hubspot", "Record ID", "source.id"),
        ("hubspot", "Create Date (EDT)", "happened_at"),
        ("hubspot", "Lifecycle Stage", "never_score"),
        ("pipedrive", "Person - Email - Home", "mail"),
        ("pipedrive de", "Deal - Status", "outcome"),
        ("salesforce", "Title", "person.function"),
        ("salesforce raw", "HasOptedOutOfEmail", "objection.mail"),
        ("salesforce raw", "IsConverted", "outcome"),
        ("odoo raw", "name", "note"),
        ("odoo raw", "stage_id", "never_score"),
        ("outlook", "Title", "person.title"),
        ("linkedin", "Account Name", "import.account_name"),
        ("fair de", "Ausweisnummer", "source.id"),
        ("fair", "Scanned By", "import.scanned_by"),
    ],
)
def test_a_heading_means_what_that_system_means_by_it(shape: str, heading: str, target: str) -> None:
    assert targets(shape)[heading] == target
