"""What each column of a list means, by its heading and by its values, with the reason. A proposal: a human decides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from leadflow.intake.doors.csv.mapping import EXTERNAL, IMPORT, NEVER_SCORE, SEVERAL, Column, Mapping, slugs
from leadflow.intake.doors.csv.shapes import Shape, shapes, tells_apart
from leadflow.intake.doors.csv.values import day_order
from leadflow.intake.doors.csv.words import MappingWords, squashed
from leadflow.kernel.names import plain

SURE: Final = 0.95
NEAR: Final = 0.75
BY_VALUES: Final = 0.65
KEPT: Final = 0.5
_DATED_WORDS: Final = (
    "datum date zeit time timestamp eingang eingegangen erstellt created angelegt anfrage kontakt"
)
_DATED: Final = frozenset(_DATED_WORDS.split())
_OTHER_DATES: Final = re.compile(
    r"geburt|birth|dob|geaendert|modified|updated|aktualisiert|won|closed|next|naechst|last|letzt|pruef"
)
_IDS: Final = frozenset({"id", "uuid", "guid", "key", "schluessel"})
_SCOPE_WORDS: Final = (
    "file datei source quelle liste list blatt sheet tabelle table system mandant tenant filiale"
)
_SCOPES: Final = frozenset(_SCOPE_WORDS.split())
_PEOPLE: Final = frozenset({"person.given", "person.surname", "person.function", "person.title"})
_PLACES: Final = frozenset({"channel", "campaign"})
_PRIVATE: Final = frozenset({"privat", "private", "personal", "home"})


@dataclass(slots=True)
class _Guess:
    """What is thought of one column so far. `rank`: which of two with the same target is surer."""

    heading: str
    shape: Shape
    target: str = ""
    confidence: float = 0.0
    reason: str = "unknown_heading"
    rank: int = 0
    facts: dict[str, Any] = field(default_factory=dict)

    def take(self, target: str, confidence: float, reason: str, /, **facts: object) -> None:
        self.target, self.confidence, self.reason, self.facts = target, confidence, reason, facts

    def leave(self, reason: str, /, **facts: object) -> None:
        """Kept as a fact of the import."""
        self.take("", KEPT, reason, **facts)


def guess(headings: Sequence[str], sample_rows: Sequence[Sequence[str]], words: MappingWords) -> Mapping:
    """A target for every column. Without headings the values alone decide."""
    width = max(len(headings), max((len(row) for row in sample_rows), default=0))
    named = [*headings, *[""] * (width - len(headings))]
    looks = shapes(sample_rows, width, words.untouched, words.yes | words.no)
    guesses = [_of_column(heading, shape, words) for heading, shape in zip(named, looks, strict=True)]
    _settle_names(guesses)
    scope = _settle_ids(guesses, sample_rows)
    _settle_by_values(guesses)
    columns = _columns(named, guesses)
    dated = next((g.shape.filled for g in guesses if g.target == "happened_at"), ())
    return Mapping(columns, _source_id(guesses, scope), day_order(dated).order)


def _of_column(heading: str, shape: Shape, words: MappingWords) -> _Guess:
    """By its heading, when the values do not contradict."""
    thought = _Guess(heading, shape)
    if words.is_outcome(heading):
        thought.take("outcome", SURE, "outcome_heading")
    elif words.is_never_scored(heading):
        thought.take(NEVER_SCORE, SURE, "set_after_contact")
    else:
        _by_heading(thought, words)
    return thought


def _by_heading(thought: _Guess, words: MappingWords) -> None:
    known, near = words.target_of(thought.heading), None
    if known is None and thought.heading:
        near = words.near_target_of(thought.heading)
    found = known or near
    if found is None:
        thought.leave("unknown_heading" if thought.heading else "no_heading")
        return
    target, thought.rank = found
    if target in ("mail", "phone") and _PRIVATE & set(plain(thought.heading).split()):
        target = f"{target}.private"
    if target == "person.title" and thought.shape.filled and thought.shape.titles < 0.3:
        target = "person.function"
    if _fits(target, thought.shape):
        thought.take(target, SURE if known else NEAR, "heading" if known else "heading_part")
    else:
        thought.leave("values_do_not_fit", target=target)


def _fits(target: str, shape: Shape) -> bool:
    """An empty column fits anything; a column of yes and no is no place, no name, no address."""
    if not shape.filled:
        return True
    kind = target.partition(".")[0]
    if kind in ("objection", "consent"):
        return shape.answers >= 0.8
    needed = {
        "mail": shape.mails,
        "phone": shape.phones,
        "mobile": shape.phones,
        "mail.private": shape.mails,
        "phone.private": shape.phones,
        "happened_at": shape.days,
        "company.domain": shape.webs,
    }
    if target in needed:
        return needed[target] >= 0.3
    if target in _PLACES or target in ("company.name", "person.name", "person.surname", "person.given"):
        return shape.answers < 0.8 and shape.mails < 0.5 and shape.numbers < 0.8
    return True


def _settle_names(guesses: Sequence[_Guess]) -> None:
    """ "Name" alone is a person beside a company, the surname beside a given name, else whatever its values are."""
    targets = {g.target for g in guesses}
    for thought in guesses:
        if thought.target != "person.name" or squashed(thought.heading) != "name":
            continue
        if "person.given" in targets and "person.surname" not in targets:
            thought.take("person.surname", SURE, "name_beside_given")
        elif thought.shape.companies >= 0.2 or _speaks_of_companies(guesses, targets):
            thought.take("company.name", NEAR, "name_of_company")


def _speaks_of_companies(guesses: Sequence[_Guess], targets: set[str]) -> bool:
    """A list without any column about a person in which companies are described."""
    long_name = any(
        g.target == "company.name" and squashed(g.heading).startswith(("namel", "name1", "langname"))
        for g in guesses
    )
    described = {"company.industry", "company.domain", "company.size", "company.street"} & targets
    return not targets & _PEOPLE and (long_name or ("company.name" not in targets and len(described) >= 1))


def _settle_ids(guesses: Sequence[_Guess], rows: Sequence[Sequence[str]]) -> int | None:
    """An external id must tell rows apart, alone or within the list it comes from: then that column is returned."""
    scope = None
    named = [at for at, g in enumerate(guesses) if g.target == EXTERNAL]
    for at in named or _likely_ids(guesses):
        thought = guesses[at]
        if not thought.shape.filled or tells_apart(rows, at):
            confidence = thought.confidence if named else BY_VALUES
            thought.take(EXTERNAL, confidence, "tells_rows_apart", rows=len(rows))
            continue
        within = next((s for s in _scopes(guesses) if s != at and tells_apart(rows, s, at)), None)
        if within is None or scope is not None:
            thought.leave("id_repeats", target=EXTERNAL)
        else:
            scope = within
            thought.take(EXTERNAL, BY_VALUES, "tells_rows_apart_within", heading=guesses[within].heading)
    return scope


def _likely_ids(guesses: Sequence[_Guess]) -> list[int]:
    """Columns called something_id whose values stand once each; the first of them."""
    return [
        at
        for at, g in enumerate(guesses)
        if not g.target
        and g.shape.stands_once
        and len(g.shape.filled) == g.shape.rows
        and _IDS & set(plain(g.heading).split()[-1:])
    ][:1]


def _scopes(guesses: Sequence[_Guess]) -> list[int]:
    return [at for at, g in enumerate(guesses) if squashed(g.heading) in _SCOPES]


def _source_id(guesses: Sequence[_Guess], scope: int | None) -> tuple[int, ...]:
    ids = sorted(
        (at for at, g in enumerate(guesses) if g.target == EXTERNAL), key=lambda at: _surest(guesses, at)
    )
    if not ids:
        return ()
    within = guesses[ids[0]].reason == "tells_rows_apart_within"
    return (scope, ids[0]) if within and scope is not None else (ids[0],)


def _settle_by_values(guesses: Sequence[_Guess]) -> None:
    """Where no heading decides, values do: what is full of @ is mail, whatever it is called."""
    for thought in guesses:
        if thought.target or not thought.shape.filled:
            continue
        taken = {g.target for g in guesses}
        target = _by_values(thought, taken)
        if target:
            thought.take(target, BY_VALUES, "values")


def _by_values(thought: _Guess, taken: set[str]) -> str:
    shape, heading = thought.shape, plain(thought.heading)
    if shape.mails >= 0.8:
        return "mail"
    if shape.phones >= 0.8 and "fax" not in heading:
        return "phone" if not thought.heading or "phone" not in taken else ""
    if (
        shape.days >= 0.8
        and "happened_at" not in taken
        and _DATED & set(heading.split())
        and not _OTHER_DATES.search(heading)
    ):
        return "happened_at"
    if thought.heading:
        return ""
    return _by_values_alone(shape, taken)


def _by_values_alone(shape: Shape, taken: set[str]) -> str:
    """For columns that nobody named."""
    if shape.companies >= 0.3 and "company.name" not in taken:
        return "company.name"
    if shape.webs >= 0.8 and "company.domain" not in taken:
        return "company.domain"
    if shape.postcodes >= 0.9 and not shape.stands_once and "company.postcode" not in taken:
        return "company.postcode"
    return ""


def _surest(guesses: Sequence[_Guess], at: int) -> tuple[float, int, int]:
    return -guesses[at].confidence, guesses[at].rank, at


def _columns(named: Sequence[str], guesses: Sequence[_Guess]) -> tuple[Column, ...]:
    """Of columns with the same target the surest keeps its confidence, the others wait behind it."""
    columns = []
    for at, (heading, slug, thought) in enumerate(zip(named, slugs(named), guesses, strict=True)):
        target = thought.target or f"{IMPORT}{slug}"
        column = Column(at, heading, slug, target, thought.confidence, thought.reason, thought.facts)
        rivals = [
            other for other, g in enumerate(guesses) if g.target and g.target == thought.target != NEVER_SCORE
        ]
        columns.append(_behind(column, sorted(rivals, key=lambda other: _surest(guesses, other)), guesses))
    return tuple(columns)


def _behind(column: Column, line: Sequence[int], guesses: Sequence[_Guess]) -> Column:
    place = line.index(column.index) if column.index in line else 0
    if place == 0:
        return column
    less = round(max(column.confidence - 0.1 * place, KEPT), 2)
    reason = "further" if column.target.partition(".")[0] in SEVERAL else "behind"
    return replace(column, confidence=less, reason=reason, facts={"heading": guesses[line[0]].heading})
