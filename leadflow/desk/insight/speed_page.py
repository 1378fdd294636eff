"""How fast leads get on (M16): a curve per value, the days per stage, who is slower than chance, and who is stuck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext

from leadflow.desk import words
from leadflow.desk.insight import frame
from leadflow.desk.insight.attributes import Names, days, times, whole_percent
from leadflow.desk.insight.frame import Period
from leadflow.insight import keeping, speed
from leadflow.insight.cases import CHANNEL, Case
from leadflow.insight.policy import StatisticsPolicy
from leadflow.insight.speed import Tempo
from leadflow.insight.statistics import Curve
from leadflow.kernel.actor import Actor
from leadflow.leads import lists
from leadflow.playbook import queries as playbook

Values = dict[str, Any]
WIDTH: Final = 560
HEIGHT: Final = 300
LEFT: Final = 44
TOP: Final = 10
CURVES: Final = 4
ATTRIBUTES: Final = ("company.industry", "company.size", CHANNEL, "person.role", "company.country")
"""What one can compare by, unless something else stands out."""


def page(actor: Actor, period: Period, asked: Mapping[str, str], now: datetime) -> Values:
    book = playbook.at(now)
    policy, names = book.section(StatisticsPolicy), Names(book)
    report, as_of = keeping.kept(
        "speed", book, period.start, now, lambda: speed.report(book, period.start, now)
    )
    found, spells, tempos, whole = report.cases, report.spells, report.tempos, report.curves
    by = _by(asked.get("by", ""), tempos, found)
    stage = asked.get("stage", "") if asked.get("stage", "") in speed.STAGES else _longest(whole)
    stuck = speed.stuck(report.borders, now)
    link = f"?period={period.key}&by={by}&stage={stage}"
    return {
        "tabs": frame.tabs("speed"),
        "periods": [
            one | {"url": f"{one['url']}&by={by}&stage={stage}"} for one in frame.periods(period.key)
        ],
        "title": _title(tempos, names, found),
        "sub": gettext("%(n)s leads; those still open count for as long as we know them; as of %(at)s")
        % {"n": words.number(len(found)), "at": words.clock(as_of)}
        if found
        else "",
        "csv_url": f"{reverse('desk:speed_csv')}{link}",
        "any": bool(found),
        "chart": _chart(_values(found, spells[stage], by), names, by),
        "stage": str(words.STAGES[stage]),
        "by": [
            {
                "label": names.attribute(one),
                "url": f"?period={period.key}&by={one}&stage={stage}",
                "on": one == by,
            }
            for one in _choices(tempos, found)
        ],
        "stages": [_stage(one, curve, period, by, chosen=one == stage) for one, curve in whole.items()],
        "tempos": [_tempo(one, names) for one in _telling(tempos)],
        "checked": len(tempos),
        "stuck": _stuck(stuck, actor, now),
        "stuck_from": whole_percent(float(policy.stuck_from)),
    }


def _title(tempos: Sequence[Tempo], names: Names, found: Sequence[Case]) -> str:
    slow = next((one for one in tempos if one.believed and one.pace.ratio < 1), None)
    fast = next((one for one in reversed(tempos) if one.believed and one.pace.ratio > 1), None)
    if slow:
        told = {"value": names.said(slow.attribute, slow.value), "times": times(slow.times_as_long)}
        return gettext("%(value)s takes %(times)s times as long") % told
    if fast:
        told = {"value": names.said(fast.attribute, fast.value), "times": times(fast.pace.ratio)}
        return gettext("%(value)s gets on %(times)s times as fast") % told
    return gettext("No group is slower than chance") if found else gettext("Speed")


def _by(asked: str, tempos: Sequence[Tempo], found: Sequence[Case]) -> str:
    choices = _choices(tempos, found)
    if asked in choices:
        return asked
    slow = next((one.attribute for one in tempos if one.believed and one.pace.ratio < 1), None)
    return slow if slow in choices else choices[0]


def _choices(tempos: Sequence[Tempo], found: Sequence[Case]) -> list[str]:
    known = {key for case in found for key in case.values}
    chosen = [one for one in ATTRIBUTES if one in known]
    telling = [one.attribute for one in tempos if one.believed and one.attribute not in chosen]
    return list(dict.fromkeys([*chosen, *telling[:2]])) or [CHANNEL]


def _longest(whole: Mapping[str, Curve]) -> str:
    """The stage in which most days go by."""
    usual = {stage: curve.after(0.5) or 0.0 for stage, curve in whole.items() if curve.ended}
    return max(usual, key=usual.__getitem__) if usual else "qualifying"


def _values(found: Sequence[Case], spells: Mapping[int, Any], by: str) -> dict[str, Curve]:
    """The most frequent values, each with its curve."""
    leads: dict[str, set[int]] = {}
    for case in found:
        if by in case.values and case.lead in spells:
            leads.setdefault(case.values[by], set()).add(case.lead)
    frequent = sorted(leads, key=lambda value: (-len(leads[value]), value))
    curves = {value: speed.curves({"": spells}, leads[value])[""] for value in frequent}
    slow_first = sorted(
        (value for value in frequent if curves[value].ended >= CURVES),
        key=lambda value: -(curves[value].after(0.5) or 0),
    )
    chosen = list(dict.fromkeys([*slow_first[:1], *frequent]))[:CURVES]
    return {value: curves[value] for value in chosen}


def _chart(curves: Mapping[str, Curve], names: Names, by: str) -> Values:
    reach = max((_reach(curve) for curve in curves.values()), default=1.0) or 1.0
    order = sorted(curves, key=lambda value: curves[value].after(0.5) or reach, reverse=True)
    lines = []
    for tone, value in enumerate(order):
        curve = curves[value]
        lines.append(
            {
                "tone": tone,
                "path": _path(curve, reach),
                "band": _band(curve, reach),
                "name": names.value(by, value),
                "said": _median(curve),
            }
        )
    return {
        "lines": lines,
        "width": WIDTH,
        "height": HEIGHT,
        "levels": [
            {"y": TOP + (HEIGHT - 40) * (1 - share / 100), "said": share} for share in (0, 25, 50, 75, 100)
        ],
        "ticks": [
            {"x": LEFT + (WIDTH - LEFT) * part / 4, "said": days(reach * part / 4)} for part in range(5)
        ],
    }


def _reach(curve: Curve) -> float:
    return curve.after(0.9) or (curve.steps[-1].at if curve.steps else 0.0)


def _xy(at: float, share: float, reach: float) -> tuple[float, float]:
    return LEFT + (WIDTH - LEFT) * min(at / reach, 1), TOP + (HEIGHT - 40) * (1 - share)


def _path(curve: Curve, reach: float) -> str:
    x, y = _xy(0, 1, reach)
    parts = [f"M{x:.1f} {y:.1f}"]
    for step in curve.steps:
        if step.at > reach:
            break
        x, y = _xy(step.at, step.still, reach)
        parts.append(f"H{x:.1f}V{y:.1f}")
    return "".join([*parts, f"H{WIDTH:.1f}"])


def _band(curve: Curve, reach: float) -> str:
    steps = [step for step in curve.steps if step.at <= reach and 0 < step.still < 1]
    if not steps:
        return ""
    over, under = [], []
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        end = min(after.at if after else reach, reach)
        for at in (step.at, end):
            over.append("{:.1f} {:.1f}".format(*_xy(at, step.high, reach)))
            under.append("{:.1f} {:.1f}".format(*_xy(at, step.low, reach)))
    return "M" + "L".join(over + under[::-1]) + "Z"


def _median(curve: Curve) -> str:
    half = curve.after(0.5)
    told = {"n": words.number(curve.size), "days": days(half) if half is not None else ""}
    if half is None:
        return gettext("n %(n)s, half are not through yet") % told
    return gettext("n %(n)s, half are through after %(days)s working days") % told


def _stage(stage: str, curve: Curve, period: Period, by: str, *, chosen: bool) -> Values:
    first, half, last = (curve.after(share) for share in (0.25, 0.5, 0.75))
    return {
        "name": str(words.STAGES[stage]),
        "on": chosen,
        "url": f"?period={period.key}&by={by}&stage={stage}",
        "size": words.number(curve.size),
        "still": words.number(curve.size - curve.ended),
        "half": gettext("%(days)s days") % {"days": days(half)} if half is not None else "",
        "middle": f"{days(first)} – {days(last)}" if first is not None and last is not None else "",
    }


def _telling(tempos: Sequence[Tempo]) -> list[Tempo]:
    """What is sure; the slowest first."""
    return [one for one in tempos if one.believed]


def _tempo(one: Tempo, names: Names) -> Values:
    low, high = one.interval
    slow = one.pace.ratio < 1
    told = {"times": times(one.times_as_long if slow else one.pace.ratio)}
    ends = (low, high) if slow else (one.pace.low, one.pace.high)
    return {
        "name": names.value(one.attribute, one.value),
        "attribute": names.attribute(one.attribute),
        "size": words.number(one.size),
        "slow": slow,
        "said": gettext("%(times)s times as long") % told
        if slow
        else gettext("%(times)s times as fast") % told,
        "range": gettext("%(low)s to %(high)s") % {"low": times(ends[0]), "high": times(ends[1])},
    }


def _stuck(found: Sequence[speed.Stuck], actor: Actor, now: datetime) -> list[Values]:
    known = lists.lines({one.lead for one in found}, seen_by=actor)
    longest = max((one.days for one in found), default=1.0)
    return [
        {
            "name": known[one.lead].title,
            "url": reverse("desk:lead", args=[known[one.lead].public_id]),
            "stage": str(words.STAGES[one.stage]),
            "days": words.number(round(one.days)),
            "usual": 100 * one.usual / longest,
            "at": 100 * one.days / longest,
            "said": gettext("%(share)s days are usual at most") % {"share": days(one.usual)},
        }
        for one in found
        if one.lead in known
    ]


def table(period: Period, now: datetime) -> list[list[object]]:
    """Every value that was compared, for a spreadsheet."""
    book = playbook.at(now)
    names = Names(book)
    report, _ = keeping.kept("speed", book, period.start, now, lambda: speed.report(book, period.start, now))
    head: list[object] = [
        gettext("Attribute"),
        gettext("Value"),
        gettext("Leads"),
        gettext("times as long"),
        gettext("from"),
        gettext("to"),
        gettext("Chance"),
        gettext("Finding"),
    ]
    rows: list[list[object]] = [
        [
            names.attribute(one.attribute),
            names.value(one.attribute, one.value),
            one.size,
            round(one.times_as_long, 2),
            round(one.interval[0], 2),
            round(one.interval[1], 2),
            round(one.pace.chance, 6),
            gettext("yes") if one.believed else gettext("no"),
        ]
        for one in report.tempos
    ]
    return [head, *rows]
