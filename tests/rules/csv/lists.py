"""Makers of lists as bytes."""

from __future__ import annotations

import io
from typing import BinaryIO

from leadflow.intake.doors.csv.counting import count_records
from leadflow.intake.doors.csv.detect import Detected, detect
from leadflow.intake.doors.csv.reading import Dialect, Record, records

TWO_ROWS = 'Firma;Name;Ort\r\nMüller GmbH;Hans Maß;Köln\r\n"Bauer; KG";"Eva ""E."" Roth";Bonn\r\n'


def opened(text: str | bytes, encoding: str = "utf-8") -> BinaryIO:
    return io.BytesIO(text if isinstance(text, bytes) else text.encode(encoding))


def judged(text: str | bytes, encoding: str = "utf-8") -> Detected:
    return detect(opened(text, encoding))


def rows(text: str | bytes, encoding: str = "utf-8") -> list[Record]:
    """Detected, read, and counted by the other eyes."""
    file = opened(text, encoding)
    dialect = detect(file).dialect
    found = list(records(file, dialect))
    assert count_records(file, dialect) == len(found)
    return found


def values(text: str | bytes, encoding: str = "utf-8") -> list[list[str]]:
    return [record.values for record in rows(text, encoding)]


def semicolons(**other: object) -> Dialect:
    told: dict[str, object] = {"encoding": "utf-8", "delimiter": ";", "quote": '"', **other}
    return Dialect(**told)  # type: ignore[arg-type]  # named by the test
