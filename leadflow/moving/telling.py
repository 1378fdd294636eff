"""From files to the history they tell: columns are read, lists linked, and each lead gets one `Past`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from leadflow.intake.doors.csv.words import MappingWords
from leadflow.intake.doors.csv.words import words_of as heading_words
from leadflow.intake.policy import IntakePolicy
from leadflow.intake.readers import words_by
from leadflow.intake.rules import Reading, Words, read
from leadflow.kernel.home import Home
from leadflow.kernel.refusals import Refusal
from leadflow.moving import attributes, cells, headings
from leadflow.moving.columns import IDENTITY, Reads, check_chosen, read_columns
from leadflow.moving.files import tables
from leadflow.moving.joining import add_rows
from leadflow.moving.linking import Link, leading, link
from leadflow.moving.past import LOST, WON, History, Past, latest
from leadflow.playbook.policy import FactsPolicy
from leadflow.playbook.rules import Playbook


@dataclass(frozen=True, slots=True)
class Reader:
    """How cells are read here: by the playbook's words, in the time zone and currency of the home."""

    headings: MappingWords
    words: Words
    zone: ZoneInfo
    currency: str

    @classmethod
    def of(cls, book: Playbook, place: Home) -> Reader:
        said = heading_words(book.section(FactsPolicy), book.section(IntakePolicy))
        return cls(said, words_by(book, place, "dmy"), ZoneInfo(place.time_zone), place.currency)


def history(
    sources: Iterable[tuple[str, BinaryIO]],
    reader: Reader,
    now: datetime,
    chosen: Mapping[str, str] | None = None,
) -> History:
    """`sources`: (name, content). `chosen`: heading -> meaning. Refuses as `files` and `columns` do."""
    found = tables(sources)
    check_chosen(found, chosen or {})
    reads = [read_columns(table, reader.headings, chosen or {}) for table in found]
    leads = leading(reads)
    pasts = told_by(leads, reader, people=True)
    if not pasts or not leads.of(headings.CREATED, headings.ID, headings.CHANNEL, *IDENTITY):
        raise Refusal("moving_no_leads")
    others = [one for one in reads if one is not leads]
    links = [made for one in others if (made := link(leads, one))]
    for one in links:
        add_rows(pasts, one, told_by(one.other, reader, people=False))
    leaks = attributes.give(pasts, leads, links, reader.headings.untouched)
    return History(
        pasts=pasts,
        reads=tuple(reads),
        links=tuple(links),
        leading=leads,
        told=frozenset(told(leads, links)),
        whole_days=frozenset(_whole_days([leads, *(one.other for one in links)])),
        leaks=tuple(leaks),
        unlinked=_unlinked(others, links),
        as_of=latest(pasts, now),
    )


def _unlinked(others: Sequence[Reads], links: Sequence[Link]) -> tuple[str, ...]:
    joined = {id(one.other) for one in links}
    return tuple(one.table.name for one in others if id(one) not in joined)


def told(leads: Reads, links: Sequence[Link]) -> set[str]:
    """What the files speak of at all, whoever of them."""
    meanings = {column.meaning for column in leads.columns}
    for one in links:
        theirs = {column.meaning for column in one.other.columns} - {headings.CREATED, headings.CHANNEL}
        if headings.DONE_AT in theirs:
            theirs |= {headings.ANSWERED, headings.LAST, headings.TOUCHES}
        meanings |= theirs
    return meanings


def _whole_days(found: Sequence[Reads]) -> set[str]:
    return {
        column.meaning
        for reads in found
        for column in reads.of(*headings.NEEDED_DATES)
        if cells.without_clock(reads.texts(column))
    }


def told_by(reads: Reads, reader: Reader, *, people: bool) -> list[Past]:
    """One for each row of one list."""
    made = [Past(row) for row in range(len(reads.table.rows))]
    for column in reads.columns:
        take = _TAKES.get(column.meaning)
        if take is not None:
            take(made, reads.texts(column), reader)
    _note_stages(made, reads, reader)
    _note_outcomes(made, reads)
    if people:
        _note_people(made, reads, reader.words)
    return made


Take = Callable[[Sequence[Past], Sequence[str], Reader], None]


def _moments(name: str) -> Take:
    def take(made: Sequence[Past], texts: Sequence[str], reader: Reader) -> None:
        _set(made, name, cells.moments(texts, reader.zone))

    return take


def _words(name: str) -> Take:
    def take(made: Sequence[Past], texts: Sequence[str], reader: Reader) -> None:
        _set(made, name, cells.words(texts, reader.headings.untouched))

    return take


def _set(made: Sequence[Past], name: str, values: Sequence[Any]) -> None:
    for past, value in zip(made, values, strict=True):
        if value is not None:
            setattr(past, name, value)


def _take_closed(made: Sequence[Past], texts: Sequence[str], reader: Reader, outcome: str) -> None:
    for past, moment in zip(made, cells.moments(texts, reader.zone), strict=True):
        if moment is not None:
            past.closed = moment
            past.outcome = outcome or past.outcome


_TAKES: Mapping[str, Take] = {
    headings.CREATED: _moments("created"),
    headings.ANSWERED: _moments("answered"),
    headings.LAST: _moments("last"),
    headings.DONE_AT: _moments("last"),
    headings.CLOSED_AT: lambda made, texts, reader: _take_closed(made, texts, reader, ""),
    headings.WON_AT: lambda made, texts, reader: _take_closed(made, texts, reader, WON),
    headings.LOST_AT: lambda made, texts, reader: _take_closed(made, texts, reader, LOST),
    headings.TOUCHES: lambda made, texts, _: _set(made, "touches", cells.counts(texts)),
    headings.AMOUNT: lambda made, texts, reader: _set(made, "amount", cells.amounts(texts, reader.currency)),
    headings.OWNER: _words("owner"),
    headings.CHANNEL: _words("channel"),
    headings.REASON: _words("reason"),
}


def _note_stages(made: Sequence[Past], reads: Reads, reader: Reader) -> None:
    """The first column of stages counts; dates at which stages were entered come in their order."""
    for column in reads.of(headings.STAGE)[:1]:
        _set(made, "stage", cells.words(reads.texts(column), reader.headings.untouched))
    found = [(one.stage, cells.moments(reads.texts(one), reader.zone)) for one in reads.of(headings.ENTERED)]
    for past in made if found else ():
        entered = [(stage, moment) for stage, at in found if (moment := at[past.row]) is not None]
        past.entered = tuple(sorted(entered, key=itemgetter(1)))


def _note_outcomes(made: Sequence[Past], reads: Reads) -> None:
    """A word that says won or lost, in whichever column it stands; without it a closing date is only a plan."""
    for column in reads.of(headings.OUTCOME, headings.STAGE):
        found = cells.outcomes(reads.texts(column), asked=column.meaning == headings.OUTCOME)
        for past, outcome in zip(made, found, strict=True):
            past.outcome = past.outcome or outcome or ""
    for past in made:
        if not past.outcome:
            past.closed = None


def _note_people(made: Sequence[Past], reads: Reads, words: Words) -> None:
    columns = [(column.meaning, reads.texts(column)) for column in reads.of(*IDENTITY)]
    for past in made if columns else ():
        pairs = [(meaning, texts[past.row]) for meaning, texts in columns if texts[past.row]]
        found = read(pairs, words) if pairs else None
        past.who = found if isinstance(found, Reading) else None
