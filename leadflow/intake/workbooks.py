"""A workbook at the door: kept as it came, and one of its sheets written down as a list that is read like any other.

The list is what arrivals stand in, so stopping, killing and blanking work as they do for every list.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Final

from leadflow.files import queries as stored
from leadflow.files import services as files
from leadflow.intake.doors.csv.refusals import Unreadable
from leadflow.intake.doors.xlsx.workbook import DELIMITER, Workbook

SHEETS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OLD: Final = "application/x-ole-storage"
OTHERS: Final = {"application/vnd.oasis.opendocument.spreadsheet": "ods", OLD: "xls"}


@dataclass(frozen=True, slots=True)
class WrittenDown:
    """The list that stands on disk and waits to be kept, and what there was to choose from."""

    taken: files.Taken
    told: dict[str, Any]


def is_workbook(taken: files.Taken) -> bool:
    """Old and foreign ones too: they are refused with a sentence of their own."""
    return taken.type == SHEETS or taken.type in OTHERS


def write_down(file: int, taken: files.Taken, sheet: str = "") -> WrittenDown:
    """Unreadable, see `doors.xlsx.refusals`. A workbook with a password is an old-style file under a new-style name."""
    if taken.type == OLD and taken.name.lower().endswith(".xlsx"):
        raise Unreadable("xlsx_protected")
    if taken.type in OTHERS:
        raise Unreadable("xlsx_old", kind=OTHERS[taken.type])
    with stored.open_bytes(file) as source:
        return _written(source, taken.name, sheet)


def again(file: int, name: str, sheet: str) -> WrittenDown:
    """Another sheet of a workbook that is kept already."""
    with stored.open_bytes(file) as source:
        return _written(source, name, sheet)


def _written(source: BinaryIO, name: str, wanted: str) -> WrittenDown:
    book = Workbook(source)
    sheet = book.chosen(wanted)
    if not sheet.rows:
        raise Unreadable("xlsx_no_rows", sheets=[one.name for one in book.sheets])
    with TemporaryFile() as target:
        book.write_down(sheet, target)
        target.seek(0)
        taken = files.take(target, f"{PurePath(name).stem}.csv")
    listed = [{"name": one.name, "rows": one.rows, "hidden": one.hidden} for one in book.sheets]
    return WrittenDown(taken, {"sheet": sheet.name, "sheets": listed})


def delimiter_of(told: dict[str, Any]) -> str:
    """Known where we wrote the list ourselves."""
    return DELIMITER if told else ""
