"""`leadflow init`, `user add` and `login-link`: a home, and the people who come in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from config.answers import Exit
from config.commands.people import ROLES
from leadflow.accounts.rules import Role
from tests.architecture.source import ROOT

LEADFLOW = (sys.executable, "-c", "from config.cli import main; main()")


def leadflow(folder: Path, words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """As somebody calls it who stands in `folder`, with nothing named in the environment."""
    named = ("LEADFLOW_", "DATABASE_URL", "PUBLIC_URL", "DJANGO_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(named)}
    environment |= {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "TZ": ""}
    return subprocess.run(
        [*LEADFLOW, *words],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def told(folder: Path, *words: str) -> dict[str, Any]:
    ended = leadflow(folder, ["--json", *words])
    assert ended.returncode == Exit.OK, ended.stderr
    answer = json.loads(ended.stdout)
    assert isinstance(answer, dict)
    return answer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somewhere with a home in it."""
    made = tmp_path_factory.mktemp("company")
    told(made, "init", "--company", "Muster GmbH", "--state", "BY", "--email", "cleo@muster.example")
    return made


@pytest.mark.slow
def test_init_without_a_terminal_asks_nothing_and_takes_what_is_usual(folder: Path) -> None:
    settings = tomllib.loads((folder / "home" / "home.toml").read_text())
    assert settings["company"] == "Muster GmbH"
    assert (settings["language"], settings["time_zone"], settings["currency"]) == (
        "de",
        "Europe/Berlin",
        "EUR",
    )


@pytest.mark.slow
def test_init_never_touches_a_home_that_is_there(folder: Path) -> None:
    before = (folder / "home" / "secret.key").read_text()
    assert leadflow(folder, ["init"]).returncode == Exit.USAGE
    assert (folder / "home" / "secret.key").read_text() == before


@pytest.mark.slow
def test_init_refuses_what_it_could_not_use_and_makes_nothing(tmp_path: Path) -> None:
    ended = leadflow(tmp_path, ["init", "--time-zone", "Berlin"])
    assert (ended.returncode, "Europe/Berlin" in ended.stderr) == (Exit.USAGE, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_first_person_may_come_in_without_being_named(folder: Path) -> None:
    answer = told(folder, "login-link")
    assert answer["email"] == "cleo@muster.example"
    assert answer["login_link"].startswith("http://localhost:8000/login/")


@pytest.mark.slow
def test_somebody_is_added_with_a_link(folder: Path) -> None:
    answer = told(folder, "user", "add", "lena.koch@muster.example", "--role", "lead_manager")
    assert (answer["name"], answer["roles"]) == ("Lena Koch", ["lead_manager"])


@pytest.mark.slow
def test_nobody_is_added_twice(folder: Path) -> None:
    ended = leadflow(folder, ["user", "add", "cleo@muster.example", "--role", "admin", "--json"])
    assert (ended.returncode, json.loads(ended.stdout)["error"]) == (Exit.REFUSED, "user_exists")


@pytest.mark.slow
def test_a_link_is_made_only_for_somebody_who_is_there(folder: Path) -> None:
    assert leadflow(folder, ["login-link", "nobody@muster.example"]).returncode == Exit.REFUSED


def test_the_roles_of_the_command_line_are_those_of_the_house() -> None:
    assert list(ROLES) == [role.value for role in Role]
