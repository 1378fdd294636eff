"""Which column means what: the answer of the guess, changed by a human, kept with the receipt, used for every row."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from leadflow.intake.doors.csv.values import Order, clean
from leadflow.kernel.names import plain

NEVER_SCORE: Final = "never_score"
EXTERNAL: Final = "source.id"
IMPORT: Final = "import."
LONGEST_SLUG: Final = 60
SEVERAL: Final = frozenset({"mail", "phone", "mobile"})


@dataclass(frozen=True, slots=True)
class Column:
    """`index` from 0, `slug` unique in the file. `reason` is a code that `facts` fill; `confidence` from 0 to 1."""

    index: int
    heading: str
    slug: str
    target: str
    confidence: float = 1.0
    reason: str = "chosen"
    facts: Dict[str, Any] = field(default_factory=dict)

    @property
    def kept_as(self) -> str:
        """The fact under which a value is kept that no target takes."""
        return f"{IMPORT}{self.slug}"


def _may_repeat(target: str) -> bool:
    return target == NEVER_SCORE or target.partition(".")[0] in SEVERAL


@dataclass(frozen=True)
class Mapping:
    """Every column has a target; nothing is dropped. `source_id`: the columns that name a row together.

    Columns that share a target stand in line: the first filled one gives the value, the others are kept as `import.*`.
    Of mails and phones a person has several: each counts.
    """

    columns: tuple[Column, ...]
    source_id: tuple[int, ...] = ()
    order: Order = "dmy"

    @cached_property
    def _plan(self) -> tuple[tuple[int, str, str, bool], ...]:
        """(index, target, kept as, first come first served), the surest column of a target first."""
        targets = [column.target for column in self.columns]
        joined = self.source_id if len(self.source_id) > 1 else ()
        return tuple(
            (c.index, _carried(c), c.kept_as, targets.count(c.target) > 1 and not _may_repeat(c.target))
            for c in sorted(self.columns, key=lambda c: (-c.confidence, c.index))
            if not (c.target == EXTERNAL and joined)
        )

    def pairs(self, values: Sequence[str]) -> list[tuple[str, str]]:
        """(target, text) for each filled cell, ready to be understood. Targets are facts or words of the door."""
        found: list[tuple[str, str]] = []
        taken: set[str] = set()
        filled = len(values)
        for index, target, kept_as, shared in self._plan:
            text = values[index].strip() if index < filled else ""
            if not text or ((text[0] == "'" or not text.isascii()) and not (text := clean(text))):
                continue
            if shared and target in taken:
                target = kept_as
            elif shared:
                taken.add(target)
            found.append((target, text))
        if len(self.source_id) > 1:
            self._join_id(values, found)
        return found

    def _join_id(self, values: Sequence[str], found: list[tuple[str, str]]) -> None:
        parts = [clean(values[at]) if at < len(values) else "" for at in self.source_id]
        if all(parts):
            found.append((EXTERNAL, "|".join(parts)))
        elif parts[-1]:
            found.append((self.columns[self.source_id[-1]].kept_as, parts[-1]))

    def raw(self, values: Sequence[str]) -> list[tuple[str, str]]:
        """(heading, text) as it came, values without a heading included."""
        named = [column.heading or column.slug for column in self.columns]
        named += [str(at + 1) for at in range(len(named), len(values))]
        return list(zip(named, values, strict=False))

    def with_targets(self, chosen: Dict[int, str]) -> Mapping:
        """As a human decided, by the columns' indexes."""
        columns = tuple(
            replace(c, target=chosen[c.index], confidence=1.0, reason="chosen", facts={})
            if c.index in chosen and chosen[c.index] != c.target
            else c
            for c in self.columns
        )
        ids = tuple(c.index for c in columns if c.target == EXTERNAL)
        keeps = self.source_id if self.source_id and self.source_id[-1] in ids else ids[:1]
        return replace(self, columns=columns, source_id=keeps)

    def as_json(self) -> dict[str, Any]:
        names = ("index", "heading", "slug", "target", "confidence", "reason")
        columns = [{**{n: getattr(c, n) for n in names}, "facts": dict(c.facts)} for c in self.columns]
        return {"columns": columns, "source_id": list(self.source_id), "order": self.order}

    @classmethod
    def from_json(cls, told: Dict[str, Any]) -> Mapping:
        return cls(tuple(Column(**c) for c in told["columns"]), tuple(told["source_id"]), told["order"])


def _carried(column: Column) -> str:
    """What is never scored is kept under its own name; rules cannot see what nobody declared."""
    return column.kept_as if column.target == NEVER_SCORE else column.target


def slugs(headings: Sequence[str]) -> list[str]:
    """A name for each column, unique in the file: "größe", "größe_2"; "column_3" where the heading is empty."""
    taken: set[str] = set()
    found = []
    for at, heading in enumerate(headings, 1):
        bare = plain(heading).replace(" ", "_")[:LONGEST_SLUG].strip("_") or f"column_{at}"
        slug, further = bare, 2
        while slug in taken:
            slug, further = f"{bare}_{further}", further + 1
        taken.add(slug)
        found.append(slug)
    return found
