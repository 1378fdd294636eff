"""Actual against target on one widening track: done, expected range, pace, target."""

from __future__ import annotations

from dataclasses import dataclass

from leadflow.desk.look.ribbon import filled

LENGTH, DEPTH = 500.0, 38.0


@dataclass(frozen=True, slots=True)
class Bullet:
    track: str
    done: str
    expected: str
    spread: str
    done_at: float
    middle_at: float | None
    pace_at: float | None
    target_at: float


def bullet(
    *,
    done: float,
    target: float,
    low: float | None = None,
    high: float | None = None,
    middle: float | None = None,
    pace: float | None = None,
) -> Bullet:
    """The track ends a fifth beyond whatever is largest, so that the target is never at the edge."""
    top = max(done, target, high or 0.0, 1.0) * 1.2

    def share(value: float) -> float:
        return value / top

    known = low is not None and high is not None
    return Bullet(
        track=filled(LENGTH, DEPTH, 0, 1),
        done=filled(LENGTH, DEPTH, 0, share(done)),
        expected=filled(LENGTH, DEPTH, share(done), share(low or 0)) if known else "",
        spread=filled(LENGTH, DEPTH, share(max(low or 0, done)), share(high or 0)) if known else "",
        done_at=share(done) * LENGTH,
        middle_at=None if middle is None else share(middle) * LENGTH,
        pace_at=None if pace is None else share(pace) * LENGTH,
        target_at=share(target) * LENGTH,
    )
