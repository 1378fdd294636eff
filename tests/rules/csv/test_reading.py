"""Nothing is swallowed: every row is read, found again, and counted by two kinds of eyes."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadflow.intake.doors.csv import reading
from leadflow.intake.doors.csv.counting import count_records
from leadflow.intake.doors.csv.detect import detect
from leadflow.intake.doors.csv.reading import Dialect, read_record, records
from leadflow.intake.doors.csv.refusals import FAULTS, Unreadable
from tests.rules.csv.lists import opened, rows, semicolons, values

NASTY = [
    "a",
    "ü",
    "𝄞",
    ";",
    '"',
    '""',
    "\n",
    "\r\n",
    "\r",
    " ",
    "\0",
    '";',
    ';"',
    "x y",
    "\x0b",
    "\u2028",
    "=1+1",
    "<b>",
    "'",
]
ENCODINGS = ["utf-8", "cp1252", "latin-1", "utf-16-le", "utf-16-be"]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_end_of_a_line_is_one(end: str) -> None:
    assert values(end.join(["Firma;Ort", "A;B", "C;D"])) == [["A", "B"], ["C", "D"]]


def test_a_value_may_run_over_lines_and_is_one_row() -> None:
    found = rows('Firma;Notiz\nA;"eins\r\nzwei\n\ndrei"\nB;kurz\n')
    assert found[0].values == ["A", "eins\r\nzwei\n\ndrei"]
    assert [(record.number, record.line) for record in found] == [(2, 2), (3, 6)]


def test_an_open_quote_swallows_nothing() -> None:
    found = rows('Firma;Notiz;Ort\nA;"offen;Bonn\nB;gut;Köln\nC;"auch gut";Ulm\n')
    assert [record.values for record in found] == [
        ["A", "offen", "Bonn"],
        ["B", "gut", "Köln"],
        ["C", "auch gut", "Ulm"],
    ]
    fault = found[0].fault
    assert fault
    assert fault.told() == {"code": "csv_quote_open", "row": 2, "column": 2}
    assert [record.fault for record in found[1:]] == [None, None]


def test_an_open_quote_that_closes_by_chance_is_seen_by_the_width() -> None:
    found = rows('Firma;Notiz;Ort\nA;"offen;Bonn\nB;5";Köln\nC;gut;Ulm\n')
    assert [record.values[0] for record in found] == ["A", "B", "C"]


def test_quotes_within_a_quoted_value_are_read_as_they_stand() -> None:
    found = rows('Firma;Ort\n"Müller "Metallbau" GmbH";Köln\n"A "x; y" B";Ulm\n')
    assert [record.values for record in found] == [['Müller "Metallbau" GmbH', "Köln"], ['A "x; y" B', "Ulm"]]
    assert [record.fault for record in found] == [None, None]


def test_inches_are_no_quotes() -> None:
    assert values('Artikel;Ort\n5" Rohr;Bonn\n') == [['5" Rohr', "Bonn"]]


def test_a_nul_byte_is_named_with_row_and_column() -> None:
    found = rows("Firma;Ort\nA;B\nC;D\0D\nE;F\n")
    assert found[1].fault
    assert found[1].fault.told() == {"code": "csv_nul", "row": 3, "column": 2}
    assert found[1].values == ["C", "D\ufffdD"]
    assert found[2].fault is None


def test_a_broken_letter_is_named_with_row_and_column() -> None:
    found = rows(b"Firma;Ort\n" + "Müller;Köln\n".encode() * 30 + b"M\xfcller;Ulm\n")
    assert found[-1].fault
    assert found[-1].fault.told() == {"code": "csv_broken_letter", "row": 32, "column": 1}


def test_missing_values_are_empty_and_further_ones_are_kept_and_told() -> None:
    found = rows("Firma;Name;Ort\nA\nB;C;D;zu viel\nE;F;G;;\n")
    assert [record.values for record in found] == [["A", "", ""], ["B", "C", "D", "zu viel"], ["E", "F", "G"]]
    assert found[1].fault
    assert found[1].fault.told() == {
        "code": "csv_too_many_values",
        "row": 3,
        "column": 4,
        "columns": 3,
        "found": 4,
    }


def test_rows_without_content_count_as_rows_but_are_none() -> None:
    assert [record.number for record in rows("Firma;Ort\n\nA;B\n;\n  ;  \nC;D\n")] == [3, 6]


def test_formulas_and_markup_are_text() -> None:
    row = ["=HYPERLINK(1)", "<script>alert(1)</script>", "@SUM(A1)", "'+49 721"]
    assert values("A;B;C;D\n" + ";".join(row) + "\n") == [row]


def test_a_row_is_found_again_by_its_place() -> None:
    file = opened('Firma;Ort\nMüller;"Bad\nHomburg"\nA;B\n', "utf-16")
    dialect = detect(file).dialect
    for record in list(records(file, dialect)):
        again = read_record(file, record.offset, record.length, dialect, number=record.number)
        assert again.values == record.values


def test_reading_goes_on_where_it_was_left() -> None:
    file = opened("Firma;Ort\nA;B\n\nC;D\nE;F\n")
    dialect = detect(file).dialect
    whole = list(records(file, dialect))
    left = whole[0]
    assert list(records(file, dialect, offset=left.offset + left.length, number=left.number + 1)) == whole[1:]


def test_a_value_longer_than_any_limit_is_read() -> None:
    assert values("Firma;Notiz\nA;" + "x" * 300_000 + "\n")[0][1] == "x" * 300_000


def test_a_line_without_end_is_refused() -> None:
    content = b"Firma;Ort\nA;B\n" + b"x" * 9_000_000
    dialect = semicolons(headings=("Firma", "Ort"), widths=(2,), start=10)
    for see in (lambda f: list(records(f, dialect)), lambda f: count_records(f, dialect)):
        with pytest.raises(Unreadable, match="csv_line_too_long"):
            see(io.BytesIO(content))


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, Dialect]:
    text = "".join(draw(st.lists(st.sampled_from(NASTY), max_size=40)))
    encoding = draw(st.sampled_from(ENCODINGS))
    quote = draw(st.sampled_from(['"', "'", ""]))
    widths = draw(st.sampled_from([(), (2,), (3,), (1, 3)]))
    return text.encode(encoding, "replace"), semicolons(encoding=encoding, quote=quote, widths=widths)


@given(files(), st.sampled_from([2, 4, 16, 1 << 19]))
@settings(max_examples=400)
def test_two_kinds_of_eyes_count_the_same(made: tuple[bytes, Dialect], block: int) -> None:
    content, dialect = made
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reading, "BLOCK", block)
        found = list(records(io.BytesIO(content), dialect))
    assert count_records(io.BytesIO(content), dialect) == len(found)


def test_any_part_of_a_file_can_be_counted() -> None:
    file = opened('Firma;Notiz\nA;"x\ny"\nB;C\n\nD;E\n', "utf-16")
    dialect = detect(file).dialect
    found = list(records(file, dialect))
    for at, record in enumerate(found):
        assert count_records(file, dialect, end=record.offset + record.length) == at + 1
        assert count_records(file, dialect, offset=record.offset) == len(found) - at


@given(files())
@settings(max_examples=300)
def test_every_row_stands_where_it_says_and_no_two_overlap(made: tuple[bytes, Dialect]) -> None:
    content, dialect = made
    file, end = io.BytesIO(content), 0
    for record in list(records(file, dialect)):
        again = read_record(file, record.offset, record.length, dialect, number=record.number)
        assert (again.values, again.fault) == (record.values, record.fault)
        assert record.fault is None or record.fault.code in FAULTS
        assert record.offset >= end
        end = record.offset + record.length


@given(files())
@settings(max_examples=200)
def test_what_lies_between_the_rows_is_blank(made: tuple[bytes, Dialect]) -> None:
    content, dialect = made
    kept = bytearray(content)
    for record in records(io.BytesIO(content), dialect):
        kept[record.offset : record.offset + record.length] = (
            b"\0" * record.length if dialect.is_wide else b" " * record.length
        )
    left = bytes(kept).decode(dialect.encoding, "replace")
    assert not left.strip(dialect.blank + "\0")


def test_memory_does_not_grow_with_the_file() -> None:
    content = b"Firma;Ort\n" + b'Muster GmbH;"Bad Homburg"\n' * 400_000
    file = io.BytesIO(content)
    dialect = detect(file).dialect
    tracemalloc.start()
    seen = sum(1 for _ in records(file, dialect, offset=len(content) - 3_900_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seen == 150_000
    assert peak < 20_000_000
