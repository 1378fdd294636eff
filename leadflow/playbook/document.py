"""A playbook's text as plain values with the place of each, in one go: a broken section does not hide the others."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

Path = tuple[str | int, ...]
LONGEST: Final = 1_000_000
DEEPEST: Final = 24
HEADING: Final = re.compile(r"^[^\s#\-].*?:(\s|$)", re.MULTILINE)
_TAG: Final = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong and where; lines and columns count from 1. `code` has words in both languages."""

    line: int
    column: int
    path: str
    code: str
    facts: dict[str, Any] = field(default_factory=dict, compare=False, hash=False)


def shown(path: Path) -> str:
    """("scoring", "rules", 3, "when") as "scoring.rules[4].when": people count from 1."""
    parts = [f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path]
    return "".join(parts).lstrip(".")


@dataclass(slots=True)
class Document:
    """`values` per section as far as they could be read."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    def place(self, path: Path, *, of_key: bool = False) -> tuple[int, int]:
        """Where the value (or its key) stands; for what is not there the place of what should hold it."""
        first, second = (self.keys, self.places) if of_key else (self.places, self.keys)
        while path:
            for known in (first, second):
                if path in known:
                    return known[path]
            path, first, second = path[:-1], self.keys, self.places
        return 1, 1

    def blame(self, path: Path, code: str, *, of_key: bool = False, **facts: Any) -> None:
        self.faults.append(Fault(*self.place(path, of_key=of_key), shown(path), code, facts))


def read(text: str) -> Document:
    """Never raises: what cannot be read is a fault. A tab or an open quote spoils its own section only."""
    document = Document()
    if len(text) > LONGEST:
        document.faults.append(Fault(1, 1, "", "too_long", {"limit": LONGEST, "length": len(text)}))
        return document
    whole = _compose(text)
    found = _by_section(text, whole) if isinstance(whole, Fault) else {"": whole}
    for heading, node in found.items():
        if isinstance(node, Fault):
            document.faults.append(node)
            document.unread.add(heading)
        elif isinstance(node, MappingNode):
            _take_mapping(document, node, (), document.values)
        elif node is not None:
            document.faults.append(Fault(1, 1, "", "not_a_playbook"))
    return document


def _by_section(text: str, fault: Fault) -> dict[str, Node | Fault | None]:
    """Each section read for itself. Where no section alone is broken, the fault of the whole stands."""
    starts = [found.start() for found in HEADING.finditer(text)]
    found: dict[str, Node | Fault | None] = {}
    for start, end in pairwise([*starts, len(text)]):
        heading = text[start:end].partition(":")[0].strip()
        node = _compose("\n" * text.count("\n", 0, start) + text[start:end])
        if not isinstance(found.get(heading), Fault):
            found[heading] = node
    return found if any(isinstance(node, Fault) for node in found.values()) else {"": fault}


def _compose(text: str) -> Node | Fault | None:
    """The node tree; aliases and deep nests are refused before anything is built."""
    try:
        refused = _refused(text)
        node = None if refused else YAML(typ="safe", pure=True).compose(text)
        return refused or (node if isinstance(node, Node) else None)
    except MarkedYAMLError as error:
        return _unreadable(error)
    except ReaderError as error:
        before = text[: error.position]
        place = before.count("\n") + 1, len(before) - before.rfind("\n")
        return Fault(*place, "", "strange_character", {"character": f"U+{_ordinal(error.character):04X}"})
    except (YAMLError, ValueError) as error:
        return Fault(1, 1, "", "not_readable", {"problem": str(error).splitlines()[0]})


def _unreadable(error: MarkedYAMLError) -> Fault:
    """An open quote or bracket is blamed where it was opened, not where the text ended."""
    ran_on = "end of stream" in (error.problem or "") or "expected ':'" in (error.problem or "")
    mark = (ran_on and error.context_mark) or error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    told = " ".join(part for part in (error.problem, error.context) if part)
    return Fault(line, column, "", "not_readable", {"problem": told})


def _ordinal(character: object) -> int:
    return character if isinstance(character, int) else ord(str(character)[:1] or "\0")


def _refused(text: str) -> Fault | None:
    depth = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        mark = event.start_mark
        if isinstance(event, CollectionStartEvent):
            depth += 1
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
        if isinstance(event, AliasEvent):
            return Fault(mark.line + 1, mark.column + 1, "", "no_aliases", {"name": event.anchor})
        if depth > DEEPEST:
            return Fault(mark.line + 1, mark.column + 1, "", "too_deep", {"limit": DEEPEST})
    return None


def _take(document: Document, node: Node, path: Path) -> Any:
    document.places[path] = node.start_mark.line + 1, node.start_mark.column + 1
    if isinstance(node, MappingNode):
        return _take_mapping(document, node, path, {})
    if isinstance(node, SequenceNode):
        return [_take(document, item, (*path, at)) for at, item in enumerate(node.value)]
    return _plain(document, node, path)


def _take_mapping(document: Document, node: MappingNode, path: Path, into: dict[str, Any]) -> dict[str, Any]:
    for key_node, value_node in node.value:
        if not isinstance(key_node, ScalarNode):
            document.blame(path, "key_is_no_word")
            continue
        here = (*path, key_node.value)
        place = key_node.start_mark.line + 1, key_node.start_mark.column + 1
        if here in document.keys:
            first = document.keys[here][0]
            document.faults.append(
                Fault(*place, shown(here), "said_twice", {"name": key_node.value, "first": first})
            )
            continue
        document.keys[here] = place
        into[key_node.value] = _take(document, value_node, here)
    return into


def _plain(document: Document, node: Node, path: Path) -> Any:
    """YAML 1.2 scalars: only true/false, numbers, null and text; dates stay text."""
    tag, value = str(node.tag).removeprefix(_TAG), node.value
    if tag == "null":
        return None
    if tag == "bool":
        return str(value).lower() == "true"
    if tag in ("int", "float"):
        return _number(str(value))
    if str(node.tag).startswith(_TAG) and tag in ("str", "timestamp", "value", "merge"):
        return value
    document.blame(path, "no_tags", tag=str(node.tag))
    return value


def _number(written: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(written)
        except ValueError:
            continue
    return written
