"""An audit: all that an old system's files say of the work with leads, and which three things matter most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from leadflow.insight.audit.aiming import Aim, Aiming, aiming
from leadflow.insight.audit.answering import Answering, answering
from leadflow.insight.audit.lying import Lying, lying
from leadflow.insight.audit.measures import Judged, Measures, judged, knows_outcomes, speaks_of
from leadflow.insight.audit.pacing import Pacing, pacing
from leadflow.insight.audit.selling import Channels, Winners, channels, sureness, won_against_lost
from leadflow.insight.audit.twice import Twice, twice
from leadflow.insight.cases import CHANNEL
from leadflow.moving import headings
from leadflow.moving.past import LOST, WON, History

FIRST: Final = 3
MOST_MONTHS: Final = 36
SECTIONS: Final = ("aiming", "lying", "answering", "pacing", "channels", "winners", "twice")


@dataclass(frozen=True, slots=True)
class Finding:
    """`section` tells it, `code` says which. `leads` it concerns; `worth` in minor units where that can be told."""

    section: str
    code: str
    leads: int
    worth: int = 0
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Month:
    """Leads that came in a month, and how many of them were won by now."""

    year: int
    month: int
    leads: int
    won: int


@dataclass(frozen=True, slots=True)
class Audit:
    """A section that cannot be told is None, and `unsaid` says of it which column is missing."""

    history: History
    measures: Measures
    known: Judged
    months: tuple[Month, ...]
    open: int
    won: int
    lost: int
    aiming: Aiming | None
    lying: Lying | None
    answering: Answering | None
    pacing: Pacing
    channels: Channels | None
    winners: Winners | None
    twice: Twice | None
    unsaid: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def first(self) -> tuple[Finding, ...]:
        return self.findings[:FIRST]


def audit(history: History, measures: Measures, aim: Aim) -> Audit:
    known = judged(history, measures)
    outcomes = Counter(past.outcome for past in history.pasts)
    won = won_against_lost(measures, known)
    parts: dict[str, Any] = {
        "aiming": aiming(history, measures, known, aim),
        "lying": lying(history, measures),
        "answering": answering(history, measures, known),
        "pacing": pacing(history, measures),
        "channels": channels(history, known, won),
        "winners": won,
        "twice": twice(history, measures),
    }
    made = Audit(
        history, measures, known, _months(history), outcomes[""], outcomes[WON], outcomes[LOST], **parts
    )
    found = sorted(_findings(made), key=lambda one: (-one.worth, -one.leads, one.code))
    return replace(made, unsaid=tuple(_unsaid(made)), findings=tuple(found))


def _months(history: History) -> tuple[Month, ...]:
    came: Counter[tuple[int, int]] = Counter()
    won: Counter[tuple[int, int]] = Counter()
    for past in history.pasts:
        if past.created is not None and past.created <= history.as_of:
            month = (past.created.year, past.created.month)
            came[month] += 1
            won[month] += past.outcome == WON
    return tuple(Month(*month, came[month], won[month]) for month in _all_between(came))


def _all_between(came: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
    """Also those in which nobody came."""
    if not came:
        return []
    (year, month), (last_year, last) = min(came), max(came)
    numbers = range(year * 12 + month - 1, last_year * 12 + last)
    return [(number // 12, number % 12 + 1) for number in numbers[-MOST_MONTHS:]]


def _unsaid(made: Audit) -> Iterator[tuple[str, str]]:
    """(section, what is missing): the first thing without which it cannot be told."""
    needs = {
        "aiming": (headings.CREATED,),
        "lying": (headings.CREATED,),
        "answering": (headings.CREATED, headings.ANSWERED),
        "channels": (headings.CHANNEL,),
        "winners": (),
        "twice": ("mail",),
    }
    for section, columns in needs.items():
        if getattr(made, section) is not None:
            continue
        missing = next((one for one in columns if not speaks_of(made.history, one)), "")
        if not missing and section != "twice":
            missing = headings.OUTCOME if not knows_outcomes(made.history) else "few"
        yield section, missing or "few"
    if made.pacing.winning is None:
        yield "pacing", headings.WON_AT if speaks_of(made.history, headings.CREATED) else headings.CREATED


def _findings(made: Audit) -> Iterator[Finding]:
    yield from _of_aiming(made.aiming)
    yield from _of_lying(made.lying)
    yield from _of_answering(made.answering)
    yield from _of_pacing(made.pacing)
    yield from _of_channels(made.channels)
    yield from _of_winners(made.winners)
    if made.twice is not None and made.twice.groups:
        yield Finding("twice", "twice", made.twice.surplus.part)


def _of_aiming(one: Aiming | None) -> Iterator[Finding]:
    if one is not None and one.gap is not None and one.gap > 0:
        yield Finding("aiming", "gap", 0, round(one.gap * 12))
    elif one is not None and one.gain:
        yield Finding("aiming", "gain", 0, 0)


def _of_lying(one: Lying | None) -> Iterator[Finding]:
    if one is not None and one.forgotten.part:
        yield Finding("lying", f"forgotten_{one.basis}", one.forgotten.part, one.amount)


def _of_answering(one: Answering | None) -> Iterator[Finding]:
    if one is None:
        return
    if one.believed and one.fast.share > one.slow.share:
        yield Finding("answering", "fast_wins", one.slow.whole)
    elif one.never.part:
        yield Finding("answering", "never", one.never.part)
    elif one.in_time is not None:
        yield Finding("answering", "late", one.in_time.whole - one.in_time.part)


def _of_pacing(one: Pacing) -> Iterator[Finding]:
    if one.winning is not None:
        yield Finding("pacing", "median", one.winning.won)
    stuck = max(one.stages, key=lambda stage: stage.stuck, default=None)
    if stuck is not None and stuck.stuck:
        yield Finding("pacing", "stuck", stuck.stuck, facts={"stage": stuck.stage})


def _of_channels(one: Channels | None) -> Iterator[Finding]:
    """The one that moves most wins against the average, in either direction."""
    sure = [channel for channel in (one.channels if one else ()) if channel.better or channel.worse]
    if one is not None and sure:
        most = max(sure, key=lambda channel: abs(channel.won.part - one.average.share * channel.won.whole))
        code = "better" if most.better else "worse"
        yield Finding("channels", code, most.leads, facts={"channel": most.name})


def _of_winners(one: Winners | None) -> Iterator[Finding]:
    found = [each for each in (one.found if one else ()) if each.attribute != CHANNEL]
    for most in sorted(found, key=lambda each: -sureness(each))[:1]:
        facts = {"attribute": most.attribute, "value": most.value}
        yield Finding("winners", "wins" if most.table.odds > 1 else "loses", most.table.size, facts=facts)
