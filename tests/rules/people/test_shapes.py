"""Lists of all shapes: whoever joins by itself is one, who is twice is found, and odd lists get a clear answer."""

from __future__ import annotations

from typing import Final

import pytest

from leadflow.kernel.refusals import Refusal
from tests.rules.people.measured import measure
from tests.rules.people.shapes import SHAPES
from tests.rules.people.test_likeness import compare

SURE, FOUND, QUESTIONS = 0.99, 0.95, 0.05


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape(shape: str) -> None:
    made = SHAPES[shape](400, 12)
    found = measure(compare(made.as_csv(), "wahr").matched, made.answered.truth)
    assert found.precision >= SURE
    assert found.asked >= FOUND
    assert found.questions <= QUESTIONS


def test_nobody_is_joined_where_all_are_different() -> None:
    rows = "\n".join(f"Vorname{at},Name{chr(97 + at % 26)}{at},{at}@firma{at}.example" for at in range(300))
    matched = compare(f"Vorname,Nachname,E-Mail\n{rows}\n".encode()).matched
    assert all(len(group) == 1 for group in matched.groups)
    assert not matched.likely


def test_rows_that_are_all_the_same_are_one() -> None:
    matched = compare(
        ("Vorname,Nachname,E-Mail\n" + "Anna,Reuter,anna@reuter.example\n" * 40).encode()
    ).matched
    assert len(matched.groups) == 1


def groups(*rows: str, columns: str) -> int:
    return len(compare("\n".join([columns, *rows]).encode()).matched.groups)


FILLED: Final = [
    f"Vorname{at},Name{chr(97 + at % 26)}{at},{at}@firma{at}.example,0715{at:06d}" for at in range(90)
]


def test_two_namesakes_with_another_address_and_another_number_are_two() -> None:
    columns = "Vorname,Nachname,E-Mail,Telefon,Ort"
    rows = [f"{row},Bremen" for row in FILLED]
    two = (
        "Katharina,Schmidt,kschmidt5291@gmail.com,01613113700",
        "Katharina,Schmidt,k.s@freenet.de,01709203705",
    )
    assert groups(*rows, *(f"{one},Bremen" for one in two), columns=columns) == 92


def test_a_firm_that_leaves_out_its_form_makes_two_firms_no_one() -> None:
    columns = "Firma,Straße,PLZ,E-Mail"
    rows = [f"Firma{chr(97 + at % 26)}{at} GmbH,Weg {at},{10115 + at},info@firma{at}.de" for at in range(90)]
    at = "Lindenweg 186,28195,info@ackermeier.de"
    three = [f"Ackermeier Logistik{form},{at}" for form in (" GmbH & Co. KG", "", " SE")]
    assert groups(*rows, *three, columns=columns) >= 92


@pytest.mark.parametrize(
    "content",
    [
        "Name\nAnna Reuter\nUwe Koch\nAnna Reuter\n",
        "Vorname,Nachname\nAnna,Reuter\nUwe,Koch\nEva,Krahl\n",
        ",".join(f"Spalte {at}" for at in range(600))
        + "\n"
        + ",".join(f"Wert {at}" for at in range(600))
        + "\n",
        "a,b\n\x01\x02,☃☃☃\n%%%,,,\n",
    ],
    ids=["one column", "three rows", "600 columns", "nonsense"],
)
def test_odd_lists_get_an_answer(content: str) -> None:
    compared = compare(content.encode())
    assert sorted(row for group in compared.matched.groups for row in group) == list(range(compared.rows))


@pytest.mark.parametrize(
    "content", [b"", b"\n\n\n", b"\x00\x01\x02\x03" * 50], ids=["empty", "blank", "binary"]
)
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal):
        compare(content)
