"""What is to be done next for a lead, by when and why. Pure: the clock and the working hours are arguments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any, Final

from leadflow.agenda.policy import AgendaPolicy
from leadflow.kernel.hours import WorkingHours
from leadflow.kernel.values import quick

SALES_STAGES: Final = frozenset({"handed_over", "accepted"})


@quick(frozen=True, slots=True)
class Next:
    """Shown from `due_at` on. `reason` holds codes and figures, never a sentence."""

    kind: str
    due_at: datetime
    deadline_at: datetime
    reason: Mapping[str, Any] = field(default_factory=dict)
    attempt: int = 0
    fallback: bool = False


def answer_new(channel: str, grade: str, policy: AgendaPolicy, hours: WorkingHours, now: datetime) -> Next:
    """A new lead is due at once; how long it may wait depends on channel and grade (first line that fits)."""
    within = next(
        (
            line.within
            for line in policy.response
            if (not line.channels or channel in line.channels)
            and (not line.fit or grade[0] in line.fit)
            and (not line.interest or int(grade[1]) in line.interest)
        ),
        policy.within.new,
    )
    return Next("new", now, hours.add(now, within), {"channel": channel})


def answer_signal(signal: str, policy: AgendaPolicy, hours: WorkingHours, now: datetime) -> Next | None:
    """Only what the playbook calls hot interrupts what was planned."""
    hot = any(signal == kind or signal.startswith(kind + ".") for kind in policy.hot_signals)
    return Next("signal", now, hours.add(now, policy.within.signal), {"signal": signal}) if hot else None


def call_again(attempt: int, policy: AgendaPolicy, hours: WorkingHours, now: datetime) -> Next:
    """After the n-th unsuccessful call. At another half of the day where the playbook wants it; then the lead rests."""
    waits = policy.retries.after
    if attempt > len(waits):
        due = hours.next_open(now + policy.retries.rest)
        return Next("revisit", due, hours.add(due, policy.within.revisit), {"not_reached": attempt}, attempt)
    due = hours.add(now, waits[attempt - 1])
    if policy.retries.other_half_of_day:
        due = _other_half(due, policy, hours, now)
    reason = {"attempt": attempt + 1, "of": len(waits) + 1}
    return Next("retry", due, hours.add(due, policy.within.retry), reason, attempt)


def _other_half(due: datetime, policy: AgendaPolicy, hours: WorkingHours, now: datetime) -> datetime:
    called, again = (at.astimezone(hours.zone) for at in (now, due))
    if (called.time() < policy.morning_ends) != (again.time() < policy.morning_ends):
        return due
    noon = again.replace(
        hour=policy.morning_ends.hour, minute=policy.morning_ends.minute, second=0, microsecond=0
    )
    if again < noon:
        return hours.next_open(noon.astimezone(due.tzinfo))
    evening = again.replace(hour=23, minute=59, second=0, microsecond=0)
    return hours.next_open(evening.astimezone(due.tzinfo))


def promised(at: datetime, now: datetime) -> Next:
    """We said when we would call: the moment is due and deadline in one."""
    return Next("promise", at, at, {"promised_at": now.isoformat()})


def revisit(at: datetime, policy: AgendaPolicy, hours: WorkingHours, reason: Mapping[str, Any]) -> Next:
    due = hours.next_open(at)
    return Next("revisit", due, hours.add(due, policy.within.revisit), reason)


def returned(reason: str, policy: AgendaPolicy, hours: WorkingHours, now: datetime) -> Next:
    return Next("returned", now, hours.add(now, policy.within.returned), {"reason": reason})


def hand_over(policy: AgendaPolicy, hours: WorkingHours, now: datetime) -> Next:
    """Ready: offer it to sales."""
    return Next("handover", now, hours.add(now, policy.within.handover), {"do": "hand_over"})


def answer_offer(answer_by: datetime, now: datetime) -> Next:
    """Handed over: sales accepts or returns it."""
    return Next("handover", now, max(answer_by, now), {"do": "answer"})


def decide(policy: AgendaPolicy, hours: WorkingHours, now: datetime, *, why: str, fallback: bool) -> Next:
    """Somebody must say what comes next; a fallback where nobody planned anything."""
    return Next("decide", now, hours.add(now, policy.within.decide), {"why": why}, fallback=fallback)


def earlier(standing: Next | None, other: Next) -> Next:
    """What was promised or is owed sooner stays."""
    if standing is not None and not standing.fallback and standing.deadline_at <= other.deadline_at:
        return standing
    return other


def section(
    kind: str, due_at: datetime, deadline_at: datetime, policy: AgendaPolicy, now: datetime, zone: Any
) -> str:
    """Under which heading of Today a row stands: now, morning, afternoon or later."""
    if deadline_at <= now + policy.now_within:
        return "now"
    local, today = deadline_at.astimezone(zone), now.astimezone(zone).date()
    if local.date() > today:
        return "later"
    return "morning" if local.time() < policy.morning_ends else "afternoon"
