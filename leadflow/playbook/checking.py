"""Whether a text is a sound playbook: every fault at once, each with its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from leadflow.playbook.document import Document, Fault, Path, read
from leadflow.playbook.parts import CURRENCY, FACT_KEY, LETTER, Book, Declares, Finding, Names, Section
from leadflow.playbook.rules import checks, sections
from leadflow.playbook.words import DE


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as understood: all its faults, in the order of the lines, and its plain values."""

    faults: tuple[Fault, ...]
    values: Mapping[str, Any]
    book: Book


def check(text: str, *, outside: Mapping[str, frozenset[str]] | None = None) -> list[Fault]:
    """All faults, each with its line. `outside`: names the playbook may use and does not declare (teams)."""
    return list(draft(text, outside=outside).faults)


def draft(text: str, *, outside: Mapping[str, frozenset[str]] | None = None) -> Draft:
    document = read(text)
    names = _names(document, outside or {})
    sound: dict[type[Section], Section] = {}
    for heading in document.values.keys() - sections().keys():
        document.blame(
            (heading,), "unknown_section", of_key=True, name=heading, near=_near(heading, sections())
        )
    for name, section in sections().items():
        if name in document.values:
            sound.update(_understood(document, section, names))
        elif name not in document.unread:
            document.faults.append(Fault(1, 1, name, "section_missing", {"name": name}))
    _doubled(document, document.values, ())
    book = Book(sound)
    for head, found in _findings(book, sound.values()):
        document.blame((*head, *found.path), found.code, **found.facts)
    return Draft(_in_order(document.faults), document.values, book)


def _in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """By line, each told once."""
    return tuple(sorted({(fault, repr(fault.facts)): fault for fault in faults}.values()))


def _findings(book: Book, sound: Iterable[Section]) -> Iterator[tuple[Path, Finding]]:
    for section in sound:
        yield from (((section.SECTION,), found) for found in section.findings(book))
    for check in checks():
        yield from (((), found) for found in check(book))


def _understood(document: Document, section: type[Section], names: Names) -> dict[type[Section], Section]:
    try:
        return {section: section.model_validate(document.values[section.SECTION], context=names)}
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _blame(document, section.SECTION, detail, names)
        return {}


def _doubled(document: Document, value: object, path: Path) -> None:
    """Two entries of one list with the same key, anywhere."""
    if isinstance(value, dict):
        for name, inner in value.items():
            _doubled(document, inner, (*path, name))
    if not isinstance(value, list):
        return
    first: dict[object, int] = {}
    for at, entry in enumerate(value):
        _doubled(document, entry, (*path, at))
        key = entry.get("key") if isinstance(entry, dict) else None
        if isinstance(key, str) and first.setdefault(key, at) != at:
            line, _ = document.place((*path, first[key], "key"))
            document.blame((*path, at, "key"), "doubled_key", name=key, first=line)


# --- names declared here and used there ---


def _names(document: Document, outside: Mapping[str, frozenset[str]]) -> Names:
    """Taken from the raw values, so that a fault elsewhere in a declaration does not make its name unknown."""
    known = {**outside}
    for name, section in sections().items():
        for field_name, kind in _declaring(section):
            entries = _entries(document.values.get(name), field_name)
            if entries is not None:
                known[kind] = frozenset(str(entry["key"]) for entry in entries if "key" in entry)
    facts = [fact for fact in _entries(document.values.get("facts"), "declared") or () if "key" in fact]
    types = {str(fact["key"]): str(fact.get("type")) for fact in facts}
    choices = {str(fact["key"]): frozenset(_choice_keys(fact)) for fact in facts}
    return Names(known | _derived(known, choices), types, choices)


def _derived(
    known: Mapping[str, frozenset[str]], choices: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """Roles are the choices of a fact; signals are enquiries, touches and what a call brought."""
    derived = {}
    if "person.role" in choices:
        derived["contact_role"] = choices["person.role"]
    if "touch" in known and "call_result" in known:
        calls = {f"call.{result}" for result in known["call_result"]}
        derived["signal"] = frozenset({"enquiry", *known["touch"], *calls})
    return derived


def _declaring(section: type[Section]) -> Iterator[tuple[str, str]]:
    for name, about in section.model_fields.items():
        for mark in about.metadata:
            if isinstance(mark, Declares):
                yield name, mark.kind


def _entries(values: object, name: str) -> list[dict[str, Any]] | None:
    entries = values.get(name) if isinstance(values, dict) else None
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else None


def _choice_keys(fact: Mapping[str, Any]) -> Iterator[str]:
    return (str(choice["key"]) for choice in _entries(fact, "choices") or () if "key" in choice)


# --- what the schema found, said in codes of our own ---


def _blame(document: Document, heading: str, detail: ErrorDetails, names: Names) -> None:
    path = (heading, *(step for step in detail["loc"] if not str(step).startswith("<")))
    code, facts = _said(detail)
    if (
        code == "too_few"
        and isinstance(detail["input"], list | tuple)
        and len(detail["input"]) >= facts["limit"]
    ):
        return  # the entries are there, and what is wrong with each is told already
    if code == "unknown_key" and detail["input"] is None and _on_one_line(document, path):
        code = "comma_cuts_text"
    facts["near"] = _near(str(facts.get("name")), _meant(code, facts, heading, path, names))
    document.blame(path, code, of_key=code in ("unknown_key", "comma_cuts_text"), **facts)


def _on_one_line(document: Document, path: Path) -> bool:
    """Inside {...}: there the rest of a text after a comma looks like a key without a value."""
    outer, key = document.place(path[:-1]), document.place(path, of_key=True)
    return outer[0] == key[0] and outer[1] < key[1]


def _meant(code: str, facts: Mapping[str, Any], heading: str, path: Path, names: Names) -> Iterable[str]:
    """The names that could have stood there."""
    if code == "unknown_name":
        return names.known.get(str(facts["kind"]), ())
    if code == "unknown_choice":
        return names.choices.get(str(facts["fact"]), ())
    return _siblings(heading, path) if code == "unknown_key" else ()


def _siblings(heading: str, path: Path) -> Iterable[str]:
    """Which words could have stood there: those of the section, further down those of any of its parts."""
    words = _vocabulary(sections()[heading])
    return frozenset().union(*words) if len(path) > 2 else words[0]


@cache
def _vocabulary(section: type[Section]) -> tuple[frozenset[str], ...]:
    schema = section.model_json_schema()
    models = [schema, *schema.get("$defs", {}).values()]
    return tuple(frozenset(model.get("properties", ())) for model in models)


def _near(name: str, known: Iterable[str]) -> str:
    return next(iter(get_close_matches(name, sorted(known), n=1)), "")


_TYPES: Final = {
    "string_type": "text",
    "int_type": "whole_number",
    "int_from_float": "whole_number",
    "float_type": "number",
    "bool_type": "true_or_false",
    "tuple_type": "list",
    "model_type": "group",
    "model_attributes_type": "group",
    "dict_type": "group",
}


def _said(detail: ErrorDetails) -> tuple[str, dict[str, Any]]:
    kind, context = detail["type"], dict(detail.get("ctx", {}))
    last = str(detail["loc"][-1]) if detail["loc"] else ""
    if kind in _TYPES:
        return "wrong_type", {"expected": _TYPES[kind]}
    if kind in _BOUNDS:
        return _BOUNDS[kind], {"limit": next(iter(context.values()))}
    known: dict[str, tuple[str, dict[str, Any]]] = {
        "missing": ("missing", {"name": last}),
        "extra_forbidden": ("unknown_key", {"name": last}),
        "literal_error": ("not_one_of", {"allowed": str(context.get("expected", "")).replace(" or ", ", ")}),
        "string_pattern_mismatch": (
            _PATTERNS.get(str(context.get("pattern")), "not_a_key"),
            {"value": str(detail["input"])},
        ),
        "string_too_short": ("empty_text", {}),
        "too_short": ("too_few", {"limit": context.get("min_length")}),
        "too_long": ("too_many", {"limit": context.get("max_length")}),
    }
    return known.get(kind) or ((kind, context) if kind in DE else ("not_allowed", {}))


_PATTERNS: Final = {FACT_KEY: "not_a_fact_key", CURRENCY: "not_a_currency", LETTER: "not_a_letter"}
_BOUNDS: Final = {
    "greater_than_equal": "too_small",
    "greater_than": "too_small",
    "less_than_equal": "too_large",
    "less_than": "too_large",
}
