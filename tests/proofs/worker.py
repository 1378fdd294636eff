"""A worker in a process of its own that understands the same people as another one, batch by batch, at the same time.

python -m tests.proofs.worker DATABASE FOLDER WHO BATCHES
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import django
from django.db import connection

ROWS = 12
LONGEST = 60


def work(database: str, folder: Path, who: str, batches: int) -> None:
    django.setup()
    connection.settings_dict["NAME"] = database
    from leadflow.intake import services  # noqa: PLC0415 - tables exist only after the set-up
    from leadflow.kernel.refusals import Refusal  # noqa: PLC0415 - as above
    from tests import make  # noqa: PLC0415 - as above
    from tests.clock import NOW  # noqa: PLC0415 - as above

    for batch in range(batches):
        rows = [row(batch, number) for number in range(ROWS)]
        todo = make.kept(rows, keys=[f"{who} {batch} {number}" for number in range(ROWS)])
        _together(folder, who, batch)
        began = time.monotonic()
        while True:
            try:
                services.understand(todo, make.ORIGIN, now=NOW)
                break
            except Refusal as refusal:
                if refusal.code != "busy":
                    raise
        (folder / f"{who}-{batch}").write_text(f"{began} {time.monotonic()}")


def row(batch: int, number: int) -> dict[str, str]:
    """Half of the people came before, in another batch."""
    person = batch * ROWS // 2 + number
    return {
        "company.name": f"Werk {person} GmbH",
        "company.postcode": f"{10000 + person}",
        "person.surname": f"Reuter{person}",
        "mail": f"reuter{person}@werk{person}.example",
        "phone": f"0731 {550000 + person}",
    }


def people(batches: int) -> int:
    """How many different ones there are."""
    return (batches - 1) * ROWS // 2 + ROWS


def _together(folder: Path, who: str, batch: int) -> None:
    """Neither begins before the other is there."""
    (folder / f"ready-{who}-{batch}").touch()
    until = time.monotonic() + LONGEST
    while len(list(folder.glob(f"ready-*-{batch}"))) < 2:
        if time.monotonic() > until:
            sys.exit("the other worker never came")
        time.sleep(0.001)


if __name__ == "__main__":
    work(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
