"""What the import contracts cannot see: ways around an import, and the models of another room."""

from __future__ import annotations

import ast
import re

from tests.architecture.source import ROOT, Import, Module, called, imports, modules

GUARDS = {"expect", "opened"}
"""What a change is asked about a subject of a lower room: its version, and whether this very change opened it."""


def test_a_room_names_the_tables_of_another_only_to_point_at_them_or_to_guard_a_version() -> None:
    """Foreign keys in models.py, `change.expect(Lead, ...)` in services; pages name the type of who is logged in."""
    assert not [
        f"{module.at(found.node)} {found.target}"
        for module in modules("leadflow")
        if module.path.name != "models.py"
        for found in imports(module.tree)
        if (owner := re.match(r"leadflow\.(\w+)\.models\b", found.target))
        and owner[1] != module.room
        and not (_only_guards(module, found) or _is_who_is_logged_in(module, found))
    ]


def _only_guards(module: Module, found: Import) -> bool:
    name = found.target.rpartition(".")[2]
    guards = [
        node.args[0] for node in module.nodes() if isinstance(node, ast.Call) and called(node) in GUARDS
    ]
    uses = [node for node in module.nodes() if isinstance(node, ast.Name) and node.id == name]
    return all(any(use is guard for guard in guards) for use in uses)


def _is_who_is_logged_in(module: Module, found: Import) -> bool:
    return module.room in {"desk", "api"} and found.target == "leadflow.accounts.models.User"


def test_rooms_and_audiences_import_at_the_top_of_the_module() -> None:
    """Only apps.py may wait: Django loads it before there are tables."""
    assert not [
        module.at(found.node)
        for module in modules("leadflow")
        if module.path.name != "apps.py"
        for function in module.nodes()
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for found in imports(function)
    ]


def test_nobody_reaches_a_model_by_its_name() -> None:
    assert not [
        module.at(node)
        for module in modules("leadflow")
        for node in module.nodes()
        if isinstance(node, ast.Call) and called(node) in {"get_model", "import_string", "__import__"}
    ]


def test_modules_are_imported_by_name_only_to_load_the_own_jobs() -> None:
    assert not [
        module.at(node)
        for module in modules("leadflow")
        for node in module.nodes()
        if isinstance(node, ast.Call) and called(node) == "import_module" and not _own_jobs(module, node)
    ]


def _own_jobs(module: Module, node: ast.Call) -> bool:
    wanted = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
    return wanted == f"leadflow.{module.room}.jobs" and module.path.name == "apps.py"


def test_every_folder_with_python_in_it_is_a_package() -> None:
    folders = {
        path.parent
        for root in ("leadflow", "config", "tests", "bench")
        for path in (ROOT / root).rglob("*.py")
    }
    assert not [str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").is_file()]


def test_the_door_of_a_room_is_empty() -> None:
    doors = [
        module
        for module in modules("leadflow")
        if module.path.name == "__init__.py" and module.room != "leadflow"
    ]
    assert not [module.name for module in doors if not _only_says_what_it_is(module)]


def _only_says_what_it_is(module: Module) -> bool:
    return all(isinstance(statement, ast.Expr) for statement in module.tree.body)


def test_no_contract_ignores_anything() -> None:
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text()
