"""The source as these tests read it: modules with their syntax trees, by room."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGES: Final = ("leadflow", "config")


@dataclass(frozen=True, slots=True)
class Module:
    path: Path
    tree: ast.Module

    @property
    def name(self) -> str:
        return ".".join(self.path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")

    @property
    def room(self) -> str:
        """`leads` of `leadflow.leads.rules`; the package itself for everything outside the rooms."""
        parts = self.name.split(".")
        return parts[1] if parts[0] == "leadflow" and len(parts) > 1 else parts[0]

    def at(self, node: ast.AST) -> str:
        return f"{self.path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"

    def nodes(self) -> Iterator[ast.AST]:
        return ast.walk(self.tree)


@dataclass(frozen=True, slots=True)
class Import:
    """`target` is the full name of what is imported: a module, or a name of a module."""

    target: str
    node: ast.stmt


@cache
def modules(*packages: str) -> tuple[Module, ...]:
    """Migrations are generated, and left out."""
    found = (path for package in packages or PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return tuple(
        Module(path, ast.parse(path.read_text(encoding="utf-8")))
        for path in found
        if "migrations" not in path.parts
    )


def imports(tree: ast.AST) -> Iterator[Import]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (Import(f"{node.module}.{alias.name}", node) for alias in node.names)


def called(node: ast.Call) -> str:
    """The last name of what is called: `get_model` of `apps.get_model(...)`."""
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
