"""What `doctor` compares here: each open lead has exactly one next thing, as the journal says."""

from __future__ import annotations

from collections.abc import Iterator

from leadflow.agenda.events import NextCleared, NextSet
from leadflow.agenda.models import Item
from leadflow.journal import queries as journal
from leadflow.journal.health import Difference
from leadflow.leads import queries as leads


def agenda() -> Iterator[Difference]:
    told: dict[int, str] = {}
    for entry in journal.everything((NextSet.kind, NextCleared.kind)):
        if entry.kind == NextSet.kind:
            told[entry.lead or 0] = str(entry.payload.get("what"))
        else:
            told.pop(entry.lead or 0, None)
    found = dict(Item.objects.values_list("lead_id", "kind"))
    for lead in sorted(told.keys() | found.keys()):
        if told.get(lead) != found.get(lead):
            yield Difference(
                "agenda_differs", {"lead": lead, "journal": told.get(lead), "row": found.get(lead)}
            )
    still_open = leads.all_open()
    for lead in sorted(still_open - found.keys()):
        yield Difference("nothing_next", {"lead": lead})
    for lead in sorted(found.keys() - still_open):
        yield Difference("next_of_closed", {"lead": lead})
