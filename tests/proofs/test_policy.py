"""Each value of the default playbook matters: a sound change of it alters a decision or a text somebody reads."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from pydantic import ValidationError

from leadflow.playbook import rules
from leadflow.playbook.document import read
from leadflow.playbook.rules import Playbook
from tests.proofs.leaves import Leaf, changed, changes, leaves, pools, swapped
from tests.proofs.observing import OBSERVERS, texts

VALUES: Final[dict[str, Any]] = read(
    Path(rules.__file__).with_name("default.yaml").read_text(encoding="utf-8")
).values
NAMES: Final = ("key", "currency", "type")
"""Identity, not value: a key is what other places point to, the currency is that of the home."""
WORDS: Final = ("de", "en", "note")


@cache
def base() -> dict[str, list[Leaf]]:
    return {name: list(leaves(part, (name,))) for name, part in VALUES.items()}


def book(values: dict[str, Any], section: str | None = None) -> Playbook:
    """A version with one section read anew."""
    if section is None:
        return Playbook(1, rules.parse(values, lambda: VALUES))
    kind = rules.sections()[section]
    return Playbook(2, {**_plain()._sections, kind: kind.model_validate(values[section])})


@cache
def _plain() -> Playbook:
    return book(VALUES)


def seen(one: Playbook, leaf: Leaf) -> str:
    """Texts are looked for on the pages, all else in what the rules decide."""
    observer = texts if leaf.path[-1] in WORDS else OBSERVERS[str(leaf.path[0])]
    return repr(observer(one, leaf))


@cache
def words_now() -> str:
    return repr(texts(_plain(), Leaf((), None)))


@pytest.mark.parametrize("section", sorted(OBSERVERS))
def test_every_value_matters(section: str) -> None:
    pool = pools(base()[section])
    idle = [
        leaf.place
        for leaf in base()[section]
        if leaf.path[-1] not in NAMES and not matters(leaf, pool[leaf.kind])
    ]
    assert idle == []


def matters(leaf: Leaf, pool: list[Any]) -> bool:
    before = words_now() if leaf.path[-1] in WORDS else seen(_plain(), leaf)
    return any(seen(another, leaf) != before for another in others(leaf, pool))


def others(leaf: Leaf, pool: list[Any]) -> Iterator[Playbook]:
    """Sound playbooks that differ in this one value."""
    for values in _values(leaf, pool):
        try:
            yield book(values, str(leaf.path[0]))
        except ValidationError:
            continue


def _values(leaf: Leaf, pool: list[Any]) -> Iterator[dict[str, Any]]:
    for value in changes(leaf, pool):
        yield changed(VALUES, leaf.path, value)
    if leaf.path[-1] == "do" and leaf.value == "mail":  # a step that is no mail names none
        yield changed(changed(VALUES, leaf.path, "call"), (*leaf.path[:-1], "mail"), None)
    if isinstance(leaf.path[-1], int):
        yield changed(VALUES, leaf.path, None)
        yield swapped(VALUES, leaf.path)
