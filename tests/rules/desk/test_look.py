"""What the drawings promise: a line that only widens, a score that is a readable sum."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.desk.look import ribbon
from leadflow.desk.look.bullet import bullet
from leadflow.desk.look.waterfall import Reason, reach_of, waterfall

FIT = (Reason("industry", 14), Reason("size", 10), Reason("no controller", -3))


def numbers(path: str) -> list[float]:
    return [float(figure) for figure in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", path)]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7])
def test_reaches_only_widen(count: int) -> None:
    heights = ribbon.shares(count)
    assert len(heights) == count
    assert list(heights) == sorted(heights)
    assert heights[-1] == 1.0


def test_the_middle_of_a_reach_is_level() -> None:
    line = ribbon.joined(4, 400, 100)
    assert line.height(140) == line.height(150) == line.height(160) == ribbon.FOUR[1]


def test_two_reaches_meet_halfway_between_their_heights() -> None:
    assert ribbon.joined(4, 400, 100).height(100) == pytest.approx((ribbon.FOUR[0] + ribbon.FOUR[1]) / 2)


def test_reaches_are_parted_by_the_gap_and_stay_in_their_frame() -> None:
    first, second, *_ = ribbon.reaches(4, 44.0, 14.0, 2.0)
    assert max(numbers(first)[::2]) == 10
    assert min(numbers(second)[::2]) == 12
    assert all(0 <= y <= 14 for y in numbers(first)[1::2])


def test_an_upright_line_runs_downwards() -> None:
    (path,) = ribbon.reaches(1, 66.0, 18.0, 2.0, upright=True)
    assert max(numbers(path)[1::2]) == 66


def test_nothing_done_draws_nothing() -> None:
    assert ribbon.filled(250, 14, 0, 0) == ""


@given(st.floats(0, 250), st.floats(0, 250))
def test_a_single_reach_never_narrows(one: float, other: float) -> None:
    line = ribbon.single(250, 14)
    near, far = sorted((one, other))
    assert line.height(near) <= line.height(far) + 1e-9


def test_each_reason_starts_where_the_last_one_ended() -> None:
    bars = waterfall(FIT, scale=24).bars
    assert [bar.x for bar in bars] == ["0.00%", "58.33%", "87.50%"]
    assert bars[2].minus
    assert bars[2].end == "87.50%"


def test_the_total_is_the_sum_of_the_reasons() -> None:
    assert waterfall(FIT, scale=24).total == 21


def test_what_has_faded_stands_behind_what_is_left() -> None:
    (bar,) = waterfall([Reason("talk at the fair", 5, full=18)], scale=18).bars
    assert (bar.faded_x, bar.faded_width) == ("27.78%", "72.22%")


def test_a_minus_does_not_count_as_faded() -> None:
    assert not waterfall(FIT, scale=24).bars[2].faded_x


def test_the_grade_in_force_is_marked() -> None:
    ticks = waterfall(FIT, scale=40, borders=(("D", 0), ("C", 10), ("B", 20), ("A", 30))).ticks
    assert [tick.label for tick in ticks if tick.here] == ["B"]


def test_a_total_below_zero_still_has_the_lowest_grade() -> None:
    ticks = waterfall([Reason("nothing", -5)], scale=40, borders=(("D", 0), ("C", 10))).ticks
    assert [tick.label for tick in ticks if tick.here] == ["D"]


points = st.floats(-50, 50).map(lambda x: round(x, 2))


@given(
    st.lists(
        st.builds(Reason, label=st.just("r"), points=points, full=st.none() | st.floats(0, 99)), max_size=12
    )
)
def test_no_bar_leaves_the_picture(reasons: list[Reason]) -> None:
    for bar in waterfall(reasons, scale=reach_of(reasons)).bars:
        assert 0 <= float(bar.x[:-1]) <= 100
        assert float(bar.x[:-1]) + float(bar.width[:-1]) <= 100.02


def test_the_target_is_never_at_the_edge() -> None:
    assert float(bullet(done=10, target=75).target_at[:-1]) < 90
    assert bullet(done=75, target=75).done_at == bullet(done=75, target=75).target_at
