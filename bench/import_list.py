"""How fast a list becomes leads in a work queue: a seeded file of 12 columns with 20 % repeats, into a home of its own.

    python -m bench.import_list --rows 20000 --before 0 --runs 3 [--postgres]

Prints rows per second (median), rows per processor second of the importing processes and the memory of the largest,
the bare load of the same rows into one table, and the written rows by table.
Half of the repeats differ textually (case, umlaut, phone format). Never gates anything: machines differ.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg

from bench.houses import House

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


def bare(path: Path, house: House) -> float:
    """Rows per second into one plain table, committed once, with the same durability."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))[1:]
    columns = ", ".join(f"c{at} text" for at in range(12))
    began = time.perf_counter()
    if house.url:
        with psycopg.connect(house.url) as base:
            base.execute(f"CREATE TABLE IF NOT EXISTS bare ({columns})".encode())
            with base.cursor().copy("COPY bare FROM STDIN") as copy:
                for told in rows:
                    copy.write_row(told)
        return len(rows) / (time.perf_counter() - began)
    plain = sqlite3.connect(house.folder.with_name("bare.sqlite3"))
    plain.execute("PRAGMA journal_mode=WAL")
    plain.execute("PRAGMA synchronous=FULL")
    plain.execute(f"CREATE TABLE IF NOT EXISTS bare ({columns})")
    with plain:
        plain.executemany(f"INSERT INTO bare VALUES ({','.join('?' * 12)})", rows)  # noqa: S608 - our own marks
    return len(rows) / (time.perf_counter() - began)


def counts(house: House) -> dict[str, int]:
    return {table: int(house.number(f"SELECT count(*) FROM {table}")) for table in house.tables()}  # noqa: S608


def on_today(house: House) -> int:
    """Leads that are scored and dated, seen by another process."""
    return int(house.number("SELECT count(*) FROM agenda_item JOIN scoring_score USING (lead_id)"))


@dataclass(frozen=True, slots=True)
class Spent:
    """What the processes of the imports took: processor seconds, and the memory of the largest in MB."""

    seconds: float
    megabytes: int

    @classmethod
    def so_far(cls) -> Spent:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return cls(used.ru_utime + used.ru_stime, used.ru_maxrss // 1_000)


def run_once(house: House, path: Path, rows: int, told: str) -> float:
    rows_before, seen_before, spent = counts(house), on_today(house), Spent.so_far()
    began = time.perf_counter()
    report = house.told("import", str(path))
    wall, after = time.perf_counter() - began, Spent.so_far()
    opened = on_today(house) - seen_before
    grown = {t: n - rows_before.get(t, 0) for t, n in counts(house).items() if n != rows_before.get(t, 0)}
    sys.stdout.write(
        f"{told}: {rows / wall:,.0f} rows/s wall, {report['rows_per_second']} rows/s inside, "
        f"{rows / (after.seconds - spent.seconds):,.0f} rows per processor second of its own, "
        f"largest process {after.megabytes} MB, {opened} leads on Today, "
        f"{sum(grown.values()) / max(opened, 1):.1f} rows a lead\n  {grown}\n"
    )
    return rows / wall


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=20_000)
    asked.add_argument("--before", type=int, default=0, help="leads in the home before")
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--postgres", action="store_true")
    told = asked.parse_args()
    bar = ("5,000" if told.before < 1_000_000 else "4,000") if told.postgres else "3,000"
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        house = House.opened(folder / "home", postgres=told.postgres)
        if told.before:
            write_file(folder / "before.csv", int(told.before * 1.25), 99)
            house.told("import", str(folder / "before.csv"))
        speeds = []
        for run in range(told.runs):
            path = folder / f"list{run}.csv"
            write_file(path, told.rows, run + 1)
            speeds.append(run_once(house, path, told.rows, f"run {run + 1}"))
        sound = house.told("doctor")["sound"]
        sys.stdout.write(
            f"{house.name}: median {statistics.median(speeds):,.0f} rows/s with {told.before:,} leads before "
            f"(bar: {bar}); bare load {bare(folder / 'list0.csv', house):,.0f} rows/s; doctor sound: {sound}\n"
        )


if __name__ == "__main__":
    main()
