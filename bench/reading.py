"""What a row of a list costs before anything is written: `python -m bench.reading [rows] [--big]`.

Protocol: seeded list of 12 columns with a fifth of repeats, in memory; median of 3, processor time of one process.
`--big` reads 200 MB from disk before.
"""

from __future__ import annotations

import io
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Final
from zoneinfo import ZoneInfo

from leadflow.intake import rules
from leadflow.intake.doors.csv.counting import count_records
from leadflow.intake.doors.csv.detect import Detected, detect
from leadflow.intake.doors.csv.guess import guess
from leadflow.intake.doors.csv.mapping import Mapping
from leadflow.intake.doors.csv.reading import records
from leadflow.intake.doors.csv.values import YES, moment_reader
from leadflow.intake.doors.csv.words import MappingWords
from leadflow.kernel.names import company_key, surname_key

HEADINGS: Final = (
    "Lead-ID;Datum;Firma;Branche;PLZ;Ort;Homepage;Anrede;Ansprechpartner;E-Mail;Telefon;Bemerkung"
)
GIVEN: Final = ("Eva", "Max", "Jürgen", "Sabine", "Hans-Peter", "Ayşe", "Björn", "Ingrid")
SURNAMES: Final = ("Müller", "Huber", "von der Heide", "Groß", "Schmidt", "Reuter", "Jäger", "Öztürk")
FORMS: Final = ("GmbH", "GmbH & Co. KG", "AG", "e.K.", "KG", "UG (haftungsbeschränkt)")
REPEATS: Final = 0.2
WORDS: Final = rules.Words(
    country="DE",
    untouched_defaults=frozenset({"bitte wählen"}),
    yes=YES,
    choose=lambda _, text: text,
    when=moment_reader(ZoneInfo("Europe/Berlin")),
)


def row(rng: random.Random, number: int) -> str:
    surname, given = rng.choice(SURNAMES), rng.choice(GIVEN)
    word = "".join(rng.choices("abcdefghiklmnoprstu", k=7))
    phone = f"{rng.choice(['+49 721 ', '0721/', '0049721', '+49721'])}{rng.randint(100_000, 9_999_999)}"
    note = rng.choice(["", "", '"Messe; bitte anrufen"', "Rückruf", '"zwei\nZeilen"'])
    cells = [
        f"L{number}", f"{rng.randint(1, 28):02}.11.2026", f"{word.title()} {surname} {rng.choice(FORMS)}",
        rng.choice(["Handel", "IT", "Bau"]), f"{rng.randint(10_000, 99_999)}", rng.choice(["Köln", "Bonn", "Ulm"]),
        f"www.{word}.example", rng.choice(["Frau", "Herr"]), f"Dr. {given} {surname}",
        f"{word}.{number}@{word}.example", phone, note,
    ]  # fmt: skip
    return ";".join(cells)


def made(count: int, seed: int = 1) -> bytes:
    rng = random.Random(seed)
    rows: list[str] = []
    for number in range(count):
        rows.append(rng.choice(rows) if rows and rng.random() < REPEATS else row(rng, number))
    return ("\r\n".join([HEADINGS, *rows]) + "\r\n").encode()


def read_all(file: BinaryIO, found: Detected, mapping: Mapping) -> int:
    """As an import does it, up to the keys by which people are recognised."""
    seen = 0
    for record in records(file, found.dialect):
        rules.key_of("campaign", "offer", "\x1f".join(record.values))
        reading = rules.read(mapping.pairs(record.values), WORDS)
        if isinstance(reading, rules.Reading):
            company_key(str(reading.company.get("company.name", "")))
            surname_key(str(reading.person.get("person.surname", "")))
        seen += 1
    return seen


def timed(name: str, count: int, act: Callable[[], int]) -> None:
    seconds = []
    for _ in range(3):
        began = time.process_time()
        if act() != count:
            raise SystemExit(f"{name}: not all rows were seen")
        seconds.append(time.process_time() - began)
    took = statistics.median(seconds)
    print(f"{name:<34}{count / took:>12,.0f} rows/s {took / count * 1e6:>8.1f} µs/row")


def in_memory(count: int) -> None:
    content = made(count)
    file = io.BytesIO(content)
    began = time.perf_counter()
    found = detect(file)
    mapping = guess(found.dialect.headings, [r.values for r in found.sample], MappingWords.of())
    print(
        f"{count:,} rows, {len(content):,} bytes; detected and guessed in {time.perf_counter() - began:.3f} s"
    )
    timed("counted at the door", count, lambda: count_records(file, found.dialect))
    timed("records read", count, lambda: sum(1 for _ in records(file, found.dialect)))
    timed("read, keyed and understood", count, lambda: read_all(file, found, mapping))
    half = "half of the file's quotes broken"
    broken = io.BytesIO(content.replace(b'"Messe', b'Messe"').replace(b'Zeilen"', b"Zeilen"))
    dialect = detect(broken).dialect
    timed(half, count_records(broken, dialect), lambda: sum(1 for _ in records(broken, dialect)))


def on_disk(size: int = 200_000_000) -> None:
    block = made(20_000).partition(b"\r\n")[2]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        with path.open("wb") as file:
            file.write(f"{HEADINGS}\r\n".encode())
            while file.tell() < size:
                file.write(block)
        del block
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with path.open("rb") as file:
            moments = [time.perf_counter()]
            dialect = detect(file).dialect
            moments.append(time.perf_counter())
            count = count_records(file, dialect)
            moments.append(time.perf_counter())
            read = sum(1 for _ in records(file, dialect))
            moments.append(time.perf_counter())
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    detected, counted, took = (end - start for start, end in pairwise(moments))
    print(f"200 MB: {read:,} rows read, {count:,} counted, {more:.0f} MB of memory more than before")
    print(f"        detected in {detected:.1f} s, counted in {counted:.1f} s, read in {took:.1f} s")


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    print(f"reading lists, {datetime.now(UTC):%Y-%m-%d}")
    if "--big" in sys.argv:
        on_disk()
    in_memory(numbers[0] if numbers else 50_000)
