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
    done_at: str
    middle_at: str
    pace_at: str
    target_at: str
    done_early: bool
    target_late: bool


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
        done_at=_percent(share(done)),
        middle_at="" if middle is None else _percent(share(middle)),
        pace_at="" if pace is None else _percent(share(pace)),
        target_at=_percent(share(target)),
        done_early=share(done) < 0.16,
        target_late=share(target) > 0.84,
    )


def _percent(share: float) -> str:
    return f"{share * 100:.2f}%"
