"""The house refuses in codes: each has words, in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from django.utils import translation

from leadflow.desk.refusal_words import WORDS
from tests.architecture.source import called, modules


def codes() -> Iterator[tuple[str, str]]:
    """Every code that the source can refuse with, and where."""
    for module in modules("leadflow"):
        for node in module.nodes():
            if isinstance(node, ast.Call) and node.args and _refuses(node):
                code = node.args[0]
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value, module.at(node)


def _refuses(node: ast.Call) -> bool:
    """`Refusal("code")`, and `super().__init__("code")` of its kinds."""
    if called(node) == "Refusal":
        return True
    own = isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call)
    return own and called(node) == "__init__" and len(node.args) == 1


def test_every_refusal_has_words() -> None:
    assert not [f"{place} {code}" for code, place in codes() if code not in WORDS]


def test_the_words_of_refusals_are_german_in_german() -> None:
    """What is said in English is never shown to somebody who chose German."""
    with translation.override("en"):
        english = {code: [str(part) for part in parts] for code, parts in WORDS.items()}
    with translation.override("de"):
        german = {code: [str(part) for part in parts] for code, parts in WORDS.items()}
    assert not [
        code for code in WORDS if any(en == de for en, de in zip(english[code], german[code], strict=True))
    ]
