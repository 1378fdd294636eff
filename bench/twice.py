"""How well and how fast lists of many shapes are matched: `python -m bench.twice [rows] [seed] [shape ...]`."""

from __future__ import annotations

import resource
import sys
from time import perf_counter

from tests.rules.people.measured import measure
from tests.rules.people.shapes import SHAPES
from tests.rules.people.test_likeness import compare


def main() -> None:
    rows, seed, *names = [*sys.argv[1:], *("2000", "1")[len(sys.argv[1:3]) :]]
    print("shape                     rows  precision  joined  asked   questions  seconds  MB")
    for name in names or SHAPES:
        shape = SHAPES[name](int(rows), int(seed))
        start = perf_counter()
        found = measure(compare(shape.as_csv(), "wahr").matched, shape.answered.truth)
        spent = perf_counter() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{name:24} {len(shape.answered.truth):6}  {found.precision:9.4f}  {found.recall:6.3f}  {found.asked:6.3f}"
            f"  {found.questions:9.3f}  {spent:7.1f}  {memory}",
            flush=True,
        )


if __name__ == "__main__":
    main()
