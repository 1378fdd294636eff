"""What `doctor` compares here: stored texts, their digests, and what the journal says was published."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from leadflow.journal import queries as journal
from leadflow.journal.health import Difference
from leadflow.playbook import checking
from leadflow.playbook.events import PlaybookPublished
from leadflow.playbook.models import PlaybookVersion


def versions() -> Iterator[Difference]:
    """A published version is there and reads as it read on its first day."""
    told = {
        entry.subject_id: str(entry.payload.get("digest"))
        for entry in journal.everything((PlaybookPublished.kind,))
    }
    for row in PlaybookVersion.objects.order_by("number"):
        digest = told.pop(row.number, None)
        if digest is None:
            yield Difference("playbook_not_in_journal", {"number": row.number})
        elif {digest, row.digest} != {sha256(row.text.encode()).hexdigest()}:
            yield Difference("playbook_altered", {"number": row.number})
        elif row.values != checking.draft(row.text).values:
            yield Difference("playbook_values_altered", {"number": row.number})
    for number in told:
        yield Difference("playbook_missing", {"number": number})
