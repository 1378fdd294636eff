"""A sheet becomes a list that says what people see in it, row for row, and what is no workbook is refused in time."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from leadflow.intake.doors.csv.counting import count_records
from leadflow.intake.doors.csv.detect import detect
from leadflow.intake.doors.csv.reading import Record, records
from leadflow.intake.doors.csv.refusals import Unreadable
from leadflow.intake.doors.xlsx import workbook
from leadflow.intake.doors.xlsx.cells import Format, format_of, number_of
from leadflow.intake.doors.xlsx.packed import MOST_BYTES
from leadflow.intake.doors.xlsx.workbook import DELIMITER, MOST_LETTERS, Workbook
from tests.rules.xlsx.books import book, sheet_of, with_parts

SHEET = "xl/worksheets/sheet1.xml"
BOOK_HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def listed(file: BytesIO, sheet: str = "") -> list[Record]:
    """As the door of lists reads what was written down."""
    found = Workbook(file)
    out = BytesIO()
    found.write_down(found.chosen(sheet), out)
    seen = detect(out, delimiter=DELIMITER)
    rows = list(records(out, seen.dialect))
    assert len(rows) == count_records(out, seen.dialect)
    return rows


def cells(*row: Any) -> list[str]:
    return listed(sheet_of([f"Spalte {at}" for at in range(len(row))], row))[0].values


def refused(file: BytesIO, sheet: str = "") -> str:
    with pytest.raises(Unreadable) as told:
        listed(file, sheet)
    return told.value.code


def test_rows_keep_the_numbers_they_have_in_the_sheet() -> None:
    def fill(made: Any) -> None:
        sheet = made.add_worksheet()
        sheet.write(0, 0, "Besucher der Hannover Messe")
        sheet.write_row(3, 0, ["Firma", "E-Mail"])
        for at in (4, 5, 8, 20):
            sheet.write_row(at, 0, [f"Firma {at}", "a@b.example"])

    assert [row.number for row in listed(book(fill))] == [5, 6, 9, 21]


def test_dates_percents_and_zeros_in_front_are_as_people_see_them() -> None:
    def fill(made: Any) -> None:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["PLZ", "Datum", "Termin", "Uhr", "Quote", "Preis"])
        shown = ("00000", "dd.mm.yyyy", "[$-407]d. mmmm yyyy hh:mm;@", "hh:mm", "0.0%", '#,##0.00\\ "€"')
        formats = [made.add_format({"num_format": one}) for one in shown]
        values = (1069, datetime(2026, 11, 23), datetime(2026, 11, 23, 14, 30), 0.5, 0.125, 1234.5)  # noqa: DTZ001 - a sheet knows no zone
        for at, (value, form) in enumerate(zip(values, formats, strict=True)):
            sheet.write(1, at, value, form)

    assert listed(book(fill))[0].values == [
        "01069",
        "2026-11-23",
        "2026-11-23 14:30",
        "12:00",
        "12.5 %",
        "1234.5",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (491712345678, "491712345678"),
        (1.234, "1.2340"),
        (1e21, "1000000000000000000000"),
        (True, "true"),
        ("Zeile 1\nZeile 2", "Zeile 1 / Zeile 2"),
        ('er sagt "ja"; wirklich', 'er sagt "ja"; wirklich'),
        ("  Rand ", "  Rand "),
        ("Müller & Söhne <KG>", "Müller & Söhne <KG>"),
    ],
)
def test_a_value_is_written_in_full(value: Any, text: str) -> None:
    assert cells(value, "x")[0] == text


def test_a_formula_is_its_value_and_nothing_is_calculated() -> None:
    def fill(made: Any) -> None:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["Summe", "Fehler", "Firma"])
        sheet.write_formula(1, 0, '=HYPERLINK("http://evil.example")', None, "42")
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write(1, 2, "Alpha")

    assert listed(book(fill))[0].values == ["42", "", "Alpha"]


def test_a_company_merged_over_its_people_belongs_to_each_of_them() -> None:
    def fill(made: Any) -> None:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["Firma", "Name"])
        sheet.merge_range(1, 0, 3, 0, "Alpha GmbH")
        for at in (1, 2, 3, 4):
            sheet.write(at, 1, f"Anna {at}")

    assert [row.values[0] for row in listed(book(fill))] == ["Alpha GmbH"] * 3 + [""]


def three(made: Any) -> None:
    for name, rows in (("Geheim", 50), ("Kurz", 3), ("Lang", 9), ("Leer", 0)):
        sheet = made.add_worksheet(name)
        for at in range(rows):
            sheet.write_row(at, 0, ["Firma" if at == 0 else f"{name} {at}", "Ort" if at == 0 else "Ulm"])
    made.get_worksheet_by_name("Geheim").hide()
    made.get_worksheet_by_name("Kurz").activate()
    made.get_worksheet_by_name("Kurz").set_first_sheet()


def test_the_visible_sheet_with_most_rows_is_taken_and_another_by_name() -> None:
    assert listed(book(three))[0].values[0] == "Lang 1"
    assert listed(book(three), "Geheim")[0].values[0] == "Geheim 1"


def test_a_sheet_that_is_not_there_is_said_with_those_that_are() -> None:
    assert refused(book(three), "Nichts") == "xlsx_no_such_sheet"


def test_an_empty_workbook_is_said() -> None:
    assert refused(book(lambda made: made.add_worksheet())) == "xlsx_no_rows"


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 and nothing more", b"", b"Firma;Ort\n", sheet_of(["a"], ["b"]).getvalue()[:-200]],
)
def test_what_is_broken_is_said(content: bytes) -> None:
    assert refused(BytesIO(content)) == "xlsx_broken"


@pytest.mark.parametrize(
    "sheet",
    [
        b"<worksheet><sheetData><row><c><v>1",
        BOOK_HEAD + b'<row r="2"/><row r="2"/></sheetData></worksheet>',
        BOOK_HEAD + b'<row r="9999999"/></sheetData></worksheet>',
        BOOK_HEAD + b'<row r="1"><c r="ZZZ1"><v>1</v></c></row></sheetData></worksheet>',
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData><row/></sheetData></worksheet>',
    ],
)
def test_a_sheet_that_lies_is_refused(sheet: bytes) -> None:
    assert refused(with_parts({SHEET: sheet})) == "xlsx_broken"


def test_a_corner_far_away_takes_no_memory() -> None:
    far = BOOK_HEAD + (
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>Firma</t></is></c></row>'
        b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>Alpha</t></is></c></row></sheetData></worksheet>'
    )
    assert [row.number for row in listed(with_parts({SHEET: far}))] == [1_048_576]


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as target, target.open("xl/worksheets/sheet1.xml", "w") as part:
        for _ in range(MOST_BYTES // (1 << 24) + 1):
            part.write(b" " * (1 << 24))
    assert len(out.getvalue()) < 2_000_000
    assert refused(out) == "xlsx_too_large"


def test_rows_that_reach_far_to_the_right_do_not_fill_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_WRITTEN", 1 << 20)
    far = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (at, at) for at in range(1, 1_000))
    found, out = Workbook(with_parts({SHEET: BOOK_HEAD + far + b"</sheetData></worksheet>"})), BytesIO()
    with pytest.raises(Unreadable) as told:
        found.write_down(found.chosen(), out)
    assert told.value.code == "xlsx_too_large"
    assert len(out.getvalue()) <= 1 << 20


def test_a_long_text_that_a_row_says_in_every_cell_is_refused() -> None:
    texts = b"<sst><si><t>" + b"a" * 1_000_000 + b"</t></si></sst>"
    row = b'<row r="1">' + b'<c t="s"><v>0</v></c>' * 17 + b"</row></sheetData></worksheet>"
    assert refused(with_parts({"xl/sharedStrings.xml": texts, SHEET: BOOK_HEAD + row})) == "xlsx_too_large"


def test_a_text_in_a_cell_has_an_end() -> None:
    said = b'<row r="1"><c t="inlineStr"><is><t>' + b"a" * (MOST_LETTERS + 1) + b"</t></is></c></row>"
    sheet = BOOK_HEAD + said + b"</sheetData></worksheet>"
    assert refused(with_parts({SHEET: sheet})) == "xlsx_too_large"


def test_a_part_with_a_password_is_said() -> None:
    content = bytearray(sheet_of(["a"], ["b"]).getvalue())
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refused(BytesIO(bytes(content))) == "xlsx_protected"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(st.text("abß;\"' \t<&=é中", max_size=8), st.integers(-(10**9), 10**9)), max_size=4
        ),
        min_size=1,
        max_size=6,
    )
)
def test_another_reader_reads_the_same(rows: list[list[Any]]) -> None:
    file = sheet_of(*rows)
    theirs = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python(skip_empty_area=False)
    found = Workbook(file)
    ours = dict(found.rows(found.sheets[0]))
    for at, row in enumerate(theirs, 1):
        said = [str(int(v)) if isinstance(v, float) else str(v) for v in row]
        assert [*ours.get(at, []), *[""] * len(said)][: len(said)] == said


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", Format()),
        ("0.00", Format()),
        ("yyyy\\-mm\\-dd", Format(dated=True)),
        ("[h]:mm", Format(dated=True)),
        ('"day" 0', Format()),
        ("[Red]0", Format()),
        ("0%", Format(percent=True)),
        ("00000", Format(zeros=5)),
    ],
)
def test_a_format_says_how_a_number_is_shown(code: str, shown: Format) -> None:
    assert format_of(170, code) == shown


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    assert number_of("0", Format(dated=True), since_1904=True) == "1904-01-01"
    assert number_of("44888", Format(dated=True), since_1904=False) == "2022-11-23"
