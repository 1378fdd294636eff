"""The parts of the visual language that are drawn or tiny; larger parts are includes in `components/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy

from leadflow.desk.look import bullet as bullets
from leadflow.desk.look import ribbon, waterfall
from leadflow.desk.look.phases import ORDER, states, step

register = template.Library()

Words = str | tuple[str, str]
PhaseDetails = Mapping[str, Words]

PHASES: Mapping[str, str | Promise] = {
    "awareness": pgettext_lazy("phase", "Awareness"),
    "consideration": pgettext_lazy("phase", "Consideration"),
    "investigation": pgettext_lazy("phase", "Investigation"),
    "purchase": pgettext_lazy("phase", "Purchase"),
}
SHORT: Mapping[str, str | Promise] = {
    "awareness": pgettext_lazy("phase, short", "Aware"),
    "consideration": pgettext_lazy("phase, short", "Consider"),
    "investigation": pgettext_lazy("phase, short", "Investigate"),
    "purchase": pgettext_lazy("phase, short", "Purchase"),
}


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, size: int | None = None, extra: str = "") -> SafeString:
    """One symbol of the sprite, hidden from screen readers: the word beside it speaks."""
    shape = " ".join(word for word in ("icon", f"icon-{size}" if size else "", extra) if word)
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', shape, static("desk/icons.svg"), name
    )


@register.simple_tag
def key(cap: str | None) -> SafeString:
    """A key cap; nothing when there is no key."""
    return format_html('<kbd aria-hidden="true">{}</kbd>', cap) if cap else SafeString("")


@register.simple_tag
def grade(fit: str | None, interest: int | str | None, first: bool = False, new: bool = False) -> SafeString:
    """Two cells, never one number. Dark where the playbook says "call first"; a word while heat is not set."""
    if new or not fit:
        return _no_grade(get_language())
    return _grade(fit, str(interest), bool(first), get_language())


@register.simple_tag
def phase_line(phase: str | None) -> SafeString:
    """The small form of the phases for rows, lists and cards (44 x 14)."""
    return _phase_line(phase or "", get_language())


@register.simple_tag
def queue_row(row: Any) -> SafeString:
    """One row of the work queue; written here and not as a template because Today shows fifty of them.

    `row` has url, icon, who, why, phase, fit, interest and, where they apply, when, soon (bold clock), deadline
    (ISO, runs down), broken (a promise of ours), first, is_new (heat not set yet), current, held_by (who is at work).
    """
    read = _reader(row)
    held_by = read("held_by", "")
    return format_html(
        '<a class="queue-row{}" href="{}" data-queue-row{}>{}<span><span class="who">{}</span>'
        '<span class="why"><span>{}</span>{}</span></span>{}{}</a>',
        " broken" if read("broken", False) else "",
        read("url"),
        SafeString(' aria-current="true"') if read("current", False) else "",
        icon(read("icon")),
        read("who"),
        read("why"),
        _when(read) if read("when", "") else "",
        _holder(held_by) if held_by else phase_line(read("phase")),
        grade(read("fit"), read("interest"), read("first", False), read("is_new", False)),
    )


@register.simple_tag
def phase_chip(phase: str) -> SafeString:
    return format_html('<span class="chip {}">{}</span>', phase, PHASES[phase])


@register.simple_tag
def phase_word(phase: str | None) -> SafeString:
    """The name of a phase in its own text colour."""
    if not phase or phase not in PHASES:
        return format_html('<span class="quiet">{}</span>', gettext("phase not known yet"))
    return format_html('<span class="phase-word {}">{}</span>', phase, PHASES[phase])


@register.inclusion_tag("components/phases.html")
def phases(phase: str | None, details: PhaseDetails | None = None, low: bool = False) -> dict[str, Any]:
    """The large form with names: `details` maps a phase to the line below, or to a long and a short one."""
    steps = [
        {
            "key": key,
            "name": name,
            "short": SHORT[key],
            "state": state,
            **_detail((details or {}).get(key, "")),
        }
        for (key, name), state in zip(PHASES.items(), states(phase), strict=True)
    ]
    drawn = zip(ribbon.reaches(4, 1000, 26, 2.4), steps, strict=True)
    return {"steps": steps, "drawn": list(drawn), "said": _phase_said(phase), "low": low}


@register.simple_tag
def phase_slice(phase: str | None) -> SafeString:
    """The large form without words, for narrow panels; the words stand below it."""
    paths = _reach_paths(ribbon.reaches(4, 268, 20, 2.5), phase)
    return format_html(
        '<div class="phases low"><svg viewBox="0 0 268 20" preserveAspectRatio="none" role="img"'
        ' aria-label="{}">{}</svg></div>',
        _phase_said(phase),
        paths,
    )


@register.simple_tag
def stage_reach(index: int, count: int, kind: str = "done") -> SafeString:
    """One reach of a line that runs over several columns, for the head of column `index` (from 0)."""
    length, depth = 1000, 18
    piece = length / count
    path = ribbon.joined(count, length, depth).part(piece * index, piece * (index + 1))
    return format_html(
        '<svg class="stage-reach" viewBox="{} 0 {} {}" preserveAspectRatio="none" aria-hidden="true">'
        '<path class="reach {}" d="{}"/></svg>',
        f"{piece * index:g}",
        f"{piece:g}",
        depth,
        kind,
        path,
    )


@register.inclusion_tag("components/waterfall.html")
def score_fall(
    title: str,
    reasons: Iterable[Any],
    scale: float,
    grade: str = "",
    low: float | None = None,
    high: float | None = None,
    borders: Sequence[tuple[str, float]] = (),
) -> dict[str, Any]:
    """One half of the score as a sum. `reasons` have label, points and perhaps full (before fading)."""
    drawn = waterfall.waterfall(_reasons(reasons), scale=scale, low=low, high=high, borders=borders)
    return {"title": title, "grade": grade, "fall": drawn}


@register.simple_tag
def fall_scale(*halves: Iterable[Any]) -> float:
    """The common scale of both halves, so that a point is as wide here as there."""
    return max((waterfall.reach_of(_reasons(half)) for half in halves), default=1.0)


@register.filter
def signed(points: float | None) -> str:
    """Points with their sign, as a figure one reads: +14 or 0, and a true minus."""
    whole = round(points or 0)
    return f"+{whole}" if whole > 0 else f"−{-whole}" if whole < 0 else "0"


@register.filter
def figure(value: float | str | None, places: int = 0) -> str:
    """A number as the reader writes it, with thousands apart; words pass through."""
    if value is None:
        return ""
    return value if isinstance(value, str) else number_format(value, decimal_pos=places, force_grouping=True)


@register.inclusion_tag("components/day.html")
def day_line(done: int, total: int) -> dict[str, Any]:
    share = done / total if total else 1.0
    return {
        "done": done,
        "total": total,
        "track": ribbon.filled(250, 14, 0, 1),
        "filled": ribbon.filled(250, 14, 0, share),
    }


@register.inclusion_tag("components/countdown.html")
def countdown(label: str, deadline: str, left: str, share: float, late: bool = False) -> dict[str, Any]:
    """`deadline` ISO 8601 for the running clock, `left` its present words, `share` of the time that is used up."""
    drawn = ribbon.filled(358, 14, share, 1) if not late else ""
    track = ribbon.filled(358, 14, 0, 1)
    return {"label": label, "deadline": deadline, "left": left, "late": late, "drawn": drawn, "track": track}


@register.inclusion_tag("components/steps.html")
def wizard_steps(steps: Sequence[str], present: int) -> dict[str, Any]:
    """`present` counts from 1; the steps before it are done."""
    names = [
        {"name": name, "state": "done" if i < present else "now" if i == present else ""}
        for i, name in enumerate(steps, start=1)
    ]
    return {"steps": names, "drawn": list(zip(ribbon.reaches(len(names), 620, 23, 3), names, strict=True))}


@register.inclusion_tag("components/bullet.html")
def target_bullet(
    done: float,
    target: float,
    said: str,
    done_words: str,
    target_words: str,
    pace: float | None = None,
    pace_words: str = "",
    low: float | None = None,
    high: float | None = None,
    middle: float | None = None,
) -> dict[str, Any]:
    """Actual against target: `pace` is where one would be in step, `low` to `high` the expected range."""
    drawn = bullets.bullet(
        done=done, target=target, low=low or None, high=high or None, middle=middle or None, pace=pace or None
    )
    return {
        "b": drawn,
        "said": said,
        "done_words": done_words,
        "target_words": target_words,
        "pace_words": pace_words,
    }


@register.inclusion_tag("components/outline.html")
def outline(chapters: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The upright line beside a document: each chapter has name, detail, url and perhaps present."""
    count = len(chapters)
    paths = ribbon.reaches(count, 66.0 * count, 18, 2.5, upright=True)
    return {"chapters": chapters, "drawn": list(zip(paths, chapters, strict=True)), "height": 66 * count}


@register.simple_tag
def share_bar(share: float, mark: float | None = None) -> SafeString:
    """A plain bar, filled to a share between 0 and 1; `mark` is where the target stands."""
    tick = (
        format_html('<rect class="bar-mark" x="{}" y="-3" width="2" height="16"/>', _percent(mark))
        if mark
        else ""
    )
    return format_html(
        '<svg class="bar-svg" aria-hidden="true"><rect class="bar-track" width="100%" height="100%" rx="2"/>'
        '<rect class="bar-fill" width="{}" height="100%" rx="2"/>{}</svg>',
        _percent(share),
        tick,
    )


@register.filter
def percent_of(value: float, whole: float) -> str:
    return _percent(value / whole if whole else 0.0)


@register.inclusion_tag("components/chance.html")
def chance(share: float, low: float, high: float, average: float, detail: str) -> dict[str, Any]:
    """The chance of winning as a dot in its band, the average dashed; all shares between 0 and 1."""
    return {
        "whole": round(share * 100),
        "low": round(low * 100),
        "high": round(high * 100),
        "detail": detail,
        "at": _percent(share),
        "from": _percent(low),
        "wide": _percent(high - low),
        "average": _percent(average),
    }


@register.inclusion_tag("components/large_reaches.html")
def large_reaches(labels: Sequence[str], present: int = 1) -> dict[str, Any]:
    """The large form of an empty page: what comes, step by step; the present one is filled."""
    width = 560 / len(labels)
    steps = [
        {"path": path, "word": word, "x": _percent((i + 0.5) / len(labels)), "now": i + 1 == present}
        for i, (path, word) in enumerate(zip(ribbon.reaches(len(labels), 560, 100, 5), labels, strict=True))
    ]
    return {"steps": steps, "drop": _percent(width * (present - 0.86) / 560)}


@register.filter
def initials(name: str | None) -> str:
    """First letters of first and last name, without titles: Dr. Andreas Müller -> AM."""
    words = [word for word in (name or "").split() if word[0].isalpha() and not word.endswith(".")]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


@register.filter
def at(mapping: Mapping[str, Any] | Any, key: str) -> Any:
    """Value of a mapping under a key that is only known while rendering."""
    return mapping.get(key, "") if isinstance(mapping, Mapping) else ""


def _reader(values: Any) -> Callable[..., Any]:
    """Reads a mapping and an object alike."""
    if isinstance(values, Mapping):
        return values.get
    return lambda name, default=None: getattr(values, name, default)


def _when(read: Callable[..., Any]) -> SafeString:
    deadline = read("deadline", "")
    return format_html(
        '<span class="when dot{}"{}>{}</span>',
        " soon" if read("soon", False) else "",
        format_html(' data-deadline="{}"', deadline) if deadline else "",
        read("when"),
    )


def _holder(name: str) -> SafeString:
    said = gettext("%(name)s is at work") % {"name": name}
    return format_html(
        '<span class="initials small" role="img" aria-label="{0}" title="{0}">{1}</span>',
        said,
        initials(name),
    )


def _detail(words: Words) -> dict[str, str]:
    long, short = (words, words) if isinstance(words, str) else words
    return {"detail": long, "brief": short}


def _phase_said(phase: str | None) -> str:
    if not phase or phase not in PHASES:
        return gettext("Phase not known yet")
    said = gettext("Phase: %(phase)s, step %(step)s of 4")
    return said % {"phase": PHASES[phase], "step": step(phase)}


# What rows repeat is drawn once for each language.
@lru_cache(maxsize=8)
def _no_grade(_language: str | None) -> SafeString:
    return format_html('<span class="grade new">{}</span>', pgettext("grade", "new"))


@lru_cache(maxsize=256)
def _grade(fit: str, interest: str, first: bool, _language: str | None) -> SafeString:
    said = gettext("Grade %(fit)s%(interest)s: fit %(fit)s, interest %(interest)s")
    return format_html(
        '<span class="grade{}" role="img" aria-label="{}"><span>{}</span><span>{}</span></span>',
        " first" if first else "",
        said % {"fit": fit, "interest": interest},
        fit,
        interest,
    )


@lru_cache(maxsize=32)
def _phase_line(phase: str, _language: str | None) -> SafeString:
    return format_html(
        '<svg class="phase-line" viewBox="0 0 44 14" role="img" aria-label="{}">{}</svg>',
        _phase_said(phase),
        _reach_paths(ribbon.reaches(4, 44, 14, 2), phase),
    )


def _reach_paths(paths: Sequence[str], phase: str | None) -> SafeString:
    rows = zip(ORDER, states(phase), paths, strict=True)
    values = ((state, name, path) for name, state, path in rows)
    return format_html_join("", '<path class="reach {} {}" d="{}"/>', values)


def _reasons(reasons: Iterable[Any]) -> list[waterfall.Reason]:
    return [
        reason if isinstance(reason, waterfall.Reason) else waterfall.Reason(**_values(reason))
        for reason in reasons
    ]


def _values(reason: Any) -> dict[str, Any]:
    read = _reader(reason)
    return {"label": str(read("label")), "points": float(read("points") or 0), "full": read("full", None)}


def _percent(share: float) -> str:
    return f"{min(max(share, 0.0), 1.0) * 100:.2f}%"
