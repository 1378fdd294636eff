"""The command line as a whole: help that costs nothing, and endings that mean something."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from config.answers import Exit
from config.cli import COMMANDS, Commands, run
from config.home import VARIABLE, HomeFault
from config.opening import require_home
from leadflow.kernel.refusals import Refusal


@pytest.fixture
def _no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_in_the_list_is_there_and_explains_itself(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([name, "--help"]) == Exit.OK
    assert name in capsys.readouterr().out


def test_help_loads_neither_django_nor_a_command() -> None:
    script = "import sys; from config.cli import run; run(['--help']); print('django' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert told.splitlines()[-1] == "False"


def test_help_names_every_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    run(["--help"])
    told = capsys.readouterr().out
    assert all(f"\n  {int(code)} " in told for code in Exit)


@pytest.mark.parametrize("words", [["nonsense"], ["serve", "--port", "x"], ["--nonsense"]])
def test_a_wrongly_written_command_ends_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == Exit.USAGE
    assert "leadflow" in capsys.readouterr().err


@pytest.mark.usefixtures("_no_home")
def test_without_a_home_it_says_how_to_make_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["login-link"]) == Exit.NO_HOME
    assert "leadflow init" in capsys.readouterr().err


@pytest.mark.usefixtures("_no_home")
def test_json_may_stand_behind_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    run(["login-link", "--json"])
    assert json.loads(capsys.readouterr().out)["error"] == "home"


def _command_that_raises(trouble: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object) -> None:
        raise trouble

    monkeypatch.setattr(Commands, "get_command", stumble)


def test_a_refusal_ends_with_4_and_its_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _command_that_raises(Refusal("lead_not_open", stage="won"), monkeypatch)
    assert run(["anything", "--json"]) == Exit.REFUSED
    told = json.loads(capsys.readouterr().out)
    assert (told["error"], told["facts"]) == ("lead_not_open", {"stage": "won"})


def test_a_fault_of_ours_ends_with_70(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _command_that_raises(ZeroDivisionError(), monkeypatch)
    assert run(["anything"]) == Exit.BROKEN
    assert "fault in Leadflow" in capsys.readouterr().err


@pytest.mark.usefixtures("_no_home")
def test_no_command_but_init_and_serve_makes_a_home(tmp_path: Path) -> None:
    run(["login-link"])
    with pytest.raises(HomeFault, match="no home"):
        require_home()
    assert list(tmp_path.iterdir()) == []
