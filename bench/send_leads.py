"""How many single leads the interface takes a second, and how soon each is in a work queue.

    python -m bench.send_leads --before 100000 --seconds 20 --clients 8 --web 2

PostgreSQL, settings of `serve`, 8 clients in processes of their own that send one lead after the other. Prints
creates per second, p50 and p95 of the answer, the longest that any arrival was seen waiting by another process,
and the processor time that web and workers took for one lead. Never gates anything: machines differ.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Final

from bench.answers import Machine, free_port, key_for, served, timed
from bench.houses import House
from bench.import_list import write_file

Samples = list[tuple[float, bool]]
WARM_UPS: Final = 20
TICK: Final = 1 / os.sysconf("SC_CLK_TCK")
WAITING: Final = (
    "SELECT extract(epoch FROM now() - min(received_at)) FROM intake_arrival WHERE state = 'waiting'"
)
SENT: Final = (
    "SELECT count(*) FROM intake_arrival a JOIN intake_receipt r ON r.id = a.receipt_id WHERE r.door = 'api'"
)
QUEUED: Final = (
    "SELECT count(*) FROM agenda_item i JOIN scoring_score s USING (lead_id) JOIN intake_arrival a USING (lead_id)"
    " JOIN intake_receipt r ON r.id = a.receipt_id WHERE r.door = 'api'"
)


def client(
    port: int, key: str, seconds: float, begin: Barrier, answers: multiprocessing.Queue[Samples]
) -> None:
    machine = Machine(port, key)
    for _ in range(WARM_UPS):
        machine.create()
    begin.wait()
    until, samples = time.monotonic() + seconds, []
    while time.monotonic() < until:
        samples.append(timed(machine.create))
    answers.put(samples)


def run(port: int, key: str, seconds: float, clients: int) -> Samples:
    begin = multiprocessing.Barrier(clients)
    answers: multiprocessing.Queue[Samples] = multiprocessing.Queue()
    crowd = [
        multiprocessing.Process(target=client, args=(port, key, seconds, begin, answers))
        for _ in range(clients)
    ]
    for one in crowd:
        one.start()
    samples: Samples = []
    for _ in crowd:
        samples += answers.get()
    for one in crowd:
        one.join()
    return samples


class Watch(threading.Thread):
    """Looks from outside how long anything has waited."""

    def __init__(self, house: House) -> None:
        super().__init__(daemon=True)
        self.house, self.longest, self.over = house, 0.0, threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.1):
            self.longest = max(self.longest, self.house.number(WAITING))


def spent(root: int) -> dict[str, float]:
    """Processor seconds by the kind of process, of the house and all below it."""
    parents: dict[int, int] = {}
    names: dict[int, str] = {}
    used: dict[int, float] = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            fields = (place / "stat").read_text().rpartition(")")[2].split()
            words = (place / "cmdline").read_text().split("\0")
        except OSError:
            continue
        process = int(place.name)
        parents[process], used[process] = int(fields[1]), (int(fields[11]) + int(fields[12])) * TICK
        names[process] = words[3] if words[2:3] == ["config.children"] else ""
    found: dict[str, float] = {}
    for process in used:
        line, at = [process], process
        while at in parents and at != root:
            at = parents[at]
            line.append(at)
        if at == root:
            name = next((names[one] for one in line if names.get(one)), "house")
            found[name] = found.get(name, 0.0) + used[process]
    return found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--before", type=int, default=100_000)
    asked.add_argument("--seconds", type=float, default=20)
    asked.add_argument("--clients", type=int, default=8)
    asked.add_argument("--web", type=int, default=2)
    asked.add_argument("--sqlite", action="store_true")
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        house = House.opened(folder / "home", postgres=not told.sqlite)
        if told.before:
            write_file(folder / "before.csv", int(told.before * 1.25), 99)
            house.told("import", str(folder / "before.csv"))
        os.environ.update(house.environment, LEADFLOW_WEB_WORKERS=str(told.web))
        key, port = key_for(house.folder), free_port()
        with served(house.folder, port) as root:
            _measure(house, root, port, key, told)


@contextmanager
def _watched(house: House) -> Iterator[Watch]:
    watch = Watch(house)
    watch.start()
    yield watch
    watch.over.set()
    watch.join()


def _measure(house: House, root: int, port: int, key: str, told: argparse.Namespace) -> None:
    before = spent(root)
    with _watched(house) as watch:
        samples = run(port, key, told.seconds, told.clients)
        while house.number("SELECT count(*) FROM intake_arrival WHERE state = 'waiting'"):
            time.sleep(0.1)
    took = {name: seconds - before.get(name, 0.0) for name, seconds in spent(root).items()}
    times = sorted(milliseconds for milliseconds, _ in samples)
    sent, queued = house.number(SENT), house.number(QUEUED)
    costs = ", ".join(f"{name} {1_000 * seconds / sent:.2f}" for name, seconds in sorted(took.items()))
    sys.stdout.write(
        f"{house.name}, {told.before:,} leads before, {told.web} web processes, {told.clients} clients: "
        f"{len(samples) / told.seconds:,.0f} creates/s (bar: 400), p50 {statistics.median(times):.1f} ms, "
        f"p95 {times[int(len(times) * 0.95)]:.1f} ms (bar: 50), {sum(not good for _, good in samples)} failures\n"
        f"longest seen waiting {watch.longest:.2f} s (bar: 2); {sent:.0f} sent, {queued:.0f} scored and in a queue; "
        f"processor milliseconds a lead: {costs}; doctor sound: {house.told('doctor')['sound']}\n"
    )


if __name__ == "__main__":
    main()
