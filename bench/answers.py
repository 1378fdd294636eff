"""How soon the desk and the interface answer, in a home full of leads and while a list is imported.

    python -m bench.answers --leads 100000 --rows 30000

Over HTTP against `leadflow serve`, logged in as four users. p95 of 200 requests after 20 warm-ups; during the import
at least 500 samples while it runs, failures counted. Bars: Today 50 ms alone and 100 ms during, an interface create
and a desk answer 300 ms during. Prints figures, gates nothing: machines differ.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import os
import platform
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urlsplit

from bench.houses import LEADFLOW, House
from bench.import_list import write_file

WARM_UPS, SAMPLES, DURING = 20, 200, 500
BARS: Final = {"today": (50, 100), "answer": (300, 300), "create": (300, 300)}
"""Milliseconds at p95: alone, during an import."""
USERS: Final = tuple(f"bench{time.time_ns()}-{number}@muster.example" for number in range(4))


class Visitor:
    """One user's browser: a connection, a cookie, and the form token a page gave."""

    def __init__(self, port: int, link: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._cookies: dict[str, str] = {}
        page = self.get(urlsplit(link).path)
        token = _token(page)
        self.post(urlsplit(link).path, {"csrfmiddlewaretoken": token} if token else {})
        self.home = self.get("/")
        self.leads = itertools.cycle(sorted(set(re.findall(r"\?lead=([0-9a-f-]{36})", self.home))) or [""])

    def get(self, path: str) -> str:
        return self._ask("GET", path, None)[1]

    def today(self) -> bool:
        return self._ask("GET", "/", None)[0] == 200

    def post(self, path: str, fields: dict[str, str]) -> int:
        return self._ask("POST", path, urlencode(fields))[0]

    def answer(self) -> bool:
        """The answer to the first question of a lead on Today, as the guide sends it."""
        fields = {
            "fact": "lead.need",
            "answer": f"Palettierer {time.time_ns()}",
            "csrfmiddlewaretoken": self.token,
        }
        return self.post(f"/today/{next(self.leads)}/answer", fields) in (200, 302, 303)

    @property
    def token(self) -> str:
        return self._cookies.get("csrftoken", "") or _token(self.home)

    def _ask(self, verb: str, path: str, body: str | None) -> tuple[int, str]:
        jar = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Cookie": jar, "Accept-Language": "de"}
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://{self._connection.host}:{self._connection.port}",
            }
        self._connection.request(verb, path, body, headers)
        response = self._connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return response.status, text


def _token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page) or re.search(
        r'"X-CSRFToken": ?"([^"]+)"', page
    )
    return found.group(1) if found else ""


class Machine:
    """A program that sends leads with a key."""

    def __init__(self, port: int, key: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._key, self._number = key, 0

    def create(self) -> bool:
        self._number += 1
        name = f"{os.getpid()}-{time.time_ns()}"
        body = {
            "key": name,
            "company": {"name": f"Bench {name} GmbH", "postcode": "89073"},
            "person": {"surname": f"Bench{self._number}"},
            "mail": f"bench{self._number}@b{name}.example",
        }
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        self._connection.request("POST", "/api/v1/leads", json.dumps(body), headers)
        response = self._connection.getresponse()
        response.read()
        return response.status in (200, 201)


def key_for(home: Path) -> str:
    """A key with the right to send leads, made by the services as the page makes it."""
    told = (
        "from config.opening import set_up_django; set_up_django()\n"
        "from django.utils import timezone\n"
        "from leadflow.accounts import services\n"
        "from leadflow.accounts.rules import Scope\n"
        "from leadflow.kernel.actor import SYSTEM\n"
        "key = services.NewKey('Bench', [*Scope], 'bench', 'website')\n"
        "print(services.make_api_key(key, by=SYSTEM, now=timezone.now()))"
    )
    environment = {**os.environ, "LEADFLOW_HOME": str(home)}
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", told], env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout.strip().splitlines()[-1]


@contextmanager
def served(home: Path, port: int) -> Iterator[int]:
    """The house's process."""
    environment = {**os.environ, "LEADFLOW_HOME": str(home)}
    house = subprocess.Popen(  # noqa: S603 - as above
        [LEADFLOW, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(port)
        yield house.pid
    finally:
        house.terminate()
        house.wait(30)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def leadflow(home: Path, *words: str) -> dict[str, object]:
    return House(home).told(*words)


def _wait_for(port: int) -> None:
    for _ in range(1_200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the house did not open")


def timed(act: Callable[[], bool]) -> tuple[float, bool]:
    began = time.perf_counter()
    good = act()
    return (time.perf_counter() - began) * 1_000, good


def told(name: str, samples: list[tuple[float, bool]], bar: int, when: str) -> None:
    times = sorted(milliseconds for milliseconds, _ in samples)
    p95 = times[int(len(times) * 0.95)] if times else float("nan")
    median = statistics.median(times) if times else float("nan")
    failures = sum(not good for _, good in samples)
    sys.stdout.write(
        f"{name:7} {when:7} p50 {median:6.1f} ms  p95 {p95:6.1f} ms  (bar {bar})  "
        f"{len(times)} samples, {failures} failures\n"
    )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--leads", type=int, default=100_000)
    asked.add_argument("--rows", type=int, default=30_000)
    asked.add_argument("--home", type=Path, help="use this home instead of a new one; it gets more leads")
    words = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        home = words.home or folder / "home"
        if not home.exists():
            leadflow(home, "init", str(home), "--yes")
            write_file(folder / "before.csv", int(words.leads * 1.25), 99)
            leadflow(home, "import", str(folder / "before.csv"))
        for mail in USERS:
            leadflow(
                home,
                "user",
                "add",
                mail,
                "--name",
                mail.partition("@")[0].title(),
                "--role",
                "lead_manager",
                "--team",
                "lead-management",
            )
        _measure(home, folder, words.rows)


def _measure(home: Path, folder: Path, rows: int) -> None:
    port, key = free_port(), key_for(home)
    links = [str(leadflow(home, "login-link", mail)["login_link"]) for mail in USERS]
    write_file(folder / "during.csv", rows, int(time.time()) % 100_000)
    with served(home, port):
        visitors = [Visitor(port, link) for link in links]
        turn, machine = itertools.cycle(visitors), Machine(port, key)
        acts: dict[str, Callable[[], bool]] = {
            "today": lambda: next(turn).today(),
            "answer": lambda: next(turn).answer(),
            "create": machine.create,
        }
        leads = leadflow(home, "balance")["leads"]
        sys.stdout.write(f"SQLite, {leads}, {platform.machine()}, {os.cpu_count()} cores\n")
        for name, act in acts.items():
            for _ in range(WARM_UPS):
                act()
            told(name, [timed(act) for _ in range(SAMPLES)], BARS[name][0], "alone")
        _during(home, folder / "during.csv", acts)


def _during(home: Path, path: Path, acts: dict[str, Callable[[], bool]]) -> None:
    environment = {**os.environ, "LEADFLOW_HOME": str(home)}
    running = subprocess.Popen(  # noqa: S603 - as above
        [LEADFLOW, "--json", "import", str(path)], env=environment, stdout=subprocess.PIPE
    )
    time.sleep(3)
    samples: dict[str, list[tuple[float, bool]]] = {name: [] for name in acts}
    while running.poll() is None and sum(map(len, samples.values())) < 4 * DURING:
        for name, act in acts.items():
            samples[name].append(timed(act))
            time.sleep(0.01)
    out, _ = running.communicate()
    for name in acts:
        told(name, samples[name], BARS[name][1], "import")
    sys.stdout.write(f"the import beside it: {json.loads(out)['rows_per_second']} rows/s\n")


if __name__ == "__main__":
    main()
