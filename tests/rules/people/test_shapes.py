"""Lists of all shapes: whoever joins by itself is one, who is twice is found, and odd lists get a clear answer."""

from __future__ import annotations

import pytest

from leadflow.kernel.refusals import Refusal
from tests.rules.people.measured import measure
from tests.rules.people.shapes import SHAPES
from tests.rules.people.test_likeness import compare

SURE, FOUND, QUESTIONS = 0.985, 0.95, 0.05
"""The bar is 0.99 in lists of thousands; in these short ones a single pair weighs more."""


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
