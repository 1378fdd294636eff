"""Figures of an audit as one reads them, and the small drawings beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext

from leadflow.desk import words
from leadflow.insight.audit.auditing import Month
from leadflow.insight.audit.measures import Rate
from leadflow.insight.statistics import Curve

Values = dict[str, Any]
Cell = Mapping[str, Any]
WIDE: Final = 640
HIGH: Final = 200
LEFT: Final = 40
FOOT: Final = 26
ONE_PLACE_BELOW: Final = 0.1


def count(value: float) -> str:
    return words.number(round(value))


def share(value: float) -> str:
    """A tenth where whole percents would hide it."""
    percent = 100 * value
    places = 1 if 0 < percent < 100 * ONE_PLACE_BELOW else 0
    return gettext("%(share)s%%") % {"share": words.number(round(percent, places), places)}


def between(rate: Rate) -> str:
    """The 95 % interval of a share."""
    return gettext("%(low)s to %(high)s") % {"low": share(rate.low), "high": share(rate.high)}


def small(value: float) -> str:
    """14, 5.5, 0.3: as exact as it is useful."""
    places = 1 if value < 10 and round(value, 1) != round(value) else 0
    return words.number(round(value, places), places)


def money(minor: float, currency: str) -> str:
    return words.money(round(minor / 100), currency)


def text(said: str, *, under: str = "", strong: bool = False) -> Values:
    return {"said": said, "under": under, "strong": strong}


def figure(said: str, *, under: str = "", strong: bool = False) -> Values:
    return {"said": said, "under": under, "strong": strong, "num": True}


def rated(rate: Rate, most: float) -> Values:
    """A share as a bar with its interval as a whisker, on a scale up to `most`."""
    if not rate.whole:
        return {"said": "", "bar": None}
    scale = 100 / max(most, 1e-9)
    return {
        "bar": {
            "at": min(rate.share * scale, 100),
            "low": min(rate.low * scale, 100),
            "high": min(rate.high * scale, 100),
        },
        "said": f"{share(rate.share)} ({between(rate)})",
    }


def sized(part: int, most: int, said: str) -> Values:
    """A count as a bar."""
    return {"bar": {"at": 100 * part / max(most, 1)}, "said": said}


def scale(rates: Sequence[Rate]) -> float:
    """Up to where bars go: the highest interval that rests on something."""
    return max(
        (max(rate.share, min(rate.high, 2 * rate.share + 0.05)) for rate in rates if rate.whole), default=1.0
    )


def months(found: Sequence[Month]) -> Values | None:
    """One column per month; the won stand dark at its foot."""
    if len(found) < 2:
        return None
    most = max(month.leads for month in found)
    step = (WIDE - LEFT) / len(found)
    every = max(len(found) // 6, 1)
    floor = HIGH - FOOT
    columns = [
        {
            "x": LEFT + at * step + step * 0.14,
            "wide": step * 0.72,
            "y": floor - (floor - 8) * month.leads / most,
            "high": (floor - 8) * month.leads / most,
            "won_y": floor - (floor - 8) * month.won / most,
            "won_high": (floor - 8) * month.won / most,
            "label": f"{month.month:02}/{month.year % 100:02}" if at % every == 0 else "",
            "middle": LEFT + (at + 0.5) * step,
        }
        for at, month in enumerate(found)
    ]
    levels = [{"y": floor - (floor - 8) * part / 2, "said": count(most * part / 2)} for part in (0, 1, 2)]
    return {"columns": columns, "levels": levels, "wide": WIDE, "high": HIGH, "floor": floor}


def curve(found: Curve, reach: float) -> Values:
    """The share that is won, rising; with its band."""
    most = max((1 - step.low for step in found.steps if step.at <= reach), default=0.01) * 1.08 or 0.01
    floor = HIGH - FOOT

    def place(at: float, still: float) -> tuple[float, float]:
        x = LEFT + (WIDE - LEFT) * min(at / reach, 1)
        return x, floor - (floor - 8) * min((1 - still) / most, 1)

    line, over, under = [f"M{LEFT} {floor}"], [], []
    steps = [step for step in found.steps if step.at <= reach]
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        x, y = place(step.at, step.still)
        line.append(f"H{x:.1f}V{y:.1f}")
        for at in (step.at, after.at if after else reach):
            over.append("{:.1f} {:.1f}".format(*place(at, step.low)))
            under.append("{:.1f} {:.1f}".format(*place(at, step.high)))
    return {
        "line": "".join([*line, f"H{WIDE}"]),
        "band": f"M{'L'.join(over + under[::-1])}Z" if over else "",
        "levels": [
            {"y": floor - (floor - 8) * part / 2, "said": share(most * part / 2)} for part in (0, 1, 2)
        ],
        "ticks": [
            {"x": LEFT + (WIDE - LEFT) * part / 4, "said": count(reach * part / 4)} for part in range(5)
        ],
        "wide": WIDE,
        "high": HIGH,
        "floor": floor,
    }
