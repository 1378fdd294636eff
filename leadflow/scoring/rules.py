"""Adding up a lead: fit and interest, two axes and never one mixed number. A score is its list of reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp2

from leadflow.kernel.values import quick
from leadflow.leads.rules import Signal, Snapshot
from leadflow.playbook.rules import Context, holds, is_signal, signal_names
from leadflow.scoring.policy import Axis, PointRule, ScoringPolicy


@quick(frozen=True, slots=True)
class Reason:
    """Why there are points. `full` is what it counted fresh, `points` what is left of it."""

    key: str
    axis: Axis
    points: float
    full: float
    fading: bool = False

    @property
    def is_faded(self) -> bool:
        return abs(self.points) < abs(self.full)


@quick(frozen=True, slots=True)
class Sum:
    """Whole points per axis, rounded half away from zero once at the end; `fades`: it will be less tomorrow."""

    fit: int
    interest: int
    fit_grade: str
    interest_grade: int
    fades: bool
    reasons: tuple[Reason, ...]

    @property
    def grade(self) -> str:
        return f"{self.fit_grade}{self.interest_grade}"


def context(shot: Snapshot, free_mail_domains: frozenset[str]) -> Context:
    return Context(
        free_mail_domains=free_mail_domains,
        signals=frozenset(signal.kind for signal in shot.signals),
        channel=shot.channel,
        offer=shot.offer,
        roles=shot.roles,
    )


def faded(points: float, half_life: timedelta | None, *, age: timedelta) -> float:
    """points x 2^(-age / half-life). Interest fades, fit does not: only a rule with a half-life loses points."""
    if half_life is None:
        return float(points)
    return points * exp2(-max(age, timedelta()) / half_life)


@dataclass(frozen=True, slots=True)
class Frame:
    """What scoring needs of the playbook. `never_scored` facts are invisible here: what was set after the
    contact cannot leak in."""

    policy: ScoringPolicy
    never_scored: frozenset[str]
    free_mail_domains: frozenset[str]


def score(shot: Snapshot, frame: Frame, now: datetime) -> Sum:
    policy = frame.policy
    facts = {key: value for key, value in shot.facts.items() if key not in frame.never_scored}
    where = context(shot, frame.free_mail_domains)
    heard = frozenset(name for kind in where.signals for name in signal_names(kind))
    rules = policy.that_may_count(facts, heard)
    reasons = tuple(_reasons(rules, facts, shot.signals, where, now))
    fit = _rounded(reason.points for reason in reasons if reason.axis == "fit")
    interest = _rounded(reason.points for reason in reasons if reason.axis == "interest")
    fades = any(reason.fading for reason in reasons)
    return Sum(fit, interest, policy.grades.fit.of(fit), policy.grades.interest.of(interest), fades, reasons)


def _rounded(points: Iterable[float]) -> int:
    total = sum(points)
    return int(total + 0.5) if total >= 0 else -int(-total + 0.5)


def _reasons(
    rules: Sequence[PointRule],
    facts: Mapping[str, object],
    signals: Sequence[Signal],
    where: Context,
    now: datetime,
) -> Iterable[Reason]:
    for rule in rules:
        if rule.when is not None and not holds(rule.when, facts, where):
            continue
        if rule.signal is None:
            yield Reason(rule.key, rule.axis, float(rule.points), float(rule.points))
            continue
        ages = [now - signal.at for signal in signals if is_signal(signal.kind, rule.signal)]
        if ages:
            left = sum(faded(rule.points, rule.half_life, age=age) for age in ages)
            full = float(rule.points * len(ages))
            yield Reason(
                rule.key,
                rule.axis,
                _capped(left, rule.cap),
                _capped(full, rule.cap),
                rule.half_life is not None,
            )


def _capped(points: float, cap: int | None) -> float:
    return points if cap is None else max(-float(cap), min(float(cap), points))
