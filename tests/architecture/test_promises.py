"""Promises that only reading the source can keep."""

from __future__ import annotations

import ast
import re
from collections import Counter

import pytest

from tests.architecture.source import ROOT, called, modules


def test_only_privacy_makes_a_permit() -> None:
    assert not [
        module.at(node)
        for module in modules()
        if module.room != "privacy"
        for node in module.nodes()
        if isinstance(node, ast.Call) and called(node) == "Permit"
    ]


def test_rules_never_ask_what_time_it_is() -> None:
    clocks = {"now", "utcnow", "today", "time", "time_ns", "localtime"}
    assert not [
        module.at(node)
        for module in modules("leadflow")
        if module.path.name in {"rules.py", "policy.py"}
        for node in module.nodes()
        if isinstance(node, ast.Call) and called(node) in clocks and not node.args and _is_a_clock(node)
    ]


def _is_a_clock(node: ast.Call) -> bool:
    match node.func:
        case ast.Attribute(value=ast.Name(id="datetime" | "date" | "time" | "timezone")):
            return True
        case _:
            return False


def test_no_module_outgrows_four_hundred_lines() -> None:
    assert not [
        module.name for module in modules() if len(module.path.read_text(encoding="utf-8").splitlines()) > 400
    ]


def test_no_module_is_a_drawer_for_anything() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert not [module.name for module in modules() if module.name.split(".")[-1] in drawers]


def test_views_reach_rows_only_through_doors() -> None:
    assert not [
        module.at(node)
        for module in modules("leadflow")
        if module.room in {"desk", "api"}
        for node in module.nodes()
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    ]


def test_ways_around_the_types_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    found = Counter[str]()
    for path in [*(ROOT / "leadflow").rglob("*.py"), *(ROOT / "config").rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        found["Any"] += len(re.findall(r"\bAny\b(?!,|\n)", text))
        found["cast"] += len(re.findall(r"\bcast\(", text))
        found["type: ignore"] += text.count("type: ignore")
        found["noqa"] += text.count("# noqa")
    with capsys.disabled():
        print("\nways around the types:", ", ".join(f"{count} {word}" for word, count in found.items()))
    assert found["type: ignore"] < 40
