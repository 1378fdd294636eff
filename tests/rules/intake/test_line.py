"""One typed line becomes fields."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.intake.doors.line import is_firm, merged, read

WISH = "lead.need"


def said(text: str) -> dict[str, str]:
    return read(text, wish=WISH, country="DE")


LINES = [
    (
        "Sabine Reuter, Muster GmbH, 0731 555 12, s.reuter@muster.example, wants a quote",
        {
            "person.name": "Sabine Reuter",
            "company.name": "Muster GmbH",
            "phone": "0731 555 12",
            "mail": "s.reuter@muster.example",
            WISH: "wants a quote",
        },
    ),
    (
        "Müller Maschinenbau Süd GmbH, 0731 55512",
        {"company.name": "Müller Maschinenbau Süd GmbH", "phone": "0731 55512"},
    ),
    (
        "Dr. Hans von der Heide; Elektro Sauter; +49 171 1234567; will Angebot",
        {
            "person.name": "Dr. Hans von der Heide",
            "company.name": "Elektro Sauter",
            "mobile": "+49 171 1234567",
            WISH: "will Angebot",
        },
    ),
    (
        "Frau Kern von Stadtwerke Ulm Tel. 0731 12345678 möchte Rückruf",
        {
            "person.name": "Frau Kern",
            "company.name": "Stadtwerke Ulm",
            "phone": "0731 12345678",
            WISH: "möchte Rückruf",
        },
    ),
    (
        "Max Mustermann 89073 Ulm",
        {"person.name": "Max Mustermann", "company.postcode": "89073", "company.city": "Ulm"},
    ),
    (
        "Anna Berg, anna@berg.example, Interesse",
        {"person.name": "Anna Berg", "mail": "anna@berg.example", WISH: "Interesse"},
    ),
    (
        "braucht dringend Hilfe, Herr Sauter, 07251 938211",
        {"person.name": "Herr Sauter", "phone": "07251 938211", WISH: "braucht dringend Hilfe"},
    ),
    (
        "Max Mustermann, Workshop ab 10.000 Euro",
        {"person.name": "Max Mustermann", WISH: "Workshop ab 10.000 Euro"},
    ),
    ("info@muster.example", {"mail": "info@muster.example"}),
    (
        "BEGIN:VCARD\nN:Doe;Jane\nEMAIL:j@d.example\nEND:VCARD",
        {"mail": "j@d.example", "person.name": "Jane Doe"},
    ),
    ("", {}),
    (" ,;, - ", {}),
]


@pytest.mark.parametrize(("text", "fields"), LINES)
def test_a_line_becomes_fields(text: str, fields: dict[str, str]) -> None:
    assert said(text) == fields


def test_a_sentence_is_no_firm() -> None:
    assert not is_firm("Er möchte am Montag zurückgerufen werden")
    assert is_firm("Huber & Söhne KG")


def test_what_somebody_typed_into_a_field_stays_when_the_line_goes_on() -> None:
    before = {"person.name": "Sabine"}
    fields = merged(
        {"person.name": "Sabine Maria", "phone": ""},
        {"person.name": "Sabine R", "phone": "0731 55512"},
        before,
    )
    assert fields == {"person.name": "Sabine Maria", "phone": "0731 55512"}


@given(st.text(max_size=300))
def test_no_line_makes_it_fail_and_no_word_is_lost(text: str) -> None:
    found = said(text)
    assert all(value.strip() for value in found.values())


@given(
    st.lists(
        st.sampled_from(
            ["Anna Berg", "Muster GmbH", "0731 55512", "a@b.example", "will ein Angebot", "89073 Ulm"]
        ),
        max_size=6,
    )
)
def test_every_piece_lands_in_some_field(parts: list[str]) -> None:
    kept = " ".join(said(", ".join(dict.fromkeys(parts))).values())
    assert all(word in kept for part in parts for word in part.split())
