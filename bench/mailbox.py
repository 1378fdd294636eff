"""How fast mails are read and judged, without wire and database; printed, gates nothing."""

from __future__ import annotations

import sys
import time
from collections import Counter

from leadflow.intake.doors.mailbox.reading import read
from tests.rules.mailbox import fuzz


def main(count: int = 20_000) -> None:
    kinds: Counter[str] = Counter()
    slowest, began = 0.0, time.perf_counter()
    for raw in fuzz.mails(count, 5):
        at = time.perf_counter()
        kinds[read(raw).kind] += 1
        slowest = max(slowest, time.perf_counter() - at)
    seconds = time.perf_counter() - began
    print(f"{count} fuzzed mails in {seconds:.1f} s, slowest {slowest * 1000:.0f} ms, {dict(kinds)}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
