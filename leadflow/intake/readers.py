"""Which door reads an arrival: from what is stored to what it says."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from leadflow.files import queries as files
from leadflow.intake import contents
from leadflow.intake.doors.csv.mapping import Mapping
from leadflow.intake.doors.csv.reading import Dialect, Record, read_record
from leadflow.intake.doors.csv.values import Order, moment_reader, read_number
from leadflow.intake.models import Arrival, Receipt
from leadflow.intake.policy import IntakePolicy
from leadflow.intake.rules import Choose, Reading, Unclear, Words, read
from leadflow.kernel.home import Home, home
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactsPolicy
from leadflow.playbook.rules import Playbook

Read = Callable[[Arrival], Reading | Unclear]


def of(receipt: Receipt, now: datetime) -> Read:
    """Reads arrivals of one receipt: what a human mended before what came."""
    mapping = Mapping.from_json(receipt.mapping) if receipt.mapping else None
    words = words_of(now, mapping.order if mapping else "dmy")
    pairs = contents.said(receipt)

    def one(row: Arrival) -> Reading | Unclear:
        if row.mended:
            return read([(str(key), str(text)) for key, text in row.mended.items()], words)
        if mapping is None:
            return contents.checked(receipt.door, row.content, read(pairs(row), words))
        return of_record(record(receipt, row), mapping, words)

    return one


def of_record(row: Record, mapping: Mapping, words: Words) -> Reading | Unclear:
    """A row of a list; what is wrong with it is named with row and column."""
    if row.fault is not None:
        return Unclear(
            row.fault.code, {key: value for key, value in row.fault.told().items() if key != "code"}
        )
    found = read(mapping.pairs(row.values), words)
    return Unclear(found.code, {**found.facts, "row": row.number}) if isinstance(found, Unclear) else found


def record(receipt: Receipt, row: Arrival) -> Record:
    """The row of the stored file this arrival stands for."""
    if receipt.file_id is None or row.offset is None or row.length is None:
        raise ValueError("this arrival is not in a file")
    raw = files.read(receipt.file_id, row.offset, row.length)
    return parsed(raw, Dialect.from_json(receipt.dialect), row.number)


def parsed(raw: bytes, dialect: Dialect, number: int) -> Record:
    """One row from its bytes."""
    return read_record(BytesIO(raw), 0, len(raw), dialect, number=number)


def raw_values(row: Arrival) -> list[tuple[str, str]]:
    """(heading or field, text) as received."""
    receipt = row.receipt
    if row.state == "erased":
        return []
    if row.content is not None:
        return contents.as_it_came(receipt.door, row.content)
    return Mapping.from_json(receipt.mapping).raw(record(receipt, row).values)


def words_of(now: datetime, order: Order) -> Words:
    return words_by(playbook.at(now), home(), order)


def words_by(book: Playbook, place: Home, order: Order) -> Words:
    """By one version of the playbook, also where it is in force nowhere."""
    return _words(book.number, book, place.phone_country, place.time_zone, order)


@lru_cache(maxsize=16)
def _words(_: int, book: Playbook, country: str, zone: str, order: Order) -> Words:
    policy = book.section(IntakePolicy)
    return Words(
        country=country,
        untouched_defaults=frozenset(text.casefold() for text in policy.untouched_defaults),
        yes=frozenset(text.casefold() for text in policy.yes_words),
        choose=_chooser(book.section(FactsPolicy)),
        when=moment_reader(ZoneInfo(zone), order),
        channel=_channel_reader(book.section(LeadsPolicy)),
    )


def _channel_reader(policy: LeadsPolicy) -> Callable[[str], str | None]:
    known = {
        text.casefold(): channel.key
        for channel in reversed(policy.channels)
        for text in (channel.key, channel.label.de, channel.label.en, *channel.also)
    }
    return lambda text: known.get(text.casefold())


def _chooser(policy: FactsPolicy) -> Choose:
    choices = {
        fact.key: {
            text.casefold(): choice.key
            for choice in fact.choices
            for text in (choice.key, choice.label.de, choice.label.en, *choice.also)
        }
        for fact in policy.declared
        if fact.type == "choice"
    }
    numbers = {fact.key for fact in policy.declared if fact.type in ("number", "money")}

    def choose(key: str, raw: str) -> Any:
        if key in choices:
            return choices[key].get(raw.casefold())
        if key in numbers:
            number = read_number(raw)
            return None if number is None else float(number)
        return raw

    return choose


def open_list(receipt: Receipt) -> closing[Any]:
    """The stored file of a receipt, to be used in a `with`."""
    if receipt.file_id is None:
        raise ValueError("this receipt has no file")
    return closing(files.open_bytes(receipt.file_id))
