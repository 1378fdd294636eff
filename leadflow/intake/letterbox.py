"""Reading what came by mail: the mail behind an arrival, and who is away until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from leadflow.intake.models import Letter
from leadflow.people import queries as people
from leadflow.people.rules import Of


@dataclass(frozen=True, slots=True)
class LetterView:
    """What is kept beside an arrival. `left_out`: name and code of files that were not kept."""

    sort: str
    mailbox: str
    file: int | None
    left_out: Sequence[Mapping[str, Any]]
    away_until: date | None


def of_arrival(arrival: int) -> LetterView | None:
    row = Letter.objects.select_related("mailbox").filter(arrival=arrival).first()
    if row is None:
        return None
    return LetterView(row.sort, row.mailbox.address, row.file_id, row.left_out, row.away_until)


def away(persons: Iterable[int], today: date) -> dict[int, date]:
    """Person -> the last day of an absence their automatic answer told, while it lasts."""
    known = people.known(Of.PERSON, persons)
    owner = {member: asked for asked, one in known.items() for member in one.stands_for}
    rows = Letter.objects.filter(person__in=sorted(owner), away_until__gte=today).order_by("arrival")
    return {owner[key]: until for key, until in rows.values_list("person", "away_until") if key and until}
