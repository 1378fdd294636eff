"""What the columns of an old system's list mean for the history of a lead: guessed, told, and corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from leadflow.intake.doors.csv.exports import read_as, recognised
from leadflow.intake.doors.csv.guess import guess
from leadflow.intake.doors.csv.mapping import EXTERNAL, NEVER_SCORE, Column
from leadflow.intake.doors.csv.shapes import Shape, shapes
from leadflow.intake.doors.csv.words import MappingWords
from leadflow.kernel.money import read_money
from leadflow.kernel.refusals import Refusal
from leadflow.moving.files import Table
from leadflow.moving.headings import (
    AMOUNT,
    CHANNEL,
    CREATED,
    ENTERED,
    HISTORY,
    ID,
    IGNORED,
    NEEDED_DATES,
    STAGE,
    TOUCHES,
    meaning_of,
    stage_entered,
)

SAMPLE: Final = 400
MOSTLY: Final = 0.8
ATTRIBUTE: Final = "attribute"
IDENTITY: Final = (
    "mail", "phone", "mobile", "person.name", "person.given", "person.surname", "person.title",
    "company.name", "company.domain", "company.street", "company.postcode",
)  # fmt: skip
"""Say who somebody is; everything else that has few values is an attribute."""
SILENT: Final = frozenset({"note", NEVER_SCORE, "outcome", "happened_at"})
MEANINGS: Final = (*HISTORY, ID, IGNORED, ATTRIBUTE, *IDENTITY)


@dataclass(frozen=True, slots=True)
class Read:
    """`how`: heading, values or chosen. `stage`: of a date at which a stage was entered."""

    index: int
    heading: str
    meaning: str
    how: str
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Reads:
    """`system`: whose export it looks like, "" where nobody knows."""

    table: Table
    columns: tuple[Read, ...]
    system: str

    def of(self, *meanings: str) -> list[Read]:
        return [column for column in self.columns if column.meaning in meanings]

    def texts(self, column: Read) -> list[str]:
        at = column.index
        return [row[at].strip() if at < len(row) else "" for row in self.table.rows]


def read_columns(table: Table, words: MappingWords, chosen: Mapping[str, str]) -> Reads:
    """`chosen`: heading -> meaning, as a human said; it wins over every guess."""
    sample = table.rows[:SAMPLE]
    system = recognised(table.headings)
    guessed = guess(table.headings, sample, words)
    mapping = read_as(system, guessed) if system else guessed
    looks = shapes(sample, len(mapping.columns), words.untouched, words.yes | words.no)
    columns = [_read(column, look, chosen) for column, look in zip(mapping.columns, looks, strict=True)]
    return Reads(table, _settled(columns), system.key if system else "")


def _read(column: Column, look: Shape, chosen: Mapping[str, str]) -> Read:
    wanted = chosen.get(column.heading.strip())
    if wanted is not None:
        return Read(column.index, column.heading, wanted, "chosen")
    stage = stage_entered(column.heading)
    if stage and _dates(look):
        return Read(column.index, column.heading, ENTERED, "heading", stage)
    known = meaning_of(column.heading)
    if known and _fits(known[0], look):
        return Read(column.index, column.heading, known[0], "heading")
    return Read(column.index, column.heading, _otherwise(column, look), _how(column))


def _otherwise(column: Column, look: Shape) -> str:
    """By what the door of lists thinks of it."""
    if column.target == EXTERNAL:
        return ID
    if column.target == "happened_at" and _dates(look):
        return CREATED
    if column.target == "channel":
        return CHANNEL
    if column.target in IDENTITY:
        return column.target
    if column.target in SILENT or column.target.startswith(("objection.", "consent.")):
        return IGNORED
    return ATTRIBUTE


def _how(column: Column) -> str:
    return "values" if "values" in column.reason else "heading"


def _fits(meaning: str, look: Shape) -> bool:
    """A column without any value fits everything: there is nothing it could contradict."""
    if not look.filled:
        return True
    if meaning in NEEDED_DATES:
        return _dates(look)
    if meaning == AMOUNT:
        return look.share(read_money) >= MOSTLY
    return look.numbers >= MOSTLY if meaning == TOUCHES else look.days < MOSTLY


def _dates(look: Shape) -> bool:
    return not look.filled or look.days >= MOSTLY


def _settled(columns: Sequence[Read]) -> tuple[Read, ...]:
    """Of several columns with one meaning the surest stays; all stages do, since each may tell an outcome."""
    best: dict[str, Read] = {}
    for column in sorted(columns, key=_rank):
        best.setdefault(column.meaning, column)
    several = (ATTRIBUTE, IGNORED, ENTERED, STAGE, *IDENTITY)
    return tuple(
        column
        if column.meaning in several or best[column.meaning] is column
        else Read(
            column.index, column.heading, ATTRIBUTE if column.meaning == CHANNEL else IGNORED, column.how
        )
        for column in columns
    )


def _rank(column: Read) -> tuple[bool, int, int]:
    known = meaning_of(column.heading)
    return column.how != "chosen", known[1] if known else 99, column.index


def check_chosen(found: Sequence[Table], chosen: Mapping[str, str]) -> None:
    """Refusal("no_such_heading"), Refusal("unknown_meaning")."""
    headings = {heading.strip() for table in found for heading in table.headings}
    for heading, meaning in chosen.items():
        if heading not in headings:
            raise Refusal("no_such_heading", heading=heading)
        if meaning not in MEANINGS:
            raise Refusal("unknown_meaning", meaning=meaning, known=", ".join(MEANINGS))
