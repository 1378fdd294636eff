"""The commands of docs/backup.md, in the order in which they stand there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.architecture.source import ROOT
from tests.proofs import drill

GUIDE = (ROOT / "docs" / "backup.md").read_text(encoding="utf-8")
ELSEWHERE = ("serve", "move")
"""What does not end, and what needs a server: test_moving.py moves a home there and back."""


def commands() -> Iterator[list[str]]:
    for block in re.findall(r"```bash\n(.*?)```", GUIDE, re.DOTALL):
        for line in block.splitlines():
            words = shlex.split(line)
            assert words[0] == "leadflow"
            if not set(ELSEWHERE) & set(words):
                yield words[1:]


def test_the_guide_names_what_it_should() -> None:
    named = {next(word for word in words if not word.startswith(("-", "/"))) for words in commands()}
    assert named == {"backup", "restore", "doctor", "balance", "upgrade"}


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "sqlite", reason="makes a home of its own, which is SQLite's")
def test_every_command_of_the_guide_does_what_it_says(tmp_path: Path) -> None:
    home = tmp_path / "home"
    drill.told("init", str(home), "--yes")
    for words in commands():
        file = next(iter(sorted((tmp_path / "backups").glob("*.zip"))), tmp_path / "none")
        real = [re.sub(r"^/srv/backups/.*", str(file), word).replace("/srv", str(tmp_path)) for word in words]
        told = drill.told(*real, home=home)
        assert "error" not in told, (real, told)
        assert told.get("sound", True)
