"""The doors for lists: what somebody's spreadsheet wrote, as text and as a workbook."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

from leadflow.intake import beginning, importing
from leadflow.intake.doors.csv.refusals import Unreadable
from leadflow.intake.importing import Choices
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.refusals import Refusal
from tests.clock import NOW
from tests.proofs.doors.registry import Knock, door
from tests.proofs.pest import Pest

PARTS: Final = (
    *(b"<row r='1048577'>", b"<c r='XFE1'>", b"&nosuch;", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"]]>", b"\x00"),
    *(b"<si><t>x</t></si>", b"<mergeCell ref='A1:A999999'/>", b"_x0000_", b"&#x0;"),
)


@door("csv")
def csv(pest: Pest) -> Knock:
    """A list as somebody's spreadsheet wrote it; what is no list is refused with a code."""
    heads = ["Firma", "Nachname", "E-Mail", "Telefon", "Bemerkung", pest.text()]
    mark = pest.one((";", ",", "\t"))
    rows = [heads, *([pest.text(), pest.text(), pest.mail(), pest.text(), pest.text()] for _ in range(3))]
    quoted = [[f'"{cell}"' if pest.often(0.5) else cell for cell in row] for row in rows]
    data = "\r\n".join(mark.join(row) for row in quoted).encode("utf-8", "surrogatepass")
    return _worked_off(pest.spoilt(data), pest.text()[:200])


def _worked_off(data: bytes, name: str) -> Knock:
    try:
        draft = beginning.begin(BytesIO(data), name, by=SYSTEM, now=NOW)
        importing.start(draft.receipt, Choices({}), by=SYSTEM, now=NOW, in_background=False)
        report = importing.run(draft.receipt, clock=lambda: NOW)
    except (Unreadable, Refusal) as refused:
        return Knock(0, 0, str(refused))
    return Knock(0, report.received)


@door("xlsx")
def xlsx(pest: Pest) -> Knock:
    """A workbook: of a spreadsheet, with parts nobody would write, or torn."""
    sheet = xlsxwriter.Workbook(out := BytesIO(), {"in_memory": True, "strings_to_formulas": pest.often(0.2)})
    page = sheet.add_worksheet(pest.one((None, "Leads", "Müller & Söhne <b>")))
    for at, head in enumerate(("Firma", "Nachname", "E-Mail", "Telefon", "Bemerkung", pest.text())):
        page.write_string(0, at, head[:400])
    for row in range(1, 3):
        page.write_string(row, 2, pest.mail()[:400])
        for column in (0, 1, 3, 4):
            _write(page, row, column, pest)
    sheet.close()
    data = pest.spoilt(out.getvalue()) if pest.often(0.7) else _mended(out.getvalue(), pest)
    return _worked_off(data, f"{pest.text()[:200]}{pest.one((*('.xlsx',) * 9, '.csv'))}")


def _write(page: Any, row: int, column: int, pest: Pest) -> None:
    """Of any kind a cell may be of."""
    kind = pest.one(("text", "text", "text", "number", "truth", "formula", "nothing"))
    if kind == "text":
        page.write_string(row, column, pest.text()[:400])
    elif kind == "number":
        page.write_number(row, column, pest.one((0, -1, 1e300, 2**60, 45_000.5, 0.1)))
    elif kind == "truth":
        page.write_boolean(row, column, pest.often(0.5))
    elif kind == "formula":
        page.write_formula(row, column, "=1+1", None, pest.text()[:100])


def _mended(data: bytes, pest: Pest) -> bytes:
    """One part of the workbook with bytes turned, doubled, cut, or with words no spreadsheet writes."""
    with ZipFile(BytesIO(data)) as source, ZipFile(out := BytesIO(), "w", ZIP_DEFLATED) as target:
        names = source.namelist()
        hit = pest.one(names)
        for name in names:
            part = source.read(name)
            target.writestr(name, _odd(part, pest) if name == hit else part)
    return out.getvalue()


def _odd(part: bytes, pest: Pest) -> bytes:
    at = pest.random.randrange(len(part) + 1)
    return bytes(
        pest.one(
            (
                part[:at],
                part + part,
                part[:at] + pest.random.randbytes(8) + part[at:],
                part[:at] + pest.one(PARTS) + part[at:],
                part.replace(b'r="', b'r="ZZZ'),
                part.replace(b"<v>", b"<v>9").replace(b't="s"', b't="e"'),
                b"",
            )
        )
    )
