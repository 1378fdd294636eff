"""`leadflow serve`: one per home, on a free port, and its children live and end with it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from config import home, serving
from config.answers import Exit
from config.supervisor import pause_after
from leadflow.kernel.home import Home
from tests.architecture.source import ROOT

LEADFLOW = (sys.executable, "-c", "from config.cli import main; main()")


@pytest.fixture
def opened(tmp_path: Path) -> home.OpenHome:
    return home.read(home.create(tmp_path / "home", Home(company="Muster")))


@pytest.fixture
def taken() -> Iterator[int]:
    """A port where somebody else listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_in_use_is_told_with_one_that_is_free(taken: int) -> None:
    with pytest.raises(serving.Busy, match=rf"Port {taken} is in use.*\n.*--port \d+"):
        serving.claim_port(serving.Place("127.0.0.1", taken))


def test_a_home_is_served_once(opened: home.OpenHome) -> None:
    place = serving.Place("127.0.0.1", 8000)
    with (
        serving.hold(opened, place),
        pytest.raises(serving.Busy, match="already serves this home at http://local"),
    ):
        serving.hold(opened, place)


def test_a_home_that_was_left_can_be_served_again(opened: home.OpenHome) -> None:
    place = serving.Place("127.0.0.1", 8000)
    serving.hold(opened, place).close()
    assert serving.running_address(opened.folder) is None
    with serving.hold(opened, place):
        assert serving.running_address(opened.folder) == "http://localhost:8000"


def test_the_pause_before_a_new_start_doubles_up_to_half_a_minute() -> None:
    assert [pause_after(falls) for falls in range(1, 8)] == [1, 2, 4, 8, 16, 30, 30]


@dataclass
class Served:
    """A house that runs in processes of its own."""

    process: subprocess.Popen[str]
    told: dict[str, Any]
    environment: dict[str, str]

    def get(self, path: str) -> int:
        with urllib.request.urlopen(self.told["address"] + path, timeout=5) as response:
            return int(response.status)

    def children(self) -> dict[int, str]:
        """Process -> name, as the system knows them."""
        rows = subprocess.run(
            ["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
        ).stdout
        found = [row.split(None, 2) for row in rows.splitlines()]
        own = [row for row in found if int(row[1]) == self.process.pid and "config.children" in row[2]]
        return {int(row[0]): row[2].split()[-1] for row in own}


def _served(folder: Path, port: int, *more: str) -> Served:
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("LEADFLOW_", "DATABASE_"))
    }
    environment |= {home.VARIABLE: str(folder), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [*LEADFLOW, "serve", "--json", "--port", str(port), *more]
    process = subprocess.Popen(command, env=environment, cwd=folder.parent, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    lines: list[str] = []
    while not lines or lines[-1] != "}\n":
        line = process.stdout.readline()
        assert line, "serve ended before it answered"
        lines.append(line)
    return Served(process, json.loads("".join(lines)), environment)


@pytest.fixture
def served(tmp_path: Path, unused_port: int) -> Iterator[Served]:
    house = _served(tmp_path / "home", unused_port)
    yield house
    with suppress(ProcessLookupError):
        house.process.terminate()
    house.process.wait(30)
    assert house.process.stdout is not None
    house.process.stdout.close()


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _within(seconds: float, claim: Callable[[], object]) -> bool:
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if claim():
            return True
        time.sleep(0.1)
    return False


def _lives(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.slow
def test_the_first_start_makes_a_home_and_lets_somebody_in(served: Served) -> None:
    assert served.get("/healthz") == served.get("/readyz") == 200
    assert served.told["login_link"].startswith(served.told["address"])
    assert served.get(served.told["login_link"].removeprefix(served.told["address"])) == 200


@pytest.mark.slow
def test_a_second_serve_of_the_same_home_is_told_where_it_runs(served: Served) -> None:
    second = subprocess.run(
        [*LEADFLOW, "serve"], env=served.environment, capture_output=True, text=True, check=False
    )
    assert (second.returncode, served.told["address"] in second.stderr) == (Exit.BUSY, True)


@pytest.mark.slow
def test_a_child_that_was_killed_is_started_again(served: Served) -> None:
    assert _within(20, lambda: len(served.children()) == 4)
    before = next(process for process, name in served.children().items() if name == "worker")
    os.kill(before, signal.SIGKILL)
    assert _within(20, lambda: before not in served.children() and len(served.children()) == 4)
    assert served.get("/healthz") == 200


@pytest.mark.slow
def test_asked_to_end_it_ends_with_all_its_children(served: Served) -> None:
    assert _within(20, lambda: len(served.children()) == 4)
    children = list(served.children())
    served.process.terminate()
    assert served.process.wait(20) == 0
    assert not [child for child in children if _lives(child)]


@pytest.mark.slow
def test_children_do_not_outlive_a_killed_supervisor(served: Served) -> None:
    assert _within(20, lambda: len(served.children()) == 4)
    children = list(served.children())
    served.process.kill()
    served.process.wait(5)
    assert _within(15, lambda: not any(_lives(child) for child in children))


def test_the_public_house_shows_forms_and_nothing_of_the_desk(tmp_path: Path) -> None:
    """In a process of its own, beside a desk that would hold the other lock."""
    folder = home.create(tmp_path / "home", Home(company="Muster"))
    asked = (
        "import django; django.setup(); from config.prepare import prepare; prepare();"
        "from django.test import Client; c = Client(headers={'host': 'localhost'});"
        "print([c.get(p).status_code for p in ('/p/form/contact', '/healthz', '/', '/login/', '/leads')])"
    )
    environment = os.environ | {
        "LEADFLOW_HOME": str(folder),
        "LEADFLOW_ONLY": "public",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": "",
    }
    command = [sys.executable, "-W", "ignore", "-c", asked]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[200, 200, 404, 404, 404]", done.stderr


@pytest.mark.slow
def test_a_sample_company_moves_in_next_door_and_leaves_with_the_house(
    tmp_path: Path, unused_port: int
) -> None:
    """Built small beforehand: what `serve --with-sample` builds by itself takes half a minute."""
    build = [
        *LEADFLOW,
        "sample",
        "build",
        "--seed",
        "3",
        "--leads",
        "12",
        "--folder",
        str(tmp_path / "sample"),
    ]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    house = _served(tmp_path / "home", unused_port, "--with-sample")
    assert house.process.stdout is not None

    def answer(path: str) -> str:
        with suppress(OSError), urllib.request.urlopen(f"http://localhost:{unused_port + 1}{path}") as page:
            return str(page.read().decode())
        return ""

    try:
        assert _within(40, lambda: answer("/healthz"))
        assert "Leadflow" in answer("/login/")
        assert house.get("/healthz") == 200
    finally:
        house.process.terminate()
        assert house.process.wait(30) == 0
        house.process.stdout.close()
    assert _within(10, lambda: not answer("/healthz"))
