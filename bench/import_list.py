"""How fast a list becomes leads in a work queue: a seeded file of 12 columns with 20 % repeats, into a home of its own.

    python bench/import_list.py --rows 20000 --before 0 --runs 3

Prints rows per second (median), the bare load of the same rows into one table, and the written rows by table.
Half of the repeats differ textually (case, umlaut, phone format). Never gates anything: machines differ.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

HEADINGS: Final = [
    *("Firma", "PLZ", "Ort", "Branche", "Anrede", "Vorname"),
    *("Nachname", "E-Mail", "Telefon", "Funktion", "Bedarf", "Kundennummer"),
]
FORMS: Final = ("GmbH", "AG", "GmbH & Co. KG", "KG")
TOWNS: Final = ("Ulm", "Bruchsal", "Köln", "Düsseldorf", "Linz", "Zürich", "Kassel", "Nürnberg")
INDUSTRIES: Final = ("Maschinenbau", "Logistik", "Handel", "IT", "Bau", "Chemie")
GIVEN: Final = ("Anna", "Jürgen", "Sabine", "Björn", "Käthe", "Max", "Lena", "Jörg")
SYLLABLES: Final = (
    "mül",
    "ler",
    "hof",
    "mann",
    "bach",
    "kra",
    "stein",
    "wal",
    "ter",
    "schu",
    "berg",
    "lin",
    "den",
    "rei",
)
PLAIN: Final[dict[int, str]] = {ord("ü"): "ue", ord("ö"): "oe", ord("ä"): "ae"}
LEADFLOW: Final = str(Path(sys.executable).with_name("leadflow"))


def name(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(3, 5))).capitalize()


def row(rng: random.Random, number: int) -> list[str]:
    surname, firm = name(rng), f"{name(rng)} {name(rng)}"
    domain = f"{firm.lower().replace(' ', '-').replace('ü', 'ue')}-{number}.example"
    given = rng.choice(GIVEN)
    local = f"{given}.{surname}".lower().translate(PLAIN)
    return [
        f"{firm} {rng.choice(FORMS)}", f"{rng.randint(10000, 99999)}", rng.choice(TOWNS),
        rng.choice(INDUSTRIES), rng.choice(("Herr", "Frau")), given, surname, f"{local}@{domain}",
        f"0{rng.randint(200, 999)} {rng.randint(100000, 9999999)}", "Leitung", "Palettierlinie", f"K{number}",
    ]  # fmt: skip


def twisted(rng: random.Random, known: list[str]) -> list[str]:
    """The same person, written differently."""
    told = list(known)
    told[0], told[6] = told[0].upper(), told[6].replace("ü", "ue").replace("ö", "oe")
    told[7], told[8] = told[7].upper(), "+49 " + told[8][1:].replace(" ", "-")
    told[11] = ""
    return told


def write_file(path: Path, rows: int, seed: int) -> None:
    rng = random.Random(seed)
    written: list[list[str]] = []
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(HEADINGS)
        for number in range(rows):
            if written and rng.random() < 0.2:
                known = rng.choice(written)
                out.writerow(twisted(rng, known) if rng.random() < 0.5 else known)
                continue
            written.append(row(rng, seed * 10_000_000 + number))
            out.writerow(written[-1])


def leadflow(home: Path, *words: str) -> dict[str, object]:
    environment = {**os.environ, "LEADFLOW_HOME": str(home)}
    done = subprocess.run(  # noqa: S603 - our own command
        [LEADFLOW, "--json", *words], env=environment, check=False, capture_output=True, text=True
    )
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    told: dict[str, object] = json.loads(done.stdout)
    return told


def bare(path: Path, folder: Path) -> float:
    """Rows per second into one plain table, committed once, with the same durability."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))[1:]
    base = sqlite3.connect(folder / "bare.sqlite3")
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute(f"CREATE TABLE IF NOT EXISTS bare ({', '.join(f'c{at}' for at in range(12))})")
    began = time.perf_counter()
    with base:
        base.executemany(f"INSERT INTO bare VALUES ({','.join('?' * 12)})", rows)  # noqa: S608
    return len(rows) / (time.perf_counter() - began)


def counts(home: Path) -> dict[str, int]:
    base = sqlite3.connect(home / "leadflow.sqlite3")
    tables = [r[0] for r in base.execute("SELECT name FROM sqlite_master WHERE type='table'")]
    rooms = ("intake_", "people_", "leads_", "scoring_", "agenda_", "journal_", "privacy_")
    return {t: base.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables if t.startswith(rooms)}  # noqa: S608


def on_today(home: Path) -> int:
    """Leads that are scored and dated, seen by another process."""
    base = sqlite3.connect(home / "leadflow.sqlite3")
    joined = "SELECT count(*) FROM agenda_item JOIN scoring_score USING (lead_id)"
    return int(base.execute(joined).fetchone()[0])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=20_000)
    asked.add_argument("--before", type=int, default=0, help="leads in the home before")
    asked.add_argument("--runs", type=int, default=3)
    told = asked.parse_args()
    speeds = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        home = folder / "home"
        leadflow(home, "init", str(home), "--yes")
        if told.before:
            write_file(folder / "before.csv", int(told.before * 1.25), 99)
            leadflow(home, "import", str(folder / "before.csv"))
        for run in range(told.runs):
            path = folder / f"list{run}.csv"
            write_file(path, told.rows, run + 1)
            rows_before, seen_before = counts(home), on_today(home)
            began = time.perf_counter()
            report = leadflow(home, "import", str(path))
            wall = time.perf_counter() - began
            opened = on_today(home) - seen_before
            speeds.append(told.rows / wall)
            by_table = {
                t: n - rows_before.get(t, 0) for t, n in counts(home).items() if n != rows_before.get(t, 0)
            }
            sys.stdout.write(
                f"run {run + 1}: {told.rows / wall:,.0f} rows/s wall, {report['rows_per_second']} rows/s inside, "
                f"{opened} leads on Today, {sum(by_table.values()) / max(opened, 1):.1f} rows a lead\n  {by_table}\n"
            )
        sound = leadflow(home, "doctor")["sound"]
        sys.stdout.write(
            f"median {statistics.median(speeds):,.0f} rows/s with {told.before:,} leads before (bar: 2,000); "
            f"bare load {bare(folder / 'list0.csv', folder):,.0f} rows/s; doctor sound: {sound}\n"
        )


if __name__ == "__main__":
    main()
