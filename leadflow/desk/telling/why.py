"""Why a lead stands where it stands: the kind and reason codes of its next thing as one sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext

from leadflow.agenda.queries import Due
from leadflow.desk import words
from leadflow.desk.mail_words import STEPS
from leadflow.handover.policy import HandoverPolicy
from leadflow.kernel.hours import WorkingHours
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook.rules import Playbook

PROMISES: Final = frozenset({"promise", "new", "signal", "handover"})
"""Late here means: something we owe somebody is broken. Only then is it red."""


@dataclass(frozen=True, slots=True)
class Why:
    """`text` says why, `when` by when; `soon` = within the hour, `broken` = a promise of ours."""

    icon: str
    text: str
    when: str
    soon: bool = False
    broken: bool = False


def why(due: Due, book: Playbook, hours: WorkingHours, now: datetime) -> Why:
    late = now > due.deadline_at
    broken = late and due.kind in PROMISES
    icon = "clock-exclamation" if broken else words.KIND_ICONS.get(due.kind, "clock")
    soon = not late and due.deadline_at - now <= timedelta(hours=1)
    return Why(icon, _SAID[due.kind](due, book), _when(due, hours, now, late=late), soon, broken)


def _when(due: Due, hours: WorkingHours, now: datetime, *, late: bool) -> str:
    if late:
        worked = hours.between(due.deadline_at, now)
        return gettext("%(span)s late") % {"span": words.span(worked or now - due.deadline_at)}
    if due.kind == "promise":
        return words.moment(due.due_at, now)
    if due.due_at > now:
        return gettext("from %(moment)s") % {"moment": words.moment(due.due_at, now)}
    left = hours.between(now, due.deadline_at)
    if left < timedelta(hours=10):
        answer = (
            gettext("answer within %(time)s") if due.kind in ("new", "signal") else gettext("%(time)s left")
        )
        return answer % {"time": words.hours_and_minutes(left)}
    return gettext("until %(moment)s") % {"moment": words.moment(due.deadline_at, now)}


def _promise(due: Due, _: Playbook) -> str:
    return gettext("Promised: call at %(time)s") % {"time": words.clock(due.due_at)}


def _new(due: Due, book: Playbook) -> str:
    return gettext("New from %(channel)s") % {"channel": channel(str(due.reason.get("channel", "")), book)}


def channel(key: str, book: Playbook) -> str:
    found = book.section(LeadsPolicy).channel(key)
    return found.label.in_(words.language()) if found else key


def _signal(due: Due, book: Playbook) -> str:
    signal = str(due.reason.get("signal", ""))
    if signal == "enquiry":
        return gettext("Has asked again")
    if signal == "mail":
        return gettext("Has written to us")
    touch = book.section(LeadsPolicy).touch(signal.partition(".")[0])
    label = touch.label.in_(words.language()) if touch else signal
    return gettext("Came to us: %(touch)s") % {"touch": label}


def _returned(due: Due, book: Playbook) -> str:
    return gettext("Returned by sales: %(reason)s") % {
        "reason": return_reason(due.reason.get("reason"), book)
    }


def return_reason(key: Any, book: Playbook) -> str:
    found = book.section(HandoverPolicy).return_reason(str(key))
    return found.label.in_(words.language()) if found else str(key or "")


def _retry(due: Due, _: Playbook) -> str:
    facts = {"n": due.reason.get("attempt", due.attempt + 1), "of": due.reason.get("of", "")}
    return gettext("Not reached, try %(n)s of %(of)s") % facts


def _revisit(due: Due, book: Playbook) -> str:
    if "not_reached" in due.reason:
        return gettext("Rested after %(n)s tries without an answer") % {"n": due.reason["not_reached"]}
    match due.reason.get("why"):
        case "outcome":
            return gettext("Ask sales how it went")
        case "returned":
            reason = return_reason(due.reason.get("reason"), book)
            return gettext("Returned by sales: %(reason)s") % {"reason": reason}
        case "plan":
            return gettext("Step of the plan: %(what)s") % {
                "what": STEPS[str(due.reason.get("what", "call"))][1]
            }
        case "plan_ended":
            return gettext("The plan has ended: what comes next?")
        case "by_hand":
            return gettext("To be looked at again, as you planned")
        case _:
            return gettext("Was not ripe yet: look again")


def _handover(due: Due, _: Playbook) -> str:
    asked = due.reason.get("do") == "answer"
    return gettext("Sales has to answer") if asked else gettext("Ready: hand it over to sales")


def _decide(due: Due, _: Playbook) -> str:
    match due.reason.get("why"):
        case "undone":
            return gettext("Taken back: decide what is next")
        case "merge_undone":
            return gettext("Stands on its own again: decide what is next")
        case "replied":
            return gettext("Has replied: decide what is next")
        case "bounced":
            return gettext("Mails to them come back: find another address")
        case "after_call":
            return gettext("Call noted: decide what is next")
        case _:
            return gettext("Nothing is planned: decide what is next")


_SAID: Final[dict[str, Callable[[Due, Playbook], str]]] = {
    "promise": _promise,
    "new": _new,
    "signal": _signal,
    "returned": _returned,
    "retry": _retry,
    "revisit": _revisit,
    "handover": _handover,
    "decide": _decide,
}
