"""The line that widens: joined reaches, level in the middle, eased where two meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

FOUR = (0.28, 0.48, 0.72, 1.0)
FIVE = (0.17, 0.31, 0.50, 0.72, 1.0)
MIDDLE_THIRD = 1 / 3


def shares(reaches: int) -> tuple[float, ...]:
    """Height of each reach as a share of the last one."""
    if reaches == len(FOUR):
        return FOUR
    if reaches == len(FIVE):
        return FIVE
    if reaches == 1:
        return (1.0,)
    return tuple(FOUR[0] + (1 - FOUR[0]) * (i / (reaches - 1)) ** 1.15 for i in range(reaches))


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A widening band of `length` along and `depth` across; `upright` lets it run downwards."""

    length: float
    depth: float
    knots: tuple[tuple[float, float], ...]
    upright: bool = False

    def height(self, x: float) -> float:
        """Share of the depth at `x`; smoothstep between knots, so tangents are level at each knot."""
        (x0, h0), (x1, h1) = self._span(x)
        t = 0.0 if x1 == x0 else min(max((x - x0) / (x1 - x0), 0.0), 1.0)
        return h0 + (h1 - h0) * t * t * (3 - 2 * t)

    def slope(self, x: float) -> float:
        (x0, h0), (x1, h1) = self._span(x)
        if x1 == x0:
            return 0.0
        t = min(max((x - x0) / (x1 - x0), 0.0), 1.0)
        return (h1 - h0) * 6 * t * (1 - t) / (x1 - x0)

    def part(self, start: float, end: float) -> str:
        """Closed path of the band between two places along it."""
        places = [start, *(x for x, _ in self.knots if start < x < end), end]
        upper = self._edge(places, -0.5)
        lower = self._edge(places[::-1], 0.5)
        return f"M{upper[0]}{''.join(upper[1:])}L{lower[0]}{''.join(lower[1:])}Z"

    def _span(self, x: float) -> tuple[tuple[float, float], tuple[float, float]]:
        for left, right in pairwise(self.knots):
            if x <= right[0]:
                return left, right
        return self.knots[-1], self.knots[-1]

    def _edge(self, places: Sequence[float], side: float) -> list[str]:
        edge = [self._point(places[0], self.height(places[0]), side)]
        for x0, x1 in pairwise(places):
            # slopes are read just inside the piece: a knot belongs to both its neighbours
            third, inside = (x1 - x0) / 3, (x1 - x0) * 1e-6
            h0, h1 = self.height(x0), self.height(x1)
            one = self._point(x0 + third, h0 + third * self.slope(x0 + inside), side)
            two = self._point(x1 - third, h1 - third * self.slope(x1 - inside), side)
            edge.append(f"C{one} {two} {self._point(x1, h1, side)}")
        return edge

    def _point(self, x: float, share: float, side: float) -> str:
        y = self.depth * (0.5 + side * share)
        return f"{y:.5g},{x:.5g}" if self.upright else f"{x:.5g},{y:.5g}"


def joined(reaches: int, length: float, depth: float, *, upright: bool = False) -> Ribbon:
    """The ribbon of several reaches: each eases to the next over the third around their border."""
    heights, reach = shares(reaches), length / reaches
    knots = [(0.0, heights[0])]
    for i, height in enumerate(heights):
        knots += [(reach * (i + MIDDLE_THIRD), height), (reach * (i + 1 - MIDDLE_THIRD), height)]
    return Ribbon(length, depth, (*knots, (length, heights[-1])), upright)


def single(length: float, depth: float, *, narrow: float = FOUR[0]) -> Ribbon:
    """One reach that widens from end to end: the day line, a target, a countdown."""
    return Ribbon(length, depth, ((-length * 0.12, narrow * 0.85), (length * 1.12, 1.0)))


@lru_cache(maxsize=64)
def reaches(count: int, length: float, depth: float, gap: float, *, upright: bool = False) -> tuple[str, ...]:
    """Paths of all reaches with a gap where two meet."""
    ribbon, reach = joined(count, length, depth, upright=upright), length / count
    return tuple(
        ribbon.part(reach * i + (gap / 2 if i else 0), reach * (i + 1) - (gap / 2 if i < count - 1 else 0))
        for i in range(count)
    )


@lru_cache(maxsize=512)
def filled(length: float, depth: float, start: float, end: float) -> str:
    """Part of a single widening reach, `start` and `end` as shares of its length."""
    begin, stop = (min(max(share, 0.0), 1.0) * length for share in (start, end))
    return single(length, depth).part(begin, stop) if stop > begin else ""
