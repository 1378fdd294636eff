"""Do the statistics find what was planted, and claim nothing where nothing is? Over many seeds of the sample company.

    python -m bench.planted                     20 seeds and their twins, 3,000 and 12,000 leads
    python -m bench.planted --leads 3000 --seeds 20

The stories of the sample are told without a home (they are pure), so a seed takes seconds. What a real home makes of
the same seed stands on its pages.
"""

from __future__ import annotations

import argparse
import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.proofs.planted import Found, looked_at  # noqa: E402 - tables exist only after the set-up

SIZES = (3_000, 12_000)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--leads", type=int, action="append")
    asked.add_argument("--seeds", type=int, default=20)
    told = asked.parse_args()
    for leads in told.leads or SIZES:
        began = time.monotonic()
        found = [looked_at(seed, leads) for seed in range(1, told.seeds + 1)]
        twins = [looked_at(seed, leads, twin=True) for seed in range(1, told.seeds + 1)]
        print(f"\n{leads} leads, {told.seeds} seeds and twins, {time.monotonic() - began:.0f} s")
        _print(found, twins)


def _print(found: list[Found], twins: list[Found]) -> None:
    lines = {
        "best and worst channel": [one.channels for one in found],
        "every planted attribute": [one.found == one.planted for one in found],
        "all that glitters, and nothing else": [one.glitter for one in found],
        "the slow segment": [one.slow for one in found],
        "a signal learned": [one.learned for one in found],
        "a twin without any finding": [one.claims == 0 for one in twins],
        "a twin without a signal": [not one.learned for one in twins],
        "a twin without a slow segment": [not one.slow_claims for one in twins],
    }
    for name, seeds in lines.items():
        print(f"  {name:38} {sum(seeds):3} of {len(seeds)}")
    print(
        f"  planted attributes found               {sum(o.found for o in found)} of {sum(o.planted for o in found)}"
    )


if __name__ == "__main__":
    main()
