"""`leadflow serve`: web, worker and scheduler as child processes, kept alive, and ended together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from typing import Final

from config.answers import note

NAMES: Final = ("web", "worker", "scheduler")
WORKERS: Final = "LEADFLOW_WORKERS"
USUAL_WORKERS: Final = "2"
"""A long list in one of them holds up neither mails nor what machines send, and is worked off by both meanwhile."""
PUBLIC: Final = "public"
CALM_AFTER: Final = 60.0
LONGEST_PAUSE: Final = 30.0
LAST_CHANCE: Final = 15.0


@dataclass
class Child:
    """One process and its falls. It is started again after a pause that doubles, until it has stayed up for a while."""

    name: str
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0
    again_at: float = 0.0

    def start(self, now: float) -> None:
        command = [sys.executable, "-m", "config.children", self.name]
        environment = self.environment | {"LEADFLOW_PARENT": str(os.getpid())}
        self.process = subprocess.Popen(  # noqa: S603 - our own child
            command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr
        )
        self.started = now

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def look_after(self, now: float) -> None:
        if self.runs:
            return
        if self.process is not None:
            self._fell(now)
        if now >= self.again_at:
            self.start(now)

    def _fell(self, now: float) -> None:
        code = self.process.returncode if self.process else None
        self.falls = 1 if now - self.started > CALM_AFTER else self.falls + 1
        pause = pause_after(self.falls)
        self.process, self.again_at = None, now + pause
        note(f"{self.name} ended ({_ending(code)}). It starts again in {pause:g} s.")

    def ask_to_end(self) -> None:
        if self.process is not None and self.runs:
            self.process.terminate()

    def see_off(self, until: float) -> None:
        """Wait for it; whoever has not gone by then is killed."""
        if self.process is None:
            return
        try:
            self.process.wait(max(until - time.monotonic(), 0.01))
        except subprocess.TimeoutExpired:
            note(f"{self.name} did not end in time and was killed. Its work goes on at the next start.")
            self.process.kill()
            self.process.wait()


def _workers(environment: dict[str, str]) -> int:
    told = environment.get(WORKERS, USUAL_WORKERS)
    if not told.isdecimal() or int(told) == 0:
        raise SystemExit(f"{WORKERS}={told}: give a whole number from 1 on.")
    return int(told)


def pause_after(falls: int) -> float:
    """1, 2, 4 ... 30 seconds."""
    return min(2.0 ** (falls - 1), LONGEST_PAUSE)


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        return f"signal {signal.Signals(-code).name}"
    return f"exit code {code}"


@dataclass
class House:
    """All children of one home."""

    environment: dict[str, str]
    children: list[Child] = field(init=False)
    ending: bool = False

    def __post_init__(self) -> None:
        further = ("worker",) * (_workers(self.environment) - 1)
        names = NAMES[:1] if self.environment.get("LEADFLOW_ONLY") == PUBLIC else NAMES + further
        self.children = [Child(name, self.environment) for name in names]

    def open(self) -> None:
        """The web process first: the others load the same modules, and the first page should not wait for them."""
        for wanted in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(wanted, self._asked_to_end)
        self.children[0].start(time.monotonic())

    def _asked_to_end(self, _signal: int, _frame: FrameType | None) -> None:
        self.ending = True

    def wait_for_web(self, answers: Callable[[], bool], *, at_most: float = 60.0) -> bool:
        """False when the web process ended, or never answered, or somebody asked to end."""
        last = time.monotonic() + at_most
        while not self.ending and self.children[0].runs and time.monotonic() < last:
            if answers():
                return True
            time.sleep(0.05)
        return False

    def keep(self) -> None:
        while not self.ending:
            for child in self.children:
                child.look_after(time.monotonic())
            time.sleep(0.2)

    def close(self) -> None:
        self.ending = True
        for child in self.children:
            child.ask_to_end()
        until = time.monotonic() + LAST_CHANCE
        for child in self.children:
            child.see_off(until)


def environment_of(home: str, host: str, port: int, only: str = "") -> dict[str, str]:
    """Compiled modules are kept: without them each start takes twice as long."""
    hosts = os.environ.get("LEADFLOW_HOSTS") or ("" if host in {"127.0.0.1", "::1", "localhost"} else "*")
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return inherited | {
        "LEADFLOW_HOME": home,
        "LEADFLOW_SERVING": "1",
        "LEADFLOW_HOST": host,
        "LEADFLOW_PORT": str(port),
        "LEADFLOW_ONLY": only,
        "LEADFLOW_HOSTS": hosts,
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
