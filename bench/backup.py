"""How long a house takes to be kept in a file and to come out of it again, read back and examined.

    python -m bench.backup --leads 100000 [--postgres]

Prints seconds, rows per second, the size of the file and of the database, and the memory of the largest process.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
from pathlib import Path

from bench.houses import House, fresh_database
from bench.import_list import write_file


def main() -> None:
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--leads", type=int, default=20_000)
    wanted.add_argument("--postgres", action="store_true")
    told = wanted.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        house = House.opened(place / "home", postgres=told.postgres)
        write_file(place / "list.csv", told.leads, 1)
        house.told("import", str(place / "list.csv"))
        before = _largest()
        made = house.told("backup", "--to", str(place / "kept"))
        kept = _largest()
        url = fresh_database() if told.postgres else ""
        file = str(place / "kept" / made["file"])
        back = House(place / "new", url).told("restore", file, "--to", str(place / "new"))
        print(f"{house.name}, {told.leads} rows of a list, {os.cpu_count()} cores")
        print(
            f"backup   {made['seconds']:8.1f} s {made['rows_per_second']:10.0f} rows/s {made['size'] / 1e6:8.1f} MB"
        )
        print(
            f"restore  {back['seconds']:8.1f} s {back['rows_per_second']:10.0f} rows/s, sound: {back['sound']}"
        )
        print(f"memory   import {before} MB, with backup {kept} MB, with restore {_largest()} MB")


def _largest() -> int:
    """MB of the largest process so far."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1_000


if __name__ == "__main__":
    main()
