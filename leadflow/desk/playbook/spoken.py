"""Conditions, spans and hours of the playbook as sentences: what rules ask, in words one can agree on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext, ngettext

from leadflow.desk import words
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook.policy import (
    AllOf,
    AnyOf,
    ChannelTest,
    FactDeclaration,
    FactsPolicy,
    FactTest,
    FitTest,
    InterestTest,
    NotThis,
    OfferTest,
    RoleTest,
    SignalTest,
)
from leadflow.playbook.rules import Playbook
from leadflow.qualification.policy import QualificationPolicy


def condition(asked: Any, book: Playbook) -> str:
    """ "Budget is released or requested"; parts joined by and, or."""
    match asked:
        case FactTest():
            return _fact(asked, book.section(FactsPolicy).get(asked.fact))
        case AllOf():
            return _joined((condition(one, book) for one in asked.all), gettext("and"))
        case AnyOf():
            return _joined((condition(one, book) for one in asked.any), gettext("or"))
        case NotThis():
            return gettext("not: %(condition)s") % {"condition": condition(asked.not_, book)}
        case SignalTest():
            return gettext("%(signal)s happened") % {"signal": signal(asked.signal, book)}
        case _:
            return _known_place(asked, book)


def _known_place(asked: Any, book: Playbook) -> str:
    match asked:
        case ChannelTest():
            return gettext("came by %(channel)s") % {"channel": channel(asked.channel, book)}
        case OfferTest():
            return gettext("asks for %(offer)s") % {"offer": offer(asked.offer, book)}
        case RoleTest():
            role = words.fact_value(book.section(FactsPolicy).get("person.role"), asked.role)
            return gettext("somebody is known as %(role)s") % {"role": role}
        case FitTest():
            return gettext("fit is %(grades)s") % {"grades": _or(asked.fit)}
        case InterestTest():
            return gettext("interest is %(grades)s") % {"grades": _or(map(str, asked.interest))}
    return ""


def _fact(test: FactTest, declared: FactDeclaration | None) -> str:
    name = declared.label.in_(words.language()) if declared else test.fact
    match test.test:
        case "known":
            said = gettext("%(fact)s is known") if test.known else gettext("%(fact)s is not known")
        case "free_mail":
            said = (
                gettext("%(fact)s is a free mailbox")
                if test.free_mail
                else gettext("%(fact)s is no free mailbox")
            )
        case "at_least":
            said = gettext("%(fact)s is at least %(value)s")
        case "at_most":
            said = gettext("%(fact)s is at most %(value)s")
        case _:
            said = gettext("%(fact)s: %(value)s")
    return said % {"fact": name, "value": _values(test, declared)}


def _values(test: FactTest, declared: FactDeclaration | None) -> str:
    if test.test in ("at_least", "at_most"):
        border = (test.at_least if test.test == "at_least" else test.at_most) or 0.0
        return words.fact_value(declared, int(border) if border.is_integer() else border)
    found = (test.is_,) if test.in_ is None else test.in_
    return _or(words.fact_value(declared, value) for value in found if value is not None)


def _or(parts: Iterable[str]) -> str:
    return _joined(parts, gettext("or"))


def _joined(parts: Iterable[str], word: str) -> str:
    found = [part for part in parts if part]
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {word} {found[-1]}"


def signal(kind: str, book: Playbook) -> str:
    """An enquiry, a touch, or what a call brought."""
    touch, _, result = kind.partition(".")
    if kind == "enquiry":
        return gettext("an enquiry")
    declared = book.section(LeadsPolicy).touch(touch)
    name = declared.label.in_(words.language()) if declared else touch
    found = book.section(QualificationPolicy).result(result) if result else None
    return f"{name}: {found.label.in_(words.language())}" if found else name


def channel(key: str, book: Playbook) -> str:
    declared = book.section(LeadsPolicy).channel(key)
    return declared.label.in_(words.language()) if declared else key


def channels(keys: Sequence[str], book: Playbook) -> str:
    return _or(channel(key, book) for key in keys)


def offer(key: str, book: Playbook) -> str:
    declared = book.section(LeadsPolicy).offer(key)
    return declared.label.in_(words.language()) if declared else key


def working(length: timedelta) -> str:
    """Working time: 30 minutes, 2 hours; never days, which have no fixed length."""
    minutes = int(length.total_seconds() // 60)
    if minutes % 60:
        return ngettext("%(n)s working minute", "%(n)s working minutes", minutes) % {"n": minutes}
    return ngettext("%(n)s working hour", "%(n)s working hours", minutes // 60) % {"n": minutes // 60}


def passing(length: timedelta) -> str:
    return words.span(length)
