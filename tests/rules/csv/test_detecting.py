"""How a list is written is found out, or it is said clearly why it is none."""

from __future__ import annotations

import pytest

from leadflow.intake.doors.csv.detect import detect
from leadflow.intake.doors.csv.reading import Dialect
from leadflow.intake.doors.csv.refusals import CODES, Unreadable
from tests.rules.csv.lists import TWO_ROWS, judged, opened, rows, values

READ = [["Müller GmbH", "Hans Maß", "Köln"], ["Bauer; KG", 'Eva "E." Roth', "Bonn"]]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
)
def test_every_encoding_reads_the_same(encoding: str) -> None:
    assert judged(TWO_ROWS, encoding).dialect.headings == ("Firma", "Name", "Ort")
    assert values(TWO_ROWS, encoding) == READ


def test_windows_and_latin_are_told_apart_where_it_matters() -> None:
    assert judged("Firma;Preis\nA;5 €\n", "cp1252").dialect.encoding == "cp1252"
    assert judged(b"Firma;Ort\nA\x81;K\xf6ln\n").dialect.encoding == "latin-1"


def test_an_umlaut_far_below_decides_too() -> None:
    text = "Firma;Ort\n" + "Muster;Bonn\n" * 60_000 + "Müller;Köln\n"
    assert judged(text, "utf-8").dialect.encoding == "utf-8"
    assert judged(text, "cp1252").dialect.encoding == "cp1252"


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_the_delimiter_is_found(mark: str) -> None:
    text = f"Firma{mark}Ort{mark}Notiz\n" + f'Muster{mark}Bonn{mark}"a;b,c|d\te"\n' * 3
    assert judged(text).dialect.delimiter == mark
    assert values(text)[0] == ["Muster", "Bonn", "a;b,c|d\te"]


def test_commas_within_values_do_not_mislead() -> None:
    assert judged("Firma;Adresse\nA;Weg 1, Bonn, DE\nB;Weg 2, Köln, DE\n").dialect.delimiter == ";"


def test_a_spreadsheets_hint_about_the_delimiter_is_followed() -> None:
    assert values("sep=,\nFirma,Ort\nA,B\n") == [["A", "B"]]


def test_single_quotes_are_seen_where_they_quote() -> None:
    assert values("'Firma';'Ort'\n'A;B';'C'\n'D';'E'\n'F';'G'\n")[0] == ["A;B", "C"]


def test_headings_in_row_4_are_found_and_told() -> None:
    found = judged("Leads der Messe\r\n\r\nStand: 23.11.2026\r\n" + TWO_ROWS)
    assert found.dialect.headings_row == 4
    assert [record.number for record in found.sample] == [5, 6]
    assert [(n.code, n.facts["row"]) for n in found.notices] == [("csv_title_rows", 4)]


def test_a_human_may_say_where_the_headings_are() -> None:
    file = opened("a;b\nFirma;Ort\nA;B\n")
    assert detect(file, headings_row=2).dialect.headings == ("Firma", "Ort")
    assert detect(file, headings_row=0).dialect.headings == ()


def test_a_list_without_headings_loses_no_row() -> None:
    text = "eva@muster.example;0721 12345;Reuter\nmax@muster.example;0721 54321;Huber\n"
    assert [n.code for n in judged(text).notices] == ["csv_no_headings"]
    assert [record.number for record in rows(text)] == [1, 2]


def test_doubled_and_empty_headings_are_told() -> None:
    codes = {notice.code for notice in judged("Name;Name;;Ort\na;b;c;d\n").notices}
    assert codes == {"csv_headings_doubled", "csv_headings_empty"}


def test_one_column_is_a_list() -> None:
    assert values("E-Mail\neva@muster.example\n") == [["eva@muster.example"]]


def test_600_columns_are_read_and_told() -> None:
    text = ";".join(f"Spalte {n}" for n in range(600)) + "\n" + ";".join(map(str, range(600))) + "\n"
    assert [(n.code, n.facts) for n in judged(text).notices] == [("csv_wide", {"columns": 600})]
    assert values(text) == [[str(n) for n in range(600)]]


@pytest.mark.parametrize(
    ("content", "code", "facts"),
    [
        (b"", "csv_empty", {}),
        (b"\xef\xbb\xbf \r\n\r\n", "csv_empty", {}),
        (b"\xff\xfe", "csv_empty", {}),
        (b"Firma;Ort\r\n", "csv_header_only", {"row": 1, "columns": 2}),
        (b"Firma;Ort\r\n;\r\n  ;\r\n", "csv_header_only", {"row": 1, "columns": 2}),
        (b"PK\x03\x04 [Content_Types].xml xl/workbook.xml", "csv_binary", {"kind": "xlsx"}),
        (b"PK\x03\x04 something", "csv_binary", {"kind": "zip"}),
        (b"%PDF-1.7", "csv_binary", {"kind": "pdf"}),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "csv_binary", {"kind": "xls"}),
        (b"\x89PNG\r\n\x1a\n", "csv_binary", {"kind": "image"}),
        (b"<!DOCTYPE html><table>", "csv_binary", {"kind": "html"}),
        (bytes(range(256)) * 20, "csv_binary", {"kind": "unknown"}),
        (b";".join([b"x"] * 1001) + b"\n1\n", "csv_too_wide", {"row": 1, "columns": 1001, "most": 1000}),
        (b"a" * 2_000_000, "csv_line_too_long", {"line": 1, "most": 1 << 20}),
    ],
)
def test_what_is_no_list_says_what_it_is(content: bytes, code: str, facts: dict[str, object]) -> None:
    with pytest.raises(Unreadable) as refused:
        judged(content)
    assert (refused.value.code, refused.value.facts) == (code, facts)
    assert code in CODES


def test_a_dialect_is_kept_with_its_receipt() -> None:
    dialect = judged(TWO_ROWS).dialect
    assert Dialect.from_json(dialect.as_json()) == dialect
