"""What was planted in the sample company is found, and a twin without any truth makes nobody claim one.

`python -m bench.planted` asks 20 seeds and prints how many; here two stand for them.
"""

from __future__ import annotations

import pytest
from django.db import connection

from tests.proofs.planted import looked_at

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="pure: asks no database"),
]
LEADS = 3_000


@pytest.mark.parametrize("seed", [1, 2])
def test_every_planted_truth_is_found(seed: int) -> None:
    found = looked_at(seed, LEADS)
    assert found.found == found.planted > 0
    assert (found.channels, found.glitter, found.slow, found.learned) == (True, True, True, True)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_twin_makes_nobody_claim_anything(seed: int) -> None:
    twin = looked_at(seed, LEADS, twin=True)
    assert (twin.claims, twin.slow_claims, twin.learned) == (0, 0, False)
