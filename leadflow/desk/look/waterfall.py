"""The score as a sum one can read: each reason starts where the last one ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """`full` is what the reason was worth before it faded; None where nothing fades."""

    label: str
    points: float
    full: float | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    points: float
    x: str
    width: str
    end: str
    minus: bool
    faded_x: str
    faded_width: str


@dataclass(frozen=True, slots=True)
class Tick:
    label: str
    middle: str
    border: str
    here: bool


@dataclass(frozen=True, slots=True)
class Waterfall:
    bars: tuple[Bar, ...]
    total: float
    total_width: str
    low: str
    high: str
    ticks: tuple[Tick, ...]


def reach_of(reasons: Sequence[Reason]) -> float:
    """The farthest any bar of the sum gets, faded parts included; both halves share the larger one."""
    farthest = at = 0.0
    for reason in reasons:
        top = max(reason.points, reason.full or 0.0, 0.0)
        farthest, at = max(farthest, at + top), at + reason.points
    return farthest


def waterfall(
    reasons: Sequence[Reason],
    *,
    scale: float,
    low: float | None = None,
    high: float | None = None,
    borders: Sequence[tuple[str, float]] = (),
) -> Waterfall:
    """`borders`: each grade with the points from which it holds, lowest first."""
    whole = scale or 1.0
    bars, at = [], 0.0
    for reason in reasons:
        bars.append(_bar(reason, at, whole))
        at += reason.points
    return Waterfall(
        bars=tuple(bars),
        total=at,
        total_width=_share(at, whole),
        low="" if low is None else _share(low, whole),
        high="" if high is None else _share(high, whole),
        ticks=_ticks(borders, at, whole),
    )


def _bar(reason: Reason, at: float, whole: float) -> Bar:
    start, end = sorted((at, at + reason.points))
    gone = 0.0 if reason.full is None else max(reason.full - reason.points, 0.0)
    return Bar(
        label=reason.label,
        points=reason.points,
        x=_share(start, whole),
        width=_share(min(end, whole) - max(start, 0.0), whole),
        end=_share(at + reason.points, whole),
        minus=reason.points < 0,
        faded_x=_share(end, whole) if gone else "",
        faded_width=_share(min(gone, whole - end), whole) if gone else "",
    )


def _ticks(borders: Sequence[tuple[str, float]], total: float, whole: float) -> tuple[Tick, ...]:
    held = [label for i, (label, points) in enumerate(borders) if i == 0 or points <= total]
    starts = [min(max(points, 0.0), whole) for _, points in borders]
    ends = [*starts[1:], whole]
    return tuple(
        Tick(label, _share((start + end) / 2, whole), _share(start, whole), here=label == held[-1])
        for (label, _), start, end in zip(borders, starts, ends[: len(starts)], strict=True)
        if start < whole
    )


def _share(points: float, whole: float) -> str:
    return f"{min(max(points / whole, 0.0), 1.0) * 100:.2f}%"
