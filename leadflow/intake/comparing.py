"""`leadflow match`: who is who within one list, by the rule of `people.likeness`, without writing anything."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from leadflow.intake.doors.csv.detect import detect
from leadflow.intake.doors.csv.guess import guess
from leadflow.intake.doors.csv.mapping import Column
from leadflow.intake.doors.csv.reading import records
from leadflow.intake.doors.csv.shapes import shapes
from leadflow.intake.doors.csv.words import MappingWords
from leadflow.kernel.mail import normal_mail
from leadflow.kernel.refusals import Refusal
from leadflow.people.likeness import values
from leadflow.people.likeness.clusters import Limits, Matched, match
from leadflow.people.likeness.table import Feature
from leadflow.people.policy import MatchingPolicy

KINDS: Final = {
    "company.name": "company",
    "company.street": "street",
    "company.postcode": "code",
    "company.domain": "domain",
    "company.city": "text",
    "company.country": "text",
}
_SAID_ELSEWHERE: Final = frozenset({"person.title", "person.function", "person.role", "note", "happened_at"})
"""Tells nothing of who it is, or another thing each time."""
_PLACES: Final = frozenset({"company", "street", "domain", "code", "text"})
_PLACES_OF_COMPANIES: Final = frozenset({"mail", "domain", "code", "text"})
LONGEST: Final = 60
"""Letters on average: what is longer is told, not named."""
MOSTLY: Final = 0.8


@dataclass(frozen=True, slots=True)
class Compared:
    """`columns`: heading -> how it was compared, "" where it was not."""

    rows: int
    columns: tuple[tuple[str, str], ...]
    matched: Matched


def match_list(
    file: BinaryIO,
    words: MappingWords,
    policy: MatchingPolicy,
    *,
    country: str,
    ignored: Collection[str] = (),
) -> Compared:
    """All rows of a CSV with each other. `country` reads phone numbers without prefix; `ignored`: headings left out.

    Refuses what is no list (Unreadable), and Refusal("unknown_column") for an ignored heading the list does not have.
    """
    detected = detect(file)
    dialect = detected.dialect
    rows = [record.values for record in records(file, dialect)]
    columns = guess(dialect.headings, [row.values for row in detected.sample], words).columns
    unknown = set(ignored) - {column.heading.strip() for column in columns}
    if unknown:
        raise Refusal("unknown_column", heading=sorted(unknown)[0])
    untouched = words.untouched
    table = _Table(rows, [c for c in columns if c.heading.strip() not in ignored], policy, country, untouched)
    features = table.features()
    used = {feature.name: feature.kind for feature in features}
    limits = Limits(policy.certain_from, policy.asked_from, policy.questions_at_most)
    return Compared(
        len(rows),
        tuple((column.heading, table.used.get(column.index, "")) for column in columns) if used else (),
        match(features, len(rows), limits),
    )


class _Table:
    def __init__(
        self,
        rows: Sequence[Sequence[str]],
        columns: Sequence[Column],
        policy: MatchingPolicy,
        country: str,
        untouched: Collection[str],
    ) -> None:
        self._rows = rows
        self._columns = columns
        self._policy = policy
        self._country = country
        self._untouched = untouched
        self.used: dict[int, str] = {}
        self._persons = False
        self._called: Sequence[Sequence[str]] = [()] * len(rows)

    def features(self) -> list[Feature]:
        names = self._names()
        self._persons = bool(names)
        phones, mails = self._phones(), self._mails("mail" in (_PLACES if names else _PLACES_OF_COMPANIES))
        places = _PLACES if names else _PLACES_OF_COMPANIES
        others = [
            Feature.of(column.heading, kind, prepared, place=kind in places)
            for column in self._columns
            if (kind := self._kind(column)) and any(prepared := self._prepared(column, kind))
        ]
        return [*names, *phones, *mails, *others]

    def _texts(self, column: Column) -> list[str]:
        at = column.index
        found = [row[at].strip() if at < len(row) else "" for row in self._rows]
        return ["" if text.casefold() in self._untouched else text for text in found]

    def _of(self, *targets: str) -> list[Column]:
        return [column for column in self._columns if column.target in targets]

    def _names(self) -> list[Feature]:
        given, surname, full = (self._of(f"person.{part}")[:1] for part in ("given", "surname", "name"))
        if not (given or surname or full):
            return []
        for column in (*given, *surname, *full):
            self.used[column.index] = "name"
        texts = [self._texts(each[0]) if each else [""] * len(self._rows) for each in (given, surname, full)]
        parts = [values.name_parts(*each) for each in zip(*texts, strict=True)]
        self._called = [tuple(part[0]) if part else () for part in parts]
        return [
            Feature.of("given", "given", [part and part[0] for part in parts]),
            Feature.of("surname", "surname", [part and part[1] for part in parts]),
        ]

    def _phones(self) -> list[Feature]:
        columns = self._of("phone", "phone.private", "mobile")
        for column in columns:
            self.used[column.index] = "phone"
        texts = [self._texts(column) for column in columns]
        numbers = [values.phones(filter(None, each), self._country) for each in zip(*texts, strict=True)]
        return [Feature.of("phone", "phone", numbers)] if any(numbers) else []

    def _mails(self, place: bool) -> list[Feature]:
        """All columns of addresses as one, also those whose heading says nothing."""
        columns = [
            column
            for column in self._columns
            if column.target in ("mail", "mail.private") or self._holds_mails(column)
        ]
        for column in columns:
            self.used[column.index] = "mail"
        shared, free = self._policy.shared_mailboxes, self._policy.free_mail_domains
        texts = [self._texts(column) for column in columns]
        rows = zip(zip(*texts, strict=True), self._called, strict=True) if texts else ()
        prepared = [values.mails(filter(None, each), shared, free, called) for each, called in rows]
        return [Feature.of("mail", "mail", prepared, place=place)] if any(prepared) else []

    def _holds_mails(self, column: Column) -> bool:
        texts = list(filter(None, self._texts(column)))
        return column.index not in self.used and bool(texts) and _share(texts, normal_mail) >= MOSTLY

    def _kind(self, column: Column) -> str:
        """How a column is compared; "" for one that says nothing of who it is."""
        if column.index in self.used or column.target in _SAID_ELSEWHERE:
            return ""
        kind = KINDS.get(column.target) or self._kind_by_values(column)
        if kind == "company" and not self._persons:
            kind = "firm"
        if kind:
            self.used[column.index] = kind
        return kind

    def _kind_by_values(self, column: Column) -> str:
        texts = list(filter(None, self._texts(column)))
        if not texts or sum(map(len, texts)) > LONGEST * len(texts):
            return ""
        if _share(texts, values.date) >= MOSTLY:
            return "date"
        if not column.target.startswith(("import.", "company.")):
            return ""
        if len(set(texts)) == len(texts):
            return ""
        shape = shapes([[text] for text in texts[:500]], 1, frozenset(), frozenset())[0]
        return "code" if shape.numbers >= MOSTLY else "text"

    def _prepared(self, column: Column, kind: str) -> list[Any]:
        free = self._policy.free_mail_domains
        prepare: dict[str, Callable[[str], Any]] = {
            "domain": lambda text: values.domain(text, free),
            "date": values.date,
            "code": values.code,
            "street": values.street,
            "text": values.plain_text,
            "company": values.company,
            "firm": values.firm,
        }
        return [prepare[kind](text) if text else None for text in self._texts(column)]


def _share(texts: Sequence[str], test: Callable[[str], object]) -> float:
    seen = texts[:500]
    return sum(test(text) is not None for text in seen) / len(seen)
