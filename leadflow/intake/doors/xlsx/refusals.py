"""How the door of workbooks says no. Codes and facts, never sentences; nothing of the file was taken."""

from __future__ import annotations

from typing import Final

CODES: Final = (
    "xlsx_broken",
    "xlsx_protected",
    "xlsx_too_large",
    "xlsx_no_rows",
    "xlsx_no_such_sheet",
    "xlsx_old",
)
"""xlsx_broken() | xlsx_protected() | xlsx_too_large(most) | xlsx_no_rows(sheets) | xlsx_no_such_sheet(sheet, sheets)
| xlsx_old(kind)
"""
