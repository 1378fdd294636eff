"""Houses of former releases, with data, are read, brought up to date and sound, on both databases."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest

from tests.proofs import drill

HERE: Final = Path(__file__).parent
ON_POSTGRES: Final = os.environ.get("LEADFLOW_TEST_DB") == "postgres"


@pytest.mark.slow
@pytest.mark.parametrize("release", sorted(path.name for path in HERE.glob("*.zip")))
def test_a_house_of_that_release_is_brought_to_this_one_with_every_row(release: str, tmp_path: Path) -> None:
    url = drill.fresh_database() if ON_POSTGRES else ""
    told = drill.told("backup", "--check", str(HERE / release))
    home = tmp_path / "home"
    restored = drill.told("restore", str(HERE / release), "--to", str(home), url=url)
    assert (restored["sound"], restored["rows"]) == (True, told["rows"])
    assert drill.asked(home, drill.FOLD, url) == "[]"
    balance = drill.told("balance", home=home, url=url)
    assert (balance["leads"]["difference"], balance["arrivals"]["difference"]) == (0, 0)
    assert balance["leads"]["opened"] > 20


def test_there_is_at_least_one() -> None:
    assert list(HERE.glob("*.zip"))
