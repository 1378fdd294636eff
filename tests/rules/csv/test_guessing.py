"""What a column means is guessed by heading and values, with a reason, and nothing is dropped."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.intake.doors.csv.guess import guess
from leadflow.intake.doors.csv.mapping import Mapping
from leadflow.intake.doors.csv.words import MappingWords

WORDS = MappingWords.of(
    outcome=["Converted"], never_score=["Tags", "Asymmetrique *"], untouched=["Select", "Bitte wählen"]
)


def guessed(table: str, words: MappingWords = WORDS) -> Mapping:
    lines = [line.split("|") for line in table.strip().splitlines()]
    return guess(
        [cell.strip() for cell in lines[0]], [[cell.strip() for cell in line] for line in lines[1:]], words
    )


def targets(mapping: Mapping) -> dict[str, str]:
    return {column.heading: column.target for column in mapping.columns}


def headings(*named: str) -> list[str]:
    return [column.target for column in guess(named, [], WORDS).columns]


def test_german_and_english_headings_mean_the_same() -> None:
    german = headings(
        "Firma",
        "Vorname",
        "Nachname",
        "E-Mail",
        "Telefon",
        "Handy",
        "PLZ",
        "Ort",
        "Branche",
        "Funktion",
        "Bemerkung",
    )
    english = headings(
        "Company",
        "First name",
        "Last name",
        "email",
        "Phone",
        "Mobile",
        "ZIP",
        "City",
        "Industry",
        "Job title",
        "Notes",
    )
    assert german == english == [
        "company.name", "person.given", "person.surname", "mail", "phone", "mobile",
        "company.postcode", "company.city", "company.industry", "person.function", "note",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "heading", ["E-Mail (geschäftlich)", "Kontakt: E-Mail", "E-Mail 1", "eMail", "E_MAIL", "Ihre E-Mail"]
)
def test_what_stands_around_a_heading_does_not_hide_it(heading: str) -> None:
    assert headings(heading) == ["mail"]


def test_values_decide_where_headings_do_not() -> None:
    mapping = guessed(
        "Spalte A|Spalte B|\na@b.example|0721 123456|Muster GmbH\nc@d.example|0721 654321|Huber AG"
    )
    assert [column.target for column in mapping.columns] == ["mail", "phone", "company.name"]
    assert mapping.columns[0].reason == "values"


def test_values_contradict_a_heading() -> None:
    mapping = guessed("Firma|Mail|Messe\nMuster|ja|ja\nHuber|nein|nein")
    assert targets(mapping) == {"Firma": "company.name", "Mail": "import.mail", "Messe": "import.messe"}
    assert mapping.columns[1].reason == "values_do_not_fit"


def test_name_is_a_person_beside_a_company() -> None:
    assert targets(guessed("Firma|Name\nMuster GmbH|Eva Reuter"))["Name"] == "person.name"


def test_name_is_the_surname_beside_a_given_name() -> None:
    assert targets(guessed("Name|Vorname\nReuter|Eva"))["Name"] == "person.surname"


def test_name_is_the_company_where_companies_are_listed() -> None:
    assert targets(guessed("Name|Branche|Homepage\nMuster|Handel|muster.example"))["Name"] == "company.name"
    assert targets(guessed("Name|Telefon\nMuster GmbH|0721 123456"))["Name"] == "company.name"


def test_a_title_is_what_its_values_are() -> None:
    assert targets(guessed("Firma|Title\nMuster|Head of Sales\nHuber|CEO"))["Title"] == "person.function"
    assert targets(guessed("Firma|Titel\nMuster|Dr.\nHuber|Prof. Dr."))["Titel"] == "person.title"


def test_the_longer_name_counts_and_the_short_one_is_kept() -> None:
    mapping = guessed("Name|Name_Lang|Branche\nBMI|Bundesministerium für Inneres|Amt\nABC||Amt")
    assert ("company.name", "Bundesministerium für Inneres") in mapping.pairs(
        ["BMI", "Bundesministerium für Inneres", "Amt"]
    )
    assert ("import.name", "BMI") in mapping.pairs(["BMI", "Bundesministerium für Inneres", "Amt"])
    assert ("company.name", "ABC") in mapping.pairs(["ABC", "", "Amt"])


def test_an_id_that_repeats_for_others_is_no_id() -> None:
    mapping = guessed("Id|Firma|Ort\n1|Muster|Bonn\n2|Huber|Ulm\n1|Roth|Köln")
    assert (mapping.columns[0].target, mapping.columns[0].reason, mapping.source_id) == (
        "import.id",
        "id_repeats",
        (),
    )


def test_an_id_may_tell_apart_within_its_list() -> None:
    mapping = guessed("Datei|Id|Firma\na|1|Muster\na|2|Huber\nb|1|Roth")
    assert mapping.source_id == (0, 1)
    assert ("source.id", "b|1") in mapping.pairs(["b", "1", "Roth"])


def test_a_repeated_row_does_not_spoil_its_id() -> None:
    mapping = guessed(
        "Lead-ID|Firma|Ort|Mail\n1|Müller|Bonn|a@b.example\n1|MUELLER|Bonn|a@b.example\n2|Huber|Ulm|c@d.example"
    )
    assert mapping.source_id == (0,)


def test_objections_outcomes_and_what_sales_wrote_are_known() -> None:
    mapping = guessed(
        "Do Not Email|Do Not Call|Converted|Tags|Asymmetrique Profile Index\nNo|Yes|1|Ringing|01.High"
    )
    assert [c.target for c in mapping.columns] == [
        "objection.mail",
        "objection.phone",
        "outcome",
        "never_score",
        "never_score",
    ]
    assert ("import.tags", "Ringing") in mapping.pairs(["No", "Yes", "1", "Ringing", ""])


def test_doubled_and_empty_headings_get_names_of_their_own() -> None:
    mapping = guess(["Größe", "Größe", "", "Typ"], [["a", "b", "c", "d"]], MappingWords({}))
    assert [column.slug for column in mapping.columns] == ["groesse", "groesse_2", "column_3", "typ"]


def test_only_a_dated_heading_makes_a_date_the_moment_of_the_enquiry() -> None:
    mapping = guessed(
        "Anfrage am|Geburtsdatum|Pruefung\n23.11.2026|1.2.1970|3.4.2020\n22.11.2026|2.3.1971|4.4.2020"
    )
    assert [column.target for column in mapping.columns] == [
        "happened_at",
        "import.geburtsdatum",
        "import.pruefung",
    ]


def test_a_second_mail_stands_in_for_an_empty_first_one_and_beside_a_filled_one() -> None:
    mapping = guessed("E-Mail|E-Mail 2\na@b.example|c@d.example")
    assert mapping.pairs(["", "c@d.example"]) == [("mail", "c@d.example")]
    assert mapping.pairs(["a@b.example", "c@d.example"]) == [
        ("mail", "a@b.example"),
        ("mail", "c@d.example"),
    ]


def test_values_beyond_the_headings_stay_in_the_raw_row() -> None:
    assert guessed("Firma\nMuster").raw(["Muster", "zu viel"]) == [("Firma", "Muster"), ("2", "zu viel")]


def test_a_human_decides() -> None:
    mapping = guessed("Firma|Code\nMuster|1").with_targets({1: "source.id"})
    assert mapping.source_id == (1,)
    assert (mapping.columns[1].reason, mapping.columns[1].confidence) == ("chosen", 1.0)


def test_a_mapping_is_kept_with_its_receipt() -> None:
    mapping = guessed("Datei|Id|Firma|Code\na|1|Muster|x\nb|1|Huber|y")
    assert Mapping.from_json(mapping.as_json()) == mapping


@given(
    st.lists(st.text(max_size=12), max_size=12),
    st.lists(st.lists(st.text(max_size=12), max_size=14), max_size=5),
)
def test_no_cell_is_dropped_whatever_it_is(named: Sequence[str], sample: Sequence[Sequence[str]]) -> None:
    mapping = guess(named, sample, WORDS)
    assert all(column.target for column in mapping.columns)
    for row in sample:
        values = list(row)
        seen = {text for _, text in mapping.pairs(values)}
        for value in values:
            bare = value.strip()
            assert not bare.isalnum() or any(bare in text for text in seen)
