"""What `doctor` compares here: the journal's leads with the rows, and statements with the entries that name them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from leadflow.journal import queries as journal
from leadflow.journal.health import Difference
from leadflow.journal.queries import Told
from leadflow.leads.events import (
    EnquiryJoined,
    LeadErased,
    LeadLearned,
    LeadMerged,
    LeadMoved,
    LeadOpened,
    LeadUndone,
    MergeUndone,
    OwnerSet,
)
from leadflow.leads.models import Lead, Statement
from leadflow.leads.rules import UNDONE

COMPARED: Final = ("stage", "owner", "team", "sales_owner", "sales_team", "merged_into", "erased")
KINDS: Final = tuple(
    event.kind
    for event in (
        LeadOpened,
        EnquiryJoined,
        LeadMoved,
        OwnerSet,
        LeadLearned,
        LeadMerged,
        MergeUndone,
        LeadErased,
        LeadUndone,
    )
)


@dataclass(slots=True)
class Folded:
    """A lead as its journal tells it."""

    stage: str = "new"
    owner: Any = None
    team: Any = None
    sales_owner: Any = None
    sales_team: Any = None
    merged_into: Any = None
    erased: bool = False

    def tell(self, entry: Told) -> None:
        payload = entry.payload
        if entry.kind == LeadOpened.kind:
            self.team = payload.get("team")
        elif entry.kind == LeadMoved.kind:
            self.stage = str(payload.get("after"))
        elif entry.kind == OwnerSet.kind:
            for name in ("owner", "team", "sales_owner", "sales_team"):
                setattr(self, name, payload.get(name))
        elif entry.kind in (LeadMerged.kind, MergeUndone.kind):
            self.merged_into = payload.get("into") if entry.kind == LeadMerged.kind else None
        elif entry.kind in (LeadErased.kind, LeadUndone.kind):
            self.erased = True
            self.stage = UNDONE if entry.kind == LeadUndone.kind else self.stage


def leads() -> Iterator[Difference]:
    """Rows against journal, both ways, and every statement against the entry that names it."""
    folded: dict[int, Folded] = {}
    statements: set[int] = set()
    opened: set[int] = set()
    for entry in journal.everything(KINDS):
        lead = entry.lead or 0
        folded.setdefault(lead, Folded()).tell(entry)
        if entry.kind == LeadOpened.kind:
            opened.add(lead)
        if entry.payload.get("statement") is not None:
            statements |= {key} if isinstance(key := entry.payload.get("statement"), int) else set()
    yield from _rows(folded, opened)
    yield from _statements(statements)


def _rows(folded: dict[int, Folded], opened: set[int]) -> Iterator[Difference]:
    unseen = set(opened)
    for lead in Lead.objects.order_by("id").iterator(chunk_size=5_000):
        unseen.discard(lead.id)
        if lead.id not in opened:
            yield Difference("lead_without_opening", {"lead": lead.id})
            continue
        row = Folded(
            lead.stage,
            lead.owner_id,
            lead.team_id,
            lead.sales_owner_id,
            lead.sales_team_id,
            lead.merged_into_id,
            lead.erased_at is not None,
        )
        for name in COMPARED:
            told, found = getattr(folded[lead.id], name), getattr(row, name)
            if told != found:
                yield Difference(
                    "lead_differs", {"lead": lead.id, "what": name, "journal": told, "row": found}
                )
    for key in sorted(unseen):
        yield Difference("lead_missing", {"lead": key})


def _statements(named: set[int]) -> Iterator[Difference]:
    found = set(Statement.objects.values_list("id", flat=True))
    for key in sorted(named - found):
        yield Difference("lead_statement_missing", {"statement": key})
    for key in sorted(found - named):
        yield Difference("lead_statement_unnamed", {"statement": key})
