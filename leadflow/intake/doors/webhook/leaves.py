"""A JSON message as a flat list: path -> text. Named members of a list keep their name in the path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import orjson

MOST: Final = 400
DEEPEST: Final = 40
LONGEST: Final = 4_000
NAMES: Final = ("column_id", "questionId", "question_id", "name", "key", "field", "id", "label", "type")
"""By one of these a list of fields is read like a table: `user_column_data[EMAIL].string_value`."""


def parsed(body: str) -> Any:
    """The message; None for what is no JSON object or list."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict | list) else None


def leaves(payload: Any) -> dict[str, str]:
    """Path -> text, in the order of the message; what says nothing is left out."""
    found: dict[str, str] = {}
    for path, value in _walk(payload, "", 0):
        text = _text(value)
        if text and path not in found:
            found[path] = text
        if len(found) >= MOST:
            break
    return found


def _walk(value: Any, path: str, depth: int) -> Iterator[tuple[str, Any]]:
    if depth > DEEPEST:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            name = str(key)[:100]
            yield from _walk(inner, f"{path}.{name}" if path else name, depth + 1)
    elif isinstance(value, list):
        for name, inner in zip(_names(value), value, strict=True):
            yield from _walk(inner, f"{path}[{name}]", depth + 1)
    else:
        yield path, value


def _names(items: Sequence[Any]) -> list[str]:
    """What tells the members apart: a name each of them has and none shares, else their place."""
    if len(items) > MOST:
        return [str(at) for at in range(len(items))]
    for name in NAMES:
        told = [item.get(name) if isinstance(item, Mapping) else None for item in items]
        words = [str(one)[:60] for one in told if isinstance(one, str | int)]
        if len(set(words)) == len(items) and not any(set(word) & set(".[]") for word in words):
            return words
    return [str(at) for at in range(len(items))]


def _text(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("\x00", "").strip()[:LONGEST]
