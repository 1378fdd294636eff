"""The flow picture: every lead has its width, on both sides, and nothing leaves the drawing."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from leadflow.desk.look.sankey import LEADS, LEAST, WIDTH, sankey

counts = st.lists(st.integers(1, 5_000), min_size=1, max_size=8)


@given(counts, st.integers(0, 100), st.integers(0, 100))
def test_what_comes_in_goes_out_as_wide_as_it_is_many(channels: list[int], won: int, lost: int) -> None:
    whole = sum(channels)
    won, lost = whole * won // 300, whole * lost // 300
    sources = [(f"c{at}", count) for at, count in enumerate(channels)]
    with_sales = [(key, count) for key, count in (("won", won), ("lost", lost)) if count]
    drawn = sankey(sources, with_sales, [("open", whole - won - lost)])
    assert sum(one.count for one in drawn.sources) == sum(one.count for one in drawn.ends) == drawn.door.count
    for one in (*drawn.sources, *drawn.ends):
        assert abs(one.height - max(one.count * LEADS / whole, LEAST)) < 1e-6
        assert one.y >= 0
        assert one.y + one.height <= drawn.height
    assert drawn.sales.count == won + lost
    numbers = [float(n) for one in drawn.ribbons for n in re.findall(r"-?\d+\.\d", one.path)]
    assert all(-1 <= number <= max(WIDTH, drawn.height) for number in numbers)
    assert len(drawn.ribbons) == len(drawn.sources) + len(drawn.ends) + 1


def test_an_empty_house_has_a_drawing_too() -> None:
    assert sankey([], [], []).door.count == 1
