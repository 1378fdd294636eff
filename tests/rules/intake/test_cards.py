"""Business cards as phones and mail programs write them. The samples are read where they lie and never copied."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.intake.doors.cards.reading import first, read

SAMPLES: Final = Path(__file__).parents[4] / "shared" / "data" / "samples" / "vcard"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample cards are not here")


def sample(name: str) -> str:
    raw = (SAMPLES / name).read_bytes()
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252")


CARDS: Final = {
    "John_Doe_ANDROID.vcf": (6, {"mail": "john.doe@company.com"}),
    "John_Doe_BLACK_BERRY.vcf": (
        1,
        {"person.surname": "Doe", "company.name": "Acme Solutions", "mobile": "+96123456789"},
    ),
    "John_Doe_EVOLUTION.vcf": (
        1,
        {"person.surname": "Doe", "company.name": "IBM", "mail": "john.doe@ibm.com"},
    ),
    "John_Doe_GMAIL.vcf": (1, {"person.surname": "Doe", "phone": "905-666-1234", "mobile": "905-555-1234"}),
    "John_Doe_LOTUS_NOTES.vcf": (
        1,
        {"mail": "john.doe@ibm.com", "company.city": "New York"},
    ),
    "John_Doe_MAC_ADDRESS_BOOK.vcf": (
        1,
        {"phone": "905-777-1234", "mobile": "905-555-1234", "person.function": "Money Counter"},
    ),
    "John_Doe_MS_OUTLOOK.vcf": (1, {"phone": "(905) 555-1234", "company.city": "Albaney"}),
    "fullcontact.vcf": (
        1,
        {"mail": "work@example.com", "company.city": "WorkCity", "note": "Notes line 1\nNotes line 2"},
    ),
    "gmail-list.vcf": (3, {"person.surname": "Smith", "mail": "asmithk@gmail.com"}),
    "gmail-single.vcf": (1, {"company.name": "TheCompany", "mobile": "555 555 1111"}),
    "gmail-single2.vcf": (1, {"mail": "workemail@example.com", "phone": "5555551113"}),
    "outlook-2003.vcf": (
        1,
        {
            "company.name": "Company, The",
            "mail": "jdoe@hotmail.com",
            "company.street": "123 Main St, TheOffice",
        },
    ),
    "outlook-2007.vcf": (
        1,
        {"phone": "(111) 555-1111", "mobile": "(111) 555-4444", "company.postcode": "99999"},
    ),
    "rfc2426-example.vcf": (
        2,
        {"person.name": "Frank Dawson", "mail": "Frank_Dawson@Lotus.com", "phone": "+1-919-676-9515"},
    ),
    "rfc6350-example.vcf": (
        1,
        {"phone": "+1-418-656-9254", "mobile": "+1-418-262-6501", "company.city": "Quebec"},
    ),
    "thunderbird-MoreFunctionsForAddressBook-extension.vcf": (
        1,
        {"company.name": "TheOrganization", "mail": "doe.john@hotmail.com", "mobile": "555-555-5555"},
    ),
}


@needs_samples
def test_all_samples_are_known() -> None:
    assert {path.name for path in SAMPLES.glob("*.vcf")} == set(CARDS)


@needs_samples
@pytest.mark.parametrize("name", sorted(CARDS))
def test_a_sample_says_who_it_is(name: str) -> None:
    count, said = CARDS[name]
    found = read(sample(name))
    assert len(found) == count
    assert said.items() <= set(found[0])


@needs_samples
def test_each_address_of_a_card_is_read() -> None:
    found = read(sample("John_Doe_LOTUS_NOTES.vcf"))[0]
    assert [text for target, text in found if target == "mail"] == ["john.doe@ibm.com", "billy_bob@gmail.com"]


@needs_samples
@pytest.mark.parametrize("name", sorted(CARDS))
def test_no_fax_and_no_photo_is_taken_for_a_number(name: str) -> None:
    texts = [text for card in read(sample(name)) for _, text in card]
    assert not any("7777" in text or "/9j/" in text for text in texts)


def test_soft_line_breaks_and_letters_of_old_phones_are_read() -> None:
    name = "N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=\r\n=F6rg"
    text = f"BEGIN:VCARD\r\nVERSION:2.1\r\n{name}\r\nEND:VCARD"
    assert first(text) == [("person.given", "Jörg"), ("person.surname", "Müller")]


def test_titles_are_kept_and_salutations_are_not() -> None:
    assert ("person.title", "Prof. Dr.") in first("BEGIN:VCARD\nN:Heide;Hans;;Herr Prof. Dr.;\nEND:VCARD")


def test_a_card_of_a_company_is_no_person() -> None:
    assert first("BEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN:Muster GmbH\nEND:VCARD") == [
        ("company.name", "Muster GmbH")
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "MECARD:N:Reuter,Sabine;ORG:Muster\\; Sohn;TEL:+4973155512;EMAIL:s@muster.example;;",
            {
                "person.surname": "Reuter",
                "person.given": "Sabine",
                "company.name": "Muster; Sohn",
                "mail": "s@muster.example",
            },
        ),
        (
            "BIZCARD:N:Sean;X:Owen;C:Muster;B:+4973155512;E:so@muster.example;;",
            {"person.given": "Sean", "person.surname": "Owen", "phone": "+4973155512"},
        ),
        ("mailto:a@b.example?subject=x", {"mail": "a@b.example"}),
        ("tel:+4973155512", {"phone": "+4973155512"}),
        ("BADGE 4711", {"import.card": "BADGE 4711"}),
    ],
)
def test_codes_of_badges_and_signs_are_read(text: str, said: dict[str, str]) -> None:
    assert said.items() <= dict(first(text)).items()


@given(st.text(max_size=400))
def test_no_text_makes_it_fail(text: str) -> None:
    read(text)
    read(f"BEGIN:VCARD\n{text}\nEND:VCARD")
    read(f"MECARD:{text}")


@given(st.text(alphabet='NFTEL;:,"=\\\n EMAILQUOTD-PRB64 @x1', max_size=300))
def test_no_broken_card_makes_it_fail(text: str) -> None:
    assert all(
        target and value for card in read(f"BEGIN:VCARD\nN:{text}\nEND:VCARD") for target, value in card
    )
