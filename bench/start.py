"""From the first command to the first page: with an empty cache, again, and what it takes on disk and in memory.

    python -m bench.start            in a clone of its own, with an empty download cache

Bars: first page within 60 s, second start under 3 s, core installation under 250 MB.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="leadflow-start-") as folder:
        clone = Path(folder) / "leadflow"
        _clone(clone)
        port = _free_port()
        environment = _fresh(Path(folder))
        first, _ = _first_page(clone, port, environment)
        again, memory = _first_page(clone, port, environment)
        told = {
            "first_page_seconds": round(first, 1),
            "second_start_seconds": round(again, 2),
            "core_megabytes": (size := _size(clone / ".venv") // 1_000_000),
            "idle_megabytes": memory // 1_000,
            "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        }
    print(json.dumps(told, indent=2))
    passed = first < 60 and again < 3 and size < 250
    sys.exit(not passed)


def _clone(clone: Path) -> None:
    """What is committed, and what is changed but not yet committed."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.split(b"\0")  # noqa: S603
    for name in filter(None, names):
        source, target = ROOT / os.fsdecode(name), clone / os.fsdecode(name)
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)


def _fresh(folder: Path) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LEADFLOW_", "VIRTUAL_ENV"))
    }
    return kept | {"UV_CACHE_DIR": str(folder / "uv"), "PIP_CACHE_DIR": str(folder / "pip")}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _first_page(clone: Path, port: int, environment: dict[str, str]) -> tuple[float, int]:
    """Seconds from `make run` until the login page is there, and kilobytes of all processes five seconds later."""
    began = time.monotonic()
    command = ["make", "run", f"ARGS=--port {port}"]
    house = subprocess.Popen(command, cwd=clone, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603
    while not _answers(port):
        if house.poll() is not None:
            sys.exit("make run ended before the first page")
        time.sleep(0.05)
    seconds = time.monotonic() - began
    time.sleep(5)
    lock = json.loads((clone / "home" / "serve.lock").read_text())
    memory = _memory(lock["pid"])
    os.kill(lock["pid"], 15)
    house.wait(30)
    return seconds, memory


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/login/", timeout=5) as page:
            return bool(page.status == 200)
    except (URLError, OSError):
        return False


def _memory(pid: int) -> int:
    """Proportional set size where the system tells it: shared pages are counted once."""
    rows = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout  # noqa: S607
    pairs = [tuple(map(int, row.split())) for row in rows.splitlines()]
    family = {pid}
    for child, parent in sorted(pairs):
        if parent in family:
            family.add(child)
    return sum(_pss(process) for process in family)


def _pss(process: int) -> int:
    told = Path(f"/proc/{process}/smaps_rollup")
    lines = told.read_text().splitlines() if told.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


if __name__ == "__main__":
    main()
