"""`doctor`: each room says what should agree in its house; differences are named, nothing is mended here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count

from leadflow.journal.models import Batch, Entry
from leadflow.journal.services import tally


@dataclass(frozen=True, slots=True)
class Difference:
    """Two places that should say the same do not. `code` has words in both languages."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)


Examiner = Callable[[], Iterable[Difference]]
_examiners: Final[list[Examiner]] = []


def register(examiner: Examiner) -> None:
    if examiner not in _examiners:
        _examiners.append(examiner)


def examine() -> list[Difference]:
    """All differences of the home; an untouched home has none."""
    return [difference for examiner in _examiners for difference in examiner()]


def journal() -> Iterator[Difference]:
    """Each batch still has the entries it was written with, unaltered."""
    seen = _tallies()
    for key, entries, mark in Batch.objects.order_by("id").values_list("id", "entries", "tally").iterator():
        found, sum_found = seen.pop(key, (0, 0))
        if found != entries:
            yield Difference("journal_entries_missing", {"batch": key, "written": entries, "found": found})
        elif sum_found != mark:
            yield Difference("journal_entry_altered", {"batch": key})
    for key, (found, _) in seen.items():
        yield Difference("journal_batch_missing", {"batch": key, "found": found})


def _tallies() -> dict[int, tuple[int, int]]:
    counts: Counter[int] = Counter()
    sums: Counter[int] = Counter()
    fields = ("id", "kind", "lead_id", "subject_kind", "subject_id", "batch_id")
    for row in Entry.objects.values(*fields).iterator(chunk_size=10_000):
        counts[row["batch_id"]] += 1
        sums[row["batch_id"]] += tally([row])
    return {key: (counts[key], sums[key]) for key in counts}


def kinds() -> dict[str, int]:
    """How many entries of each kind the journal holds."""
    return dict(Entry.objects.values_list("kind").annotate(Count("id")).order_by())
