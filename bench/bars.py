"""The long proofs and the figures, each beside its bar and its protocol. Never stops at the first miss.

    python -m bench.bars            all of them; `python -m bench.bars kills tampering` only these
    python -m bench.bars fuzz --door mailbox --count 500        one door of the fuzzer, with so many payloads

Ends with 1 only where a proof could not run or did not hold; a slow machine is no fault.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
BIN: Final = Path(sys.executable).parent
PYTEST: Final = (str(BIN / "pytest"), "-q", "-s", "-p", "no:cacheprovider")


@dataclass(frozen=True, slots=True)
class Bar:
    """`holds`: it is a proof, and a failure is a fault of ours; else a figure to be read."""

    name: str
    bar: str
    protocol: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    holds: bool = True


BARS: Final = (
    Bar(
        "tampering",
        "200 of 200 named, 200 untouched homes 0",
        "one row deleted or one value altered by raw SQL, drawn uniformly from eleven deeds",
        (*PYTEST, "tests/proofs/test_tampering.py"),
        {"LEADFLOW_DEEDS": "200", "LEADFLOW_HOUSES": "200"},
    ),
    Bar(
        "door",
        "a dropped row is named",
        "one row lost inside `receive`, or between the bytes and the ledger",
        (*PYTEST, "tests/proofs/test_door_count.py"),
    ),
    Bar(
        "kills",
        "20 of 20: both balances close, nothing doubled",
        "SIGKILL to the process group at any statement of any batch but the first and last, started again",
        (*PYTEST, "tests/proofs/test_kills.py"),
        {"LEADFLOW_KILLS": "20", "LEADFLOW_KILL_ROWS": "6000"},
    ),
    Bar(
        "fuzz",
        "20,000 payloads through every door: no 5xx, received = the sum of the states, nothing executed",
        "seeded, counted by the answers; what is cut, too deep, too large, wrongly encoded or full of scripts",
        (*PYTEST, "tests/proofs/test_fuzz_doors.py", "tests/proofs/test_fuzz_pages.py"),
        {"LEADFLOW_FUZZ": "20000"},
    ),
    Bar(
        "schema",
        "every answer of the API is one that is described",
        "100 requests per operation and kind, made up from the description by schemathesis",
        (*PYTEST, "tests/api/test_schemathesis.py"),
        {"LEADFLOW_SCHEMA_EXAMPLES": "100"},
    ),
    Bar(
        "workers",
        "no person twice over 100 overlaps",
        "two processes on PostgreSQL, a barrier before each batch",
        (*PYTEST, "tests/proofs/test_two_workers.py"),
        {"LEADFLOW_TEST_DB": "postgres", "LEADFLOW_OVERLAPS": "110"},
    ),
    Bar(
        "mails, killed",
        "no plan mail twice at the server, none missing; uncertain at most workers x kills",
        "SIGKILL of one of two senders on PostgreSQL, 50 times while 2,000 plan mails leave; raw, nothing deduplicated",
        (*PYTEST, "tests/proofs/test_mail_kills.py"),
        {"LEADFLOW_TEST_DB": "postgres", "LEADFLOW_MAIL_KILLS": "50", "LEADFLOW_MAILS": "2000"},
    ),
    Bar(
        "mails, raced",
        "the later one sees the earlier, 1,000 tries each",
        "a reply, an unsubscribe and a handover against the claim of a due mail, in threads, on SQLite",
        (*PYTEST, "tests/proofs/test_mail_races.py"),
        {"LEADFLOW_RACES": "1000"},
    ),
    Bar(
        "mails, raced on PostgreSQL",
        "as above",
        "as above",
        (*PYTEST, "tests/proofs/test_mail_races.py"),
        {"LEADFLOW_RACES": "1000", "LEADFLOW_TEST_DB": "postgres"},
    ),
    Bar(
        "planted truths",
        "found in 18 of 20 seeds, nothing claimed on 19 of 20 twins",
        "stories of the sample company, 3,000 and 12,000 leads, false discoveries at most 5 %",
        (sys.executable, "-m", "bench.planted"),
        holds=False,
    ),
    Bar(
        "import",
        "3,000 rows/s, empty and with 100,000 leads",
        "median of 3, settings of `serve`, 20 % repeats, clock until another process sees all leads on Today",
        (sys.executable, "-m", "bench.import_list", "--rows", "20000", "--runs", "3"),
        holds=False,
    ),
    Bar(
        "import, full",
        "as above",
        "as above",
        (sys.executable, "-m", "bench.import_list", "--rows", "20000", "--before", "100000", "--runs", "3"),
        holds=False,
    ),
    Bar(
        "import, PostgreSQL",
        "5,000 rows/s empty, one file understood by two processes; beside it the bare COPY",
        "as above",
        (sys.executable, "-m", "bench.import_list", "--rows", "100000", "--runs", "3", "--postgres"),
        holds=False,
    ),
    Bar(
        "import, PostgreSQL, full",
        "4,000 rows/s with 1,000,000 leads",
        "as above",
        (
            sys.executable,
            "-m",
            "bench.import_list",
            "--rows",
            "100000",
            "--before",
            "1000000",
            "--runs",
            "3",
            "--postgres",
        ),
        holds=False,
    ),
    Bar(
        "import, a long list",
        "1,000,000 rows with less than 400 MB in each process",
        "largest process of the import, as the system counts it",
        (sys.executable, "-m", "bench.import_list", "--rows", "1000000", "--runs", "1"),
        holds=False,
    ),
    Bar(
        "sending",
        "400 creates/s of 8 clients on two web processes, p95 50 ms, in a work queue within 2 s",
        "PostgreSQL with 100,000 leads, 20 s after 20 warm-ups each; waiting seen by another process",
        (sys.executable, "-m", "bench.send_leads", "--before", "100000", "--seconds", "20"),
        holds=False,
    ),
    Bar(
        "answers",
        "p95: Today 50 ms alone, 100 ms during an import; create and answer 300 ms during",
        "over HTTP, four users, 200 requests after 20 warm-ups; at least 500 samples during",
        (sys.executable, "-m", "bench.answers", "--leads", "100000", "--rows", "60000"),
        holds=False,
    ),
)


def run(bar: Bar, other: Mapping[str, str]) -> tuple[bool, float]:
    print(f"\n== {bar.name}: {bar.bar}\n   {bar.protocol}", flush=True)
    began = time.monotonic()
    environment = os.environ | dict(bar.environment) | dict(other)
    ended = subprocess.run(bar.command, cwd=ROOT, env=environment, check=False)  # noqa: S603
    return ended.returncode == 0, time.monotonic() - began


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.bars")
    parser.add_argument("bars", nargs="*", help="only these, by name")
    parser.add_argument("--door", default="", help="only this door of the fuzzer")
    parser.add_argument("--count", default="", help="so many payloads through each door")
    return parser.parse_args()


def main() -> None:
    asked = _asked()
    other = {"LEADFLOW_FUZZ_DOOR": asked.door, "LEADFLOW_FUZZ": asked.count}
    bars = [bar for bar in BARS if not asked.bars or bar.name in asked.bars]
    ended = [(bar, *run(bar, {name: text for name, text in other.items() if text})) for bar in bars]
    print(f"\n== all, on {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for bar, passed, seconds in ended:
        word = "held" if passed and bar.holds else "printed above" if passed else "FAILED"
        print(f"{bar.name:14} {word:14} {seconds:7.1f} s   bar: {bar.bar}")
    sys.exit(not all(passed for _, passed, _ in ended))


if __name__ == "__main__":
    main()
