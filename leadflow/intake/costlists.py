"""Costs of campaigns as a list (CSV): every fault is told with its line, and nothing is taken while there is one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from leadflow.kernel.money import read_money
from leadflow.leads.campaigns import LARGEST, LONGEST_NAME, YEARS, NamedCost
from leadflow.leads.policy import LeadsPolicy

LARGEST_LIST: Final = 1_000_000
MOST_LINES: Final = 5_000
HEADINGS: Final = {
    "channel": ("channel", "kanal", "quelle", "source"),
    "campaign": ("campaign", "kampagne", "aktion", "campaign name", "kampagnenname"),
    "month": ("month", "monat", "date", "datum", "day", "tag"),
    "amount": ("cost", "costs", "kosten", "amount", "betrag", "spend", "ausgaben"),
}
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})(?:-\d{1,2})?")
_SHORT: Final = re.compile(r"(?:\d{1,2}\.)?(\d{1,2})[./](\d{4})")


@dataclass(frozen=True, slots=True)
class CostFault:
    """`line` counts from 1. `code`: list_too_long | headings_missing | channel_unknown | campaign_missing |
    month_unreadable | amount_unreadable | nothing_in_it.
    """

    line: int
    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class CostList:
    costs: tuple[NamedCost, ...]
    faults: tuple[CostFault, ...]


def read(data: bytes, leads: LeadsPolicy, currency: str) -> CostList:
    """Rows of one campaign and month are added up: a list of days is a list too."""
    if len(data) > LARGEST_LIST:
        return CostList((), (CostFault(1, "list_too_long"),))
    rows = list(_rows(_text(data)))
    if len(rows) > MOST_LINES:
        return CostList((), (CostFault(MOST_LINES + 1, "list_too_long"),))
    if not rows:
        return CostList((), (CostFault(1, "nothing_in_it"),))
    columns = _columns(rows[0][1])
    if missing := [name for name in HEADINGS if name not in columns]:
        return CostList((), (CostFault(rows[0][0], "headings_missing", ", ".join(missing)),))
    reader = _Reader(columns, leads, currency)
    for line, cells in rows[1:]:
        reader.take(line, cells)
    if len(rows) == 1:
        reader.faults.append(CostFault(rows[0][0], "nothing_in_it"))
    return CostList(tuple(reader.costs()) if not reader.faults else (), tuple(reader.faults))


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells), without empty lines. The delimiter is the one the first line has most of."""
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text.replace("\x00", "")), delimiter=delimiter)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [cell.strip().removeprefix("'") for cell in cells]
    except csv.Error:
        return


def _columns(headings: Sequence[str]) -> dict[str, int]:
    plain = [heading.casefold().strip() for heading in headings]
    found: dict[str, int] = {}
    for name, words in HEADINGS.items():
        at = next((plain.index(word) for word in words if word in plain), None)
        if at is not None:
            found[name] = at
    return found


class _Reader:
    def __init__(self, columns: dict[str, int], leads: LeadsPolicy, currency: str) -> None:
        self._columns, self._currency = columns, currency
        self._channels = {
            text.casefold(): channel.key
            for channel in reversed(leads.channels)
            for text in (channel.key, channel.label.de, channel.label.en, *channel.also)
        }
        self._sums: dict[tuple[str, str, date], int] = {}
        self.faults: list[CostFault] = []

    def take(self, line: int, cells: Sequence[str]) -> None:
        said = {name: cells[at] if at < len(cells) else "" for name, at in self._columns.items()}
        channel, month = self._channels.get(said["channel"].casefold()), month_of(said["month"])
        amount = self._amount(said["amount"])
        if channel is None:
            self.faults.append(CostFault(line, "channel_unknown", said["channel"][:60]))
        elif not said["campaign"] or len(said["campaign"]) > LONGEST_NAME:
            self.faults.append(CostFault(line, "campaign_missing"))
        elif month is None:
            self.faults.append(CostFault(line, "month_unreadable", said["month"][:60]))
        elif amount is None:
            self.faults.append(CostFault(line, "amount_unreadable", said["amount"][:60]))
        else:
            place = channel, said["campaign"], month
            self._sums[place] = self._sums.get(place, 0) + amount

    def _amount(self, text: str) -> int | None:
        money = read_money(text, self._currency)
        if money is None or money.currency != self._currency or not 0 <= money.minor <= LARGEST:
            return None
        return money.minor

    def costs(self) -> Iterator[NamedCost]:
        for (channel, campaign, month), amount in self._sums.items():
            yield NamedCost(channel, campaign, month, amount)


def month_of(text: str) -> date | None:
    """ "2026-03", "2026-03-31", "03.2026", "31.03.2026", "3/2026": the first day of that month."""
    text = text.strip()
    if found := _ISO.fullmatch(text):
        year, month = int(found[1]), int(found[2])
    elif found := _SHORT.fullmatch(text):
        year, month = int(found[2]), int(found[1])
    else:
        return None
    return date(year, month, 1) if YEARS[0] <= year < YEARS[1] and 1 <= month <= 12 else None
