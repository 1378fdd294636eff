"""Two spellings of one name meet, two names stay two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.kernel.names import (
    PersonName,
    company_key,
    fold,
    given_key,
    has_legal_form,
    person_name,
    plain,
    surname_key,
)


@pytest.mark.parametrize("spelling", ["Müller", "Mueller", "MUELLER", "Muller", "MÜLLER", "Mu\u0308ller"])
def test_umlauts_are_one_however_they_are_spelled(spelling: str) -> None:
    assert fold(spelling) == "muller"


@pytest.mark.parametrize(
    ("one", "other"), [("Bauer", "Baur"), ("Meier", "Mayer"), ("Neue", "Neu"), ("Quell", "Qull")]
)
def test_names_that_only_look_alike_stay_two(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Weiß", "weiss"),
        ("WEISS", "weiss"),
        ("Café  René", "cafe rene"),
        ("O'Neil", "oneil"),
        ("Łódź", "lodz"),
        ("A&B", "a und b"),
    ],
)
def test_sharp_s_accents_and_signs_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_plain_names_stay_readable() -> None:
    assert plain("Größe der Firma") == "groesse der firma"


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    "name",
    [
        "Muster",
        "Muster GmbH",
        "MUSTER GMBH",
        "Muster G.m.b.H.",
        "Muster Ges.m.b.H.",
        "Muster GmbH & Co. KG",
        "Muster AG",
        "Muster GmbH u. Co KG",
        "Muster AG & Co. KGaA",
        "Muster oHG",
        "Muster e.K.",
        "Muster e. K.",
        "Muster SE",
        "Muster e.V.",
        "Muster UG (haftungsbeschränkt)",
        "Muster mbH",
        "Muster Ltd.",
        "Muster, Inc.",
        "Muster S.A.",
        "Muster reg. Gen.m.b.H.",
        "Muster e.U.",
        "Muster OG",
        "Muster Sàrl",
        "Fa. Muster",
        "Firma Muster KG",
        "gGmbH Muster",
        "Muster GmbH i.L.",
        "Muster eG",
    ],
)
def test_the_legal_form_is_no_part_of_a_companys_name(name: str) -> None:
    assert company_key(name) == "muster"


def test_the_sons_belong_to_the_name() -> None:
    assert company_key("Huber & Söhne OHG") == company_key("Huber u. Soehne") == "huber und sohne"
    assert company_key("Huber & Söhne OHG") != company_key("Huber OHG")


def test_a_company_that_is_only_a_legal_form_keeps_its_name() -> None:
    assert company_key("GmbH") == "gmbh"
    assert company_key("AG Spandau") == "ag spandau"


def test_only_companies_have_a_legal_form() -> None:
    assert has_legal_form("Muster GmbH")
    assert not has_legal_form("Sabine Reuter")


@pytest.mark.parametrize(
    ("full", "expected"),
    [
        ("Prof. Dr. von der Heide", PersonName("Prof. Dr.", "", "von der Heide")),
        ("Reuter, Sabine", PersonName("", "Sabine", "Reuter")),
        ("Frau Sabine Reuter", PersonName("", "Sabine", "Reuter")),
        ("Herr Dr.-Ing. Max Mustermann", PersonName("Dr.-Ing.", "Max", "Mustermann")),
        ("Sabine Reuter, MBA", PersonName("MBA", "Sabine", "Reuter")),
        ("Reuter, Dr. Sabine", PersonName("Dr.", "Sabine", "Reuter")),
        ("Mag. Eva van den Berg", PersonName("Mag.", "Eva", "van den Berg")),
        ("Phil Nat", PersonName("", "Phil", "Nat")),
        ("Reuter", PersonName("", "", "Reuter")),
        ("Herr", PersonName("", "", "Herr")),
        ("", PersonName()),
    ],
)
def test_a_name_is_read_with_titles_salutation_and_particles(full: str, expected: PersonName) -> None:
    assert person_name(full) == expected


def test_parts_that_stand_apart_only_lose_their_titles() -> None:
    assert person_name(given="Dr. Eva Maria", surname="von Hof") == PersonName("Dr.", "Eva Maria", "von Hof")


def test_keys_of_persons_forgive_spaces_and_second_names() -> None:
    assert surname_key("von der Heide") == surname_key("VonDerHeide")
    assert given_key("Hans-Jürgen") == given_key("HANS Juergen")


@given(st.text(max_size=60))
def test_no_word_of_a_name_is_lost(full: str) -> None:
    name = person_name(full)
    words = f"{name.title} {name.given} {name.surname}".replace(",", " ").split()
    assert len(words) <= len(full.replace(",", " ").split())
