"""The large form: one stream that widens from top to bottom, laid in calm currents around a bright middle."""

from __future__ import annotations

from functools import lru_cache

Point = tuple[float, float]

# (y, centre, half width) of the whole stream in a field of 760 x 900
COURSE = (
    (-10.0, 392.0, 12.0),
    (150.0, 452.0, 48.0),
    (330.0, 452.0, 92.0),
    (520.0, 372.0, 168.0),
    (720.0, 312.0, 232.0),
    (910.0, 338.0, 252.0),
)
CURRENTS = ((-1.0, 1.0), (-0.72, 0.66), (-0.44, 0.36), (-0.20, 0.14))


@lru_cache(maxsize=1)
def currents() -> tuple[str, ...]:
    """Closed paths from the outermost, calmest water to the bright middle."""
    return tuple(_current(left, right) for left, right in CURRENTS)


def _current(left: float, right: float) -> str:
    bank = [(centre + left * half, y) for y, centre, half in COURSE]
    other = [(centre + right * half, y) for y, centre, half in COURSE][::-1]
    return f"M{_at(bank[0])}{_through(bank)}L{_at(other[0])}{_through(other)}Z"


def _through(points: list[Point]) -> str:
    """A smooth curve through all points (Catmull-Rom, written as cubic pieces)."""
    padded = [points[0], *points, points[-1]]
    pieces = []
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        one = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        two = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        pieces.append(f"C{_at(one)} {_at(two)} {_at(end)}")
    return "".join(pieces)


def _at(point: Point) -> str:
    return f"{point[0]:.5g},{point[1]:.5g}"
