"""Workbooks as people send them, made with a writer of other people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

Fill = Callable[[Any], None]
"""Writes into an open workbook."""


def book(fill: Fill) -> BytesIO:
    out = BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    fill(made)
    made.close()
    out.seek(0)
    return out


def sheet_of(*rows: Sequence[Any], name: str = "Leads") -> BytesIO:
    def fill(made: Any) -> None:
        sheet = made.add_worksheet(name)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)

    return book(fill)


def with_parts(parts: dict[str, bytes]) -> BytesIO:
    """A plain workbook in which some parts are replaced by others."""
    out = BytesIO()
    with ZipFile(sheet_of(["Firma"], ["Alpha GmbH"])) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for info in source.infolist():
            target.writestr(info.filename, parts.get(info.filename, source.read(info.filename)))
    out.seek(0)
    return out
