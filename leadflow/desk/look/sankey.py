"""The flow as ribbons: from where leads came, through one door, to where they stand; wide where many are. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 1000
LEADS: Final = 300.0
"""Height of all leads together, in pixels."""
GAP: Final = 12.0
LEAST: Final = 1.0
NODE: Final = 8
FROM, DOOR, SALES, ENDS = 170, 400, 640, 800
TOP: Final = 34.0


@dataclass(frozen=True, slots=True)
class Stop:
    """Where ribbons begin, meet or end. `words` stand at (`x`, `middle`)."""

    key: str
    count: int
    x: float
    y: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Ribbon:
    key: str
    path: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """`sources`, `door`, `sales` and `ends` from left to right."""

    sources: tuple[Stop, ...]
    door: Stop
    sales: Stop
    ends: tuple[Stop, ...]
    ribbons: tuple[Ribbon, ...]
    height: float


def sankey(
    sources: Sequence[tuple[str, int]],
    with_sales: Sequence[tuple[str, int]],
    others: Sequence[tuple[str, int]],
) -> Drawing:
    """(key, count) each; `with_sales` and `others` together are as many as the sources. Nothing is left out."""
    whole = max(sum(count for _, count in sources), 1)
    scale = LEADS / whole
    left = _column(sources, FROM, scale)
    right = _column([*with_sales, *others], ENDS, scale)
    height = max(_bottom(left), _bottom(right), TOP + LEADS) + 26
    left, right = _centred(left, height), _centred(right, height)
    door = Stop("door", whole, DOOR, _top_of(LEADS, height), LEADS)
    sold = sum(count for _, count in with_sales)
    sales = Stop("sales", sold, SALES, right[0].y if right else TOP, max(sold * scale, LEAST))
    ribbons = _into(left, door, scale) + _out_of(door, sales, right, len(with_sales), scale)
    return Drawing(tuple(left), door, sales, tuple(right), tuple(ribbons), height)


def _column(counts: Sequence[tuple[str, int]], x: float, scale: float) -> list[Stop]:
    stops, y = list[Stop](), TOP
    for key, count in counts:
        stops.append(Stop(key, count, x, y, max(count * scale, LEAST)))
        y += stops[-1].height + GAP
    return stops


def _bottom(stops: Sequence[Stop]) -> float:
    return stops[-1].y + stops[-1].height if stops else TOP


def _top_of(inner: float, height: float) -> float:
    return TOP + (height - TOP - 26 - inner) / 2


def _centred(stops: list[Stop], height: float) -> list[Stop]:
    if not stops:
        return stops
    shift = _top_of(_bottom(stops) - TOP, height) - TOP
    return [Stop(one.key, one.count, one.x, one.y + shift, one.height) for one in stops]


def _into(sources: Sequence[Stop], door: Stop, scale: float) -> list[Ribbon]:
    made, y = list[Ribbon](), door.y
    for one in sources:
        made.append(Ribbon(f"from-{one.key}", _ribbon(one.x + NODE, one.y, door.x, y, one.count * scale)))
        y += one.count * scale
    return made


def _out_of(door: Stop, sales: Stop, ends: Sequence[Stop], sold: int, scale: float) -> list[Ribbon]:
    """First through sales what reached it, then the others past it."""
    made = [Ribbon("to-sales", _ribbon(door.x + NODE, door.y, sales.x, sales.y, sales.count * scale))]
    y = sales.y
    for one in ends[:sold]:
        made.append(Ribbon(f"to-{one.key}", _ribbon(sales.x + NODE, y, one.x, one.y, one.count * scale)))
        y += one.count * scale
    y = door.y + sales.count * scale
    for one in ends[sold:]:
        made.append(Ribbon(f"to-{one.key}", _ribbon(door.x + NODE, y, one.x, one.y, one.count * scale)))
        y += one.count * scale
    return made


def _ribbon(x0: float, y0: float, x1: float, y1: float, wide: float) -> str:
    bend, wide = (x0 + x1) / 2, max(wide, LEAST)
    return (
        f"M{x0:.1f} {y0:.1f}C{bend:.1f} {y0:.1f} {bend:.1f} {y1:.1f} {x1:.1f} {y1:.1f}V{y1 + wide:.1f}"
        f"C{bend:.1f} {y1 + wide:.1f} {bend:.1f} {y0 + wide:.1f} {x0:.1f} {y0 + wide:.1f}Z"
    )
