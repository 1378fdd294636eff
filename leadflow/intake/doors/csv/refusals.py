"""How the door of lists says no: to a whole file, or to one row with its column. Codes and facts, never sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from leadflow.kernel.refusals import Refusal

CODES: Final = (
    "csv_empty",
    "csv_header_only",
    "csv_binary",
    "csv_too_wide",
    "csv_line_too_long",
)
FAULTS: Final = ("csv_quote_open", "csv_nul", "csv_broken_letter", "csv_too_many_values")
NOTICES: Final = (
    "csv_title_rows",
    "csv_wide",
    "csv_no_headings",
    "csv_headings_doubled",
    "csv_headings_empty",
)


class Unreadable(Refusal):
    """The file cannot be read as a list; nothing of it was taken.

    csv_empty() | csv_header_only(row, columns) | csv_binary(kind) | csv_too_wide(row, columns, most)
    | csv_line_too_long(line, most)
    """


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row. `row` as a spreadsheet counts it, `column` from 1, 0 where no column is to blame.

    csv_quote_open | csv_nul | csv_broken_letter | csv_too_many_values(columns, found)
    """

    code: str
    row: int
    column: int = 0
    facts: dict[str, Any] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        return {"code": self.code, "row": self.row, "column": self.column, **self.facts}


@dataclass(frozen=True, slots=True)
class Notice:
    """Nothing is wrong, but one should know: a code with facts."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)
