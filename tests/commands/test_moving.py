"""`leadflow upgrade` and `leadflow move`: nothing is changed that is not kept, and every row arrives."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner
from django.db import connection

from config import moving
from config.answers import Exit
from config.cli import leadflow
from tests.proofs import drill

BACK: Final = (
    "from config.opening import set_up_django; set_up_django()\n"
    "from django.core.management import call_command\n"
)
RECORDER: Final = (
    "from django.db import connection; from django.db.migrations.recorder import MigrationRecorder\n"
)
LIFE: Final = (
    "from config.opening import set_up_django; set_up_django()\n"
    "from tests.proofs.life import live; live(5, rows=20)"
)
LIST: Final = "Firma;E-Mail\nSpäter GmbH;neu@spaeter.example\n"
once = pytest.mark.skipif(connection.vendor != "sqlite", reason="makes a home of its own, which is SQLite's")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fresh") / "home"
    drill.told("init", str(folder), "--yes")
    return folder


@pytest.fixture
def home(fresh: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(fresh, tmp_path / "home"))


@once
@pytest.mark.slow
def test_a_house_is_kept_before_its_tables_change_and_sound_afterwards(home: Path, tmp_path: Path) -> None:
    assert drill.told("upgrade", home=home)["steps"] == []
    drill.asked(home, f"{BACK}call_command('migrate', 'backup', 'zero', verbosity=0)")
    assert drill.told("upgrade", "--check", home=home)["steps"] == ["backup.0001_backup_plan"]
    done = drill.told("upgrade", home=home)
    assert (done["steps"], done["sound"]) == (["backup.0001_backup_plan"], True)
    assert drill.told("backup", "--check", done["backup"])["rows"] > 0
    assert drill.told("upgrade", home=home)["steps"] == []


@once
def test_a_house_of_a_newer_version_is_left_alone(home: Path) -> None:
    newer = "MigrationRecorder(connection).record_applied('leads', '0999_tomorrow')"
    drill.asked(home, f"{BACK}{RECORDER}{newer}")
    assert drill.told("upgrade", home=home)["error"] == "database_newer"


def imported(home: Path, tmp_path: Path) -> int:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    opened: int = drill.told("import", str(tmp_path / "list.csv"), home=home)["opened"]
    return opened


@pytest.mark.postgres
@pytest.mark.slow
def test_a_home_moves_to_postgresql_and_back_with_every_row(home: Path, tmp_path: Path) -> None:
    url = drill.fresh_database()
    drill.asked(home, LIFE)
    before = drill.told("balance", home=home)
    there = drill.told("move", "--to", url, home=home)
    assert (there["sound"], there["rows"]) == (True, sum(there["tables"].values()))
    assert drill.told("move", "--to", url, home=home)["error"] == "same_database"
    assert drill.told("balance", home=home) == before
    assert drill.asked(home, drill.FOLD) == "[]"
    assert imported(home, tmp_path) == 1
    back = drill.told("move", "--to", "sqlite", home=home)
    assert back["sound"]
    assert back["tables"]["leads_lead"] == there["tables"]["leads_lead"] + 1
    assert drill.asked(home, drill.FOLD) == "[]"
    assert drill.told("doctor", home=home)["sound"]
    assert len(list(home.glob("left-*-leadflow.sqlite3"))) == 1
    assert drill.told("move", "--to", url, home=home)["error"] == "database_not_empty"


@once
def test_a_home_that_is_served_does_not_move(home: Path) -> None:
    hold = (
        "import sys, time; from config import home, serving\n"
        "lock = serving.hold(home.read(home.find()), serving.Place('127.0.0.1', 1))\n"
        "print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold], env=drill.environment(home), stdout=subprocess.PIPE, text=True
    ) as serving:
        assert serving.stdout is not None
        serving.stdout.readline()
        told = drill.told("move", "--to", "postgresql://nobody@127.0.0.1:1/none", home=home)
        serving.kill()
    assert told["error"] == "house_is_served"


@pytest.mark.parametrize(
    ("differences", "said"), [((), "Moved to db/leads"), (("journal_entry_altered",), "Not moved")]
)
def test_a_home_that_stays_with_its_database_is_not_said_to_have_moved(
    fresh: Path, monkeypatch: pytest.MonkeyPatch, differences: tuple[str, ...], said: str
) -> None:
    done = moving.Moved({"leads_lead": 7}, "leadflow.sqlite3", differences, 1.0)
    monkeypatch.setattr(moving, "move", lambda *_, **__: done)
    monkeypatch.setenv("LEADFLOW_HOME", str(fresh))
    told = CliRunner().invoke(leadflow, ["move", "--to", "postgresql://user@db/leads"])
    assert told.output.startswith(said)
    assert told.exit_code == (Exit.FAULTS if differences else Exit.OK)
