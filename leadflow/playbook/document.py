"""A playbook's text as plain values with the place of each: a broken section does not hide the others."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
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


Place = tuple[int, int]


@dataclass(slots=True)
class Document:
    """`values` by section, as far as they could be read; `unread` are sections that could not."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    keys: dict[Path, Place] = field(default_factory=dict)
    places: dict[Path, Place] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    def place(self, path: Path, *, of_key: bool = False) -> Place:
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

    def take(self, piece: Document, lines_before: int) -> None:
        """Add a piece whose lines count from its own beginning."""
        for fault in piece.faults:
            self.faults.append(replace(fault, line=fault.line + lines_before))
        self.keys.update((path, (line + lines_before, at)) for path, (line, at) in piece.keys.items())
        self.places.update((path, (line + lines_before, at)) for path, (line, at) in piece.places.items())
        self.values.update(piece.values)
        self.unread |= piece.unread


def decoded(data: bytes) -> str | Fault:
    """The text of an uploaded file, or where it stops being UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        return Fault(before.count(b"\n") + 1, len(before) - before.rfind(b"\n"), "", "not_utf8")


def read(text: str) -> Document:
    """Never raises: what cannot be read is a fault. A tab or an open quote spoils its own section only."""
    document = Document()
    if len(text) > LONGEST:
        document.faults.append(Fault(1, 1, "", "too_long", {"limit": LONGEST, "length": len(text)}))
        return document
    starts = [found.start() for found in HEADING.finditer(text)]
    first: dict[str, int] = {}
    for start, end in pairwise([0, *starts, len(text)]):
        piece, lines_before = _piece(text[start:end]), text.count("\n", 0, start)
        for heading in piece.values.keys() & first.keys():
            place = lines_before + 1, 1
            facts = {"name": heading, "first": first[heading]}
            document.faults.append(Fault(*place, heading, "said_twice", facts))
        first = {**dict.fromkeys(piece.values, lines_before + 1), **first}
        document.take(piece, lines_before)
    return document


@lru_cache(maxsize=128)
def _piece(text: str) -> Document:
    """One section read for itself; who edits another one does not pay for this one again."""
    piece = Document()
    node = _compose(text)
    if isinstance(node, Fault):
        piece.faults.append(node)
        piece.unread.add(text.partition(":")[0].strip())
    elif isinstance(node, MappingNode):
        _take_mapping(piece, node, (), piece.values)
    elif node is not None and not (isinstance(node, ScalarNode) and node.value == ""):
        piece.faults.append(Fault(node.start_mark.line + 1, node.start_mark.column + 1, "", "not_a_playbook"))
    return piece


class _Refused(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault: Final = fault


class _Strict(Composer):
    """Aliases and deep nests are refused before anything is built from them."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        place = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, AliasEvent):
            raise _Refused(Fault(*place, "", "no_aliases", {"name": event.anchor}))
        if self.depth >= DEEPEST:
            raise _Refused(Fault(*place, "", "too_deep", {"limit": DEEPEST}))
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _compose(text: str) -> Node | Fault | None:
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _Strict
    try:
        node = yaml.compose(text)
        return node if isinstance(node, Node) else None
    except _Refused as refused:
        return refused.fault
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
