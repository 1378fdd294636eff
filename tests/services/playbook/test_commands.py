"""`leadflow playbook`: what the terminal says and how the command ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from config import cli, home
from config.answers import Exit
from leadflow.playbook import queries
from tests.conftest import HOME
from tests.rules.playbook.conftest import DEFAULT

pytestmark = pytest.mark.django_db
BROKEN = DEFAULT.replace("points: 25", "points: x", 1)
LINE = DEFAULT[: DEFAULT.index("points: 25")].count("\n") + 1


class Terminal:
    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def file(self, text: str | bytes) -> str:
        path = self.folder / "playbook.yaml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return str(path)

    def run(self, *words: str) -> tuple[int, str]:
        try:
            end = cli.run(["playbook", *words])
        except SystemExit as ended:
            end = int(ended.code or 0)
        return end, self.capsys.readouterr().out

    def json(self, *words: str) -> tuple[int, Any]:
        end, out = self.run(*words, "--json")
        return end, json.loads(out)


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    monkeypatch.setenv(home.VARIABLE, str(tmp_path))
    home.create(tmp_path, HOME)
    return Terminal(tmp_path, capsys)


def test_a_sound_file_is_called_sound(terminal: Terminal) -> None:
    assert terminal.json("check", terminal.file(DEFAULT)) == (Exit.OK, {"sound": True, "faults": []})


def test_a_fault_is_told_with_file_line_and_column(terminal: Terminal) -> None:
    end, out = terminal.run("check", terminal.file(BROKEN))
    assert end == Exit.FAULTS
    assert f"playbook.yaml:{LINE}:15: scoring.rules[1].points: Hier wird eine ganze Zahl erwartet." in out


def test_machines_get_the_code(terminal: Terminal) -> None:
    end, told = terminal.json("check", terminal.file(BROKEN))
    assert end == Exit.FAULTS
    assert [(fault["line"], fault["code"]) for fault in told["faults"]] == [(LINE, "wrong_type")]


def test_a_team_that_the_home_does_not_have_is_a_fault(terminal: Terminal) -> None:
    _, told = terminal.json("check", terminal.file(DEFAULT.replace("otherwise: sales", "otherwise: moon")))
    assert [fault["code"] for fault in told["faults"]] == ["unknown_name"]


def test_a_file_that_is_not_utf8_is_named_with_its_place(terminal: Terminal) -> None:
    _, told = terminal.json("check", terminal.file(b"a: 1\nb: \xfc\n"))
    assert [(f["line"], f["column"], f["code"]) for f in told["faults"]] == [(2, 4, "not_utf8")]


def test_publishing_puts_a_file_in_force(terminal: Terminal) -> None:
    end, told = terminal.json("publish", terminal.file(DEFAULT.replace("First version", "Second version")))
    assert (end, told["number"]) == (Exit.OK, 2)
    assert "Second version" in queries.text(2)


def test_a_faulty_file_is_not_published(terminal: Terminal) -> None:
    end, out = terminal.run("publish", terminal.file(BROKEN))
    assert end == Exit.REFUSED
    assert out.endswith("1 Fehler.\nNichts veröffentlicht.\n")
    assert [version.number for version in queries.versions()] == [1]


def test_show_prints_what_was_published_word_for_word(terminal: Terminal) -> None:
    assert terminal.run("show") == (Exit.OK, DEFAULT)


def test_show_gives_machines_the_sections(terminal: Terminal) -> None:
    _, told = terminal.json("show", "--number", "1")
    assert told["number"] == 1
    assert told["sections"]["targets"]["close_rate"] == "1/3"


def test_a_version_that_does_not_exist_is_refused(terminal: Terminal) -> None:
    assert terminal.run("show", "--number", "9")[0] == Exit.REFUSED
