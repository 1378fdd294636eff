"""One entry of one list of the playbook is changed; every other line, with its comments, stays as it was written."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from leadflow.kernel.refusals import Refusal
from leadflow.playbook import document

Values = Mapping[str, Any]
WIDE: Final = 1_000_000


def put_entry(text: str, section: str, name: str, key: str, values: Values | None) -> str:
    """The text with the entry `key` of the list `section.name` put in; None takes it out; a new one comes last.

    Refusal("playbook_not_editable") where the text is written in a way that this cannot follow.
    """
    text = text if text.endswith("\n") else f"{text}\n"
    lines = text.splitlines(keepends=True)
    found = _list(text, section, name)
    if found is None:
        raise Refusal("playbook_not_editable")
    keys = [_key(item) for item in found.value]
    at = keys.index(key) if key in keys else None
    if found.flow_style or not found.value:
        new = _whole(text, found, section, name, at, values)
    else:
        new = _one(lines, found, at, values)
    _compare(text, new, section, name, key, values)
    return new


def _list(text: str, section: str, name: str) -> SequenceNode | None:
    root = YAML(typ="safe", pure=True).compose(text)
    part = _child(root, section)
    found = _child(part, name)
    return found if isinstance(found, SequenceNode) else None


def _child(node: Any, name: str) -> Node | None:
    if not isinstance(node, MappingNode):
        return None
    return next((value for key, value in node.value if key.value == name), None)


def _key(item: Node) -> str:
    found = _child(item, "key")
    return str(found.value) if found is not None else ""


def _one(lines: list[str], found: SequenceNode, at: int | None, values: Values | None) -> str:
    indent = int(found.start_mark.column)
    if at is None:
        end = _end(lines, found, len(found.value) - 1)
        return "".join([*lines[:end], _entry("", values, indent), *lines[end:]])
    start, end = int(found.value[at].start_mark.line), _end(lines, found, at)
    new = "" if values is None else _entry("".join(lines[start:end]), values, indent)
    return "".join([*lines[:start], new, *lines[end:]])


def _end(lines: list[str], found: SequenceNode, at: int) -> int:
    """Behind the last line of an entry. Blank lines and remarks that follow belong to what comes next."""
    last = at + 1 == len(found.value)
    end = int(found.end_mark.line if last else found.value[at + 1].start_mark.line)
    start = int(found.value[at].start_mark.line)
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end


def _entry(before: str, values: Values | None, indent: int) -> str:
    """One entry as text; what did not change in it keeps its remarks and its way of writing."""
    yaml = _writer()
    known = yaml.load(textwrap.dedent(before)) if before else None
    entry = known[0] if isinstance(known, list) and known else CommentedMap()
    _merge(entry, values or {})
    out = io.StringIO()
    yaml.dump([entry], out)
    plain = textwrap.dedent(out.getvalue())
    return textwrap.indent(plain if plain.endswith("\n") else f"{plain}\n", " " * indent)


def _writer() -> YAML:
    yaml = YAML(typ="rt")
    yaml.width = WIDE
    yaml.preserve_quotes = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _merge(entry: CommentedMap, values: Values) -> None:
    for name in [name for name in entry if name not in values]:
        del entry[name]
    for name, value in values.items():
        known = entry.get(name)
        if isinstance(known, CommentedMap) and isinstance(value, Mapping):
            _merge(known, value)
        elif name not in entry or known != value:
            entry[name] = _styled(value, 0)


def _styled(value: Any, depth: int) -> Any:
    """Short maps on one line, as people write them; lists of maps one below the other."""
    if isinstance(value, Mapping):
        found = CommentedMap((name, _styled(inner, depth + 1)) for name, inner in value.items())
        found.fa.set_flow_style()
        return found
    if isinstance(value, list):
        items = CommentedSeq(_styled(inner, depth + 1) for inner in value)
        if depth or not any(isinstance(inner, Mapping) for inner in value):
            items.fa.set_flow_style()
        return items
    return value


def _whole(
    text: str, found: SequenceNode, section: str, name: str, at: int | None, values: Values | None
) -> str:
    """A list in brackets is written anew, an entry to a line."""
    entries = list(document.read(text).values[section][name])
    if at is not None:
        entries[at : at + 1] = [dict(values)] if values is not None else []
    elif values is not None:
        entries.append(dict(values))
    before, after = text[: found.start_mark.index], text[found.end_mark.index :]
    line = before.rpartition("\n")[2]
    indent = len(line) - len(line.lstrip()) + 2
    block = "".join(_entry("", entry, indent) for entry in entries)
    return f"{before.rstrip(' ')}\n{block.rstrip()}{after}" if entries else f"{before}[]{after}"


def _compare(text: str, new: str, section: str, name: str, key: str, values: Values | None) -> None:
    """What was meant to stay stayed, and what was meant to change changed: else nothing is handed out."""
    before, after = document.read(text), document.read(new)
    told = before.values[section][name]
    wanted = [entry if entry.get("key") != key else values for entry in told]
    if values is not None and key not in {entry.get("key") for entry in told}:
        wanted.append(values)
    expected = {
        **before.values,
        section: {**before.values[section], name: [e for e in wanted if e is not None]},
    }
    if expected != after.values or len(after.faults) > len(before.faults):
        raise Refusal("playbook_not_editable")
