"""The way from `leadflow serve` to an open house: one per home, on a free port, prepared, and told about."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
import subprocess
import sys
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final
from urllib.error import URLError

from config.home import HomeFault, OpenHome

LOCK: Final = "serve.lock"
PUBLIC_LOCK: Final = "serve-public.lock"
"""Forms and links may be served beside the desk of the same home, by a process of their own."""


class Busy(Exception):
    """The home or the port is in use. The text says what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the house listens."""

    host: str
    port: int

    @property
    def address(self) -> str:
        """What one types into the browser of this machine."""
        name = "localhost" if self.host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else self.host  # noqa: S104
        return f"http://{name}:{self.port}"


def hold(home: OpenHome, place: Place, name: str = LOCK) -> IO[str]:
    """The lock of the home for as long as the file stays open; it ends with the process, however that ends."""
    lock = (home.folder / name).open("a+", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        running = _told(home.folder, name)
        raise Busy(
            f"Leadflow already serves this home at {running.get('address', 'another port')}.\n"
            f"Open it there, or end it first: kill {running.get('pid', '')}"
        ) from None
    lock.truncate(0)
    lock.write(json.dumps({"pid": os.getpid(), "address": home.facts.public_url or place.address}))
    lock.flush()
    return lock


def running_address(folder: Path) -> str | None:
    """Where this home is served right now."""
    with suppress(FileNotFoundError), (folder / LOCK).open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return str(_told(folder).get("address", "")) or None
    return None


def _told(folder: Path, name: str = LOCK) -> dict[str, Any]:
    try:
        told = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return {}
    return told if isinstance(told, dict) else {}


def claim_port(place: Place) -> None:
    """Busy when somebody else listens there, with a port that is free."""
    fault = _fault_of(place)
    if fault is None:
        return
    if fault.errno == errno.EADDRINUSE:
        raise Busy(
            f"Port {place.port} is in use by another program.\n"
            f"Choose another: leadflow serve --port {_free_port(place)}"
        )
    raise Busy(f"{place.host}:{place.port} cannot be used: {fault.strerror}. Choose another: --host, --port")


def _fault_of(place: Place) -> OSError | None:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((place.host, place.port))
        except OSError as fault:
            return fault
    return None


def _free_port(place: Place) -> int:
    later = (Place(place.host, port) for port in range(place.port + 1, place.port + 100))
    return next((trial.port for trial in later if _fault_of(trial) is None), place.port + 1)


def prepare(environment: dict[str, str], how: str = "prepare") -> dict[str, Any]:
    """In a process of its own, so that the supervisor stays small. "welcome" also lets the first person in."""
    command = [sys.executable, "-m", "config.children", how]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=False)  # noqa: S603
    if done.returncode:
        raise HomeFault("The home could not be prepared; the messages stand above. Mend it and start again.")
    told = json.loads(done.stdout or "{}")
    return told if isinstance(told, dict) else {}


def answers(place: Place) -> bool:
    """Asked on the loopback; a house bound to one outer address is asked there."""
    host = place.host if place.host not in {"0.0.0.0", "::"} else "127.0.0.1"  # noqa: S104
    request = urllib.request.Request(f"http://{host}:{place.port}/healthz", headers={"Host": "localhost"})
    try:
        with urllib.request.urlopen(request, timeout=1) as response:  # noqa: S310 - our own address
            return bool(response.status == 200)
    except (URLError, OSError):
        return False
