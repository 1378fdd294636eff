"""How long an audit takes: contacts and deals of the sample company in the shape of HubSpot, many times over.

    python -m bench.audit [rows] [seed]

Prints seconds, processor seconds and memory; reading, judging and writing apart. Never gates anything: machines differ.
"""

from __future__ import annotations

import csv
import io
import os
import resource
import sys
from io import BytesIO
from time import perf_counter, process_time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from leadflow.desk.audit.standalone import standalone  # noqa: E402 - tables exist only after the set-up
from leadflow.insight.audit.aiming import Aim  # noqa: E402
from leadflow.insight.audit.auditing import audit  # noqa: E402
from leadflow.insight.audit.measures import Measures  # noqa: E402
from leadflow.moving.telling import Reader, history  # noqa: E402
from tests import old_system  # noqa: E402
from tests.rules.moving.reading import BOOK, HERE, NOW  # noqa: E402

TOLD = 2_000
"""So many stories are told; more are copies with ids and addresses of their own."""


def many(seed: int, rows: int) -> list[tuple[str, bytes]]:
    found = old_system.told(seed, min(rows, TOLD))[1]
    copies = range(-(-rows // TOLD))
    made = []
    for name, content, ids in (
        ("contacts", old_system.contacts(found), 0),
        ("deals", old_system.deals(found), 8),
    ):
        heads, *lines = csv.reader(io.StringIO(content.decode()))
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(heads)
        for copy in copies:
            writer.writerows(_moved(line, ids, copy) for line in lines)
        made.append((f"{name}.csv", text.getvalue().encode()))
    return made


def _moved(line: list[str], ids: int, copy: int) -> list[str]:
    line = [*line]
    line[ids] = f"{copy}{int(line[ids]):06}"
    return [f"{copy}.{cell}" if "@" in cell else cell for cell in line]


def main() -> None:
    rows, seed = (int(told) for told in [*sys.argv[1:], *("100000", "1")[len(sys.argv[1:3]) :]])
    files = many(seed, rows)
    print(f"{rows} contacts, {sum(len(content) for _, content in files) >> 20} MB")
    begun, spent = perf_counter(), process_time()
    told = history([(name, BytesIO(content)) for name, content in files], Reader.of(BOOK, HERE), NOW)
    read = perf_counter()
    made = audit(told, Measures.of(BOOK, HERE), Aim())
    judged = perf_counter()
    page = standalone(made, "de")
    ended = perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"read {read - begun:.1f} s, judged {judged - read:.1f} s, written {ended - judged:.1f} s ({len(page)} letters)"
    )
    print(
        f"all {ended - begun:.1f} s, processor {process_time() - spent:.1f} s, {memory} MB with the making of the rows"
    )


if __name__ == "__main__":
    main()
