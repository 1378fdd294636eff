"""The one safe way out to a spreadsheet: no cell that leaves the house is taken for a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
"""With these a spreadsheet begins to calculate, to call programs or to leave the cell."""
_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def csv_safe(value: str) -> str:
    """A formula becomes text by a leading apostrophe, which imports take off again; plain numbers stay numbers."""
    start = value.lstrip(" \u00a0\ufeff\0")
    if not start.startswith(STARTS) or _NUMBER.fullmatch(value):
        return value
    return f"'{value}"


def csv_lines(rows: Iterable[Sequence[object]], delimiter: str = ";") -> Iterator[str]:
    """Rows as lines of a file that every spreadsheet opens; each cell safe, quoted where it must be."""
    for row in rows:
        yield (
            delimiter.join(_quoted(csv_safe("" if cell is None else str(cell)), delimiter) for cell in row)
            + "\r\n"
        )


def _quoted(cell: str, delimiter: str) -> str:
    if delimiter in cell or any(mark in cell for mark in '"\r\n'):
        return f'"{cell.replace(chr(34), chr(34) * 2)}"'
    return cell
