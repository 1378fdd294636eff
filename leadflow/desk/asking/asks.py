"""What an outcome still needs before it is given: a moment, a reason, a receiver. Each choice is the second key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadflow.accounts import queries as accounts
from leadflow.accounts.rules import Right, TeamKind
from leadflow.agenda import queries as agenda
from leadflow.agenda import rules as agenda_rules
from leadflow.agenda.policy import AgendaPolicy
from leadflow.desk import words
from leadflow.kernel.hours import WorkingHours
from leadflow.leads.rules import Snapshot
from leadflow.playbook import queries as playbook
from leadflow.qualification import rules
from leadflow.qualification import services as qualification
from leadflow.qualification.policy import QualificationPolicy

DIGITS: Final = "1234567890"
LATER: Final = "later"
"""Ready, but handed over by somebody else or another time."""
ROUTED: Final = "routed"
"""To whom the playbook's routing names."""
DAYS: Final = (14, 30, 60, 90, 180)
FIELD: Final = "%Y-%m-%dT%H:%M"
"""As `datetime-local` writes it."""

MISTAKES: Final = {
    "empty": _("Nothing is written."),
    "choice": _("Choose one of the answers."),
    "number": _("This is no number. Write it like 18000."),
    "date": _("This is no day. Write it like 23.11.2026."),
    "long": _("This is too long for one answer. Put it into the note."),
}
"""What is wrong with an answer, by the code of `answers.NotAnAnswer`."""

Ask = dict[str, Any]


def ask(follow: str, outcome: str, shot: Snapshot, now: datetime, *, mistake: str = "") -> Ask:
    """For `asking/ask.html`: what the outcome of that name needs, by what follows from it."""
    build = {
        "promise": _promise,
        "retry": _retry,
        "not_yet": _not_yet,
        "disqualify": _disqualify,
        "ready": _ready,
        "none": _plain,
    }
    return {"outcome": outcome, "mistake": mistake, **build[follow](shot, now)}


def choices(name: str, pairs: Iterable[tuple[str, str]]) -> Sequence[dict[str, str]]:
    keys = [*DIGITS, *[""] * 90]
    found = zip(pairs, keys, strict=False)
    return [{"name": name, "value": value, "label": label, "key": key} for (value, label), key in found]


def _promise(_shot: Snapshot, now: datetime) -> Ask:
    policy, hours = agenda.policy(now)
    moments = promised_moments(policy, hours, now)
    return {
        "title": gettext("When do you call back?"),
        "note": gettext("What we promise we keep"),
        "choices": choices("when", [(at.isoformat(), words.moment(at, now)) for at in moments]),
        "field": {"name": "at", "label": gettext("Another moment"), "type": "datetime-local"},
        "submit": gettext("Promise"),
    }


def promised_moments(policy: AgendaPolicy, hours: WorkingHours, now: datetime) -> list[datetime]:
    """In an hour, this afternoon, tomorrow morning, in a week: each in working time, none twice."""
    local = now.astimezone(hours.zone)
    noon = local.replace(
        hour=policy.morning_ends.hour, minute=policy.morning_ends.minute, second=0, microsecond=0
    )
    tomorrow = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    wished = [local + timedelta(hours=1), noon + timedelta(hours=2), tomorrow + timedelta(hours=9)]
    wished += [tomorrow + timedelta(hours=14), tomorrow + timedelta(days=6, hours=9)]
    found = {hours.next_open(_quarter(at)) for at in wished if at > local + timedelta(minutes=10)}
    return sorted(found)


def _quarter(at: datetime) -> datetime:
    """The next full quarter of an hour."""
    over = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at + (timedelta(minutes=15) - over if over else timedelta())


def _retry(shot: Snapshot, now: datetime) -> Ask:
    policy, hours = agenda.policy(now)
    standing = agenda.standing([shot.id]).get(shot.id)
    step = agenda_rules.call_again(standing.attempt + 1 if standing else 1, policy, hours, now)
    rests = step.kind == "revisit"
    title = (
        gettext("That was the last try: it rests until %(moment)s")
        if rests
        else gettext("Next try %(moment)s")
    )
    return {
        "title": title % {"moment": words.moment(step.due_at, now)},
        "submit": gettext("Keep"),
        "alone": True,
    }


def _not_yet(shot: Snapshot, now: datetime) -> Ask:
    policy = playbook.at(now).section(QualificationPolicy)
    usual = rules.revisit_at(policy, shot.facts, qualification.circumstances(shot, now), now)
    others = [now + timedelta(days=days) for days in DAYS if abs((usual - now).days - days) > 3]
    pairs = [("", gettext("%(day)s, as the playbook says") % {"day": words.day(usual)})]
    pairs += [(at.isoformat(), gettext("in %(span)s") % {"span": words.span(at - now)}) for at in others]
    return {
        "title": gettext("When do we look again?"),
        "choices": choices("when", pairs),
        "field": {"name": "on", "label": gettext("Another day"), "type": "date"},
        "submit": gettext("Plan it"),
    }


def _disqualify(_shot: Snapshot, now: datetime) -> Ask:
    language = words.language()
    reasons = playbook.at(now).section(QualificationPolicy).disqualification_reasons
    return {
        "title": gettext("Why does it go?"),
        "note": gettext("You can take it back"),
        "choices": choices("reason", [(reason.key, reason.label.in_(language)) for reason in reasons]),
    }


def _ready(shot: Snapshot, now: datetime) -> Ask:
    """Gates name what is missing; an override needs its reason; then to whom it goes."""
    policy = playbook.at(now).section(QualificationPolicy)
    gates = rules.readiness(policy, shot.facts, qualification.circumstances(shot, now))
    language = words.language()
    missing = [gate.missing.in_(language) for gate in policy.readiness.gates if gate.key in gates.missing]
    title = gettext("Ready. Who gets it?") if gates.is_ready else gettext("Something is missing for “ready”")
    if missing and not policy.readiness.may_override:
        return {"title": title, "missing": missing}
    needs_reason = bool(missing) and policy.readiness.override_needs_reason
    return {
        "title": title,
        "missing": missing,
        "words": {"name": "override", "label": gettext("Why all the same?"), "needed": needs_reason}
        if missing
        else None,
        "choices": receivers(later=True),
        "message": {"name": "message", "label": gettext("A word to sales")},
    }


def receivers(*, later: bool) -> Sequence[dict[str, str]]:
    """Whom a ready lead can go to: by the playbook's routing, a team, a person."""
    teams = [(f"t{t.id}", t.name(words.language())) for t in accounts.teams(TeamKind.SALES, TeamKind.PARTNER)]
    people = [(f"u{u.id}", u.name) for u in accounts.with_right(Right.ANSWER_OFFER)]
    pairs = [(ROUTED, gettext("as the playbook says")), *people, *teams]
    return choices("to", [*pairs, (LATER, gettext("hand over later"))] if later else pairs)


def _plain(_shot: Snapshot, _now: datetime) -> Ask:
    return {"title": gettext("Note it down"), "submit": gettext("Keep"), "alone": True}


def local_moment(text: str) -> datetime:
    """What a date or time field sent, in the house's zone. ValueError when it is none."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else timezone.make_aware(found)


def typed(ask: Ask, sent: Mapping[str, str]) -> Ask:
    """The same ask with what was typed into it."""
    for name in ("field", "words", "message"):
        if ask.get(name):
            ask[name]["value"] = sent.get(ask[name]["name"], "")
    for one in ask.get("fields") or ():
        one["value"] = sent.get(one["name"], "")
    return ask
