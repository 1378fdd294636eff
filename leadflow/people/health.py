"""What `doctor` compares here: statements about people with the journal entries that name them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from leadflow.journal import queries as journal
from leadflow.journal.health import Difference
from leadflow.people.events import PersonLearned
from leadflow.people.models import Statement

ABOUT: Final = ("lead.opened", "lead.enquiry_joined")
"""Entries of `leads` that name the statement about the people of an enquiry in `about`."""


def statements() -> Iterator[Difference]:
    named: set[int] = set()
    for entry in journal.everything((*ABOUT, PersonLearned.kind)):
        key = entry.payload.get("about", entry.payload.get("statement"))
        if isinstance(key, int):  # an entry whose kind was altered says nothing here; its batch names it
            named.add(key)
    found = set(Statement.objects.values_list("id", flat=True))
    for key in sorted(named - found):
        yield Difference("people_statement_missing", {"statement": key})
    for key in sorted(found - named):
        yield Difference("people_statement_unnamed", {"statement": key})
