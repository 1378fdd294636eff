"""What the acts on a lead's page ask, inline below the head. The name of an ask is part of its address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext

from leadflow.accounts import queries as accounts
from leadflow.accounts.rules import Right
from leadflow.agenda import queries as agenda
from leadflow.desk import words
from leadflow.desk.asking import asks
from leadflow.desk.asking.asks import Ask
from leadflow.desk.telling import known
from leadflow.kernel.facts import is_known
from leadflow.leads import queries as leads
from leadflow.leads.policy import LeadsPolicy
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import PHASES
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactDeclaration, FactsPolicy
from leadflow.privacy.policy import PrivacyPolicy

VERDICTS: Final = ("ready", "not_yet", "disqualify")
STANDS: Final = ("objected", "lifted", "given", "withdrawn")


def ask(ref: LeadRef, name: str, now: datetime, *, mistake: str = "") -> Ask | None:
    """For `asking/ask.html`, with the address it is sent to; None where nobody asks such a thing."""
    what, _colon, of = name.partition(":")
    if what in VERDICTS:
        found = asks.ask(what, what, leads.snapshot(ref), now)
        return _sent(ref, "verdict", found, mistake)
    build = _ASKS.get(what)
    found_or_none = build[1](ref, of, now) if build else None
    return _sent(ref, build[0], found_or_none, mistake) if build and found_or_none else None


def _sent(ref: LeadRef, act: str, found: Ask, mistake: str) -> Ask:
    return {
        **found,
        "post_url": reverse(f"desk:{act}", args=[ref.public_id]),
        "cancel": True,
        "mistake": mistake,
    }


def _hand_over(_ref: LeadRef, _of: str, _now: datetime) -> Ask:
    return {
        "title": gettext("Who gets it?"),
        "choices": asks.receivers(later=False),
        "message": {"name": "message", "label": gettext("A word to sales")},
    }


def _touch(_ref: LeadRef, _of: str, now: datetime) -> Ask:
    kinds = playbook.at(now).section(LeadsPolicy).touches
    pairs = [(kind.key, kind.label.in_(words.language())) for kind in kinds if kind.key != "call"]
    return {
        "title": gettext("What happened?"),
        "fields": [
            {"name": "note", "label": gettext("In a few words"), "rows": 2, "optional": True},
            {"name": "worked", "label": gettext("Working time in minutes"), "optional": True},
            {"name": "inbound", "label": gettext("Who came to whom"), "options": _directions(), "value": ""},
        ],
        "choices": asks.choices("kind", pairs),
    }


def _directions() -> list[dict[str, str]]:
    return [{"value": "", "label": gettext("we to them")}, {"value": "yes", "label": gettext("they to us")}]


def _promise(_ref: LeadRef, _of: str, now: datetime) -> Ask:
    policy, hours = agenda.policy(now)
    moments = asks.promised_moments(policy, hours, now)
    return {
        "title": gettext("What did we promise?"),
        "choices": asks.choices("when", [(at.isoformat(), words.moment(at, now)) for at in moments]),
        "field": {"name": "at", "label": gettext("Another moment"), "type": "datetime-local"},
        "submit": gettext("Promise"),
    }


def _revisit(_ref: LeadRef, _of: str, _now: datetime) -> Ask:
    return {
        "title": gettext("Look again on which day?"),
        "field": {"name": "on", "label": gettext("Day"), "type": "date"},
        "submit": gettext("Plan it"),
    }


def _owner(ref: LeadRef, _of: str, _now: datetime) -> Ask:
    people = [(str(user.id), user.name) for user in accounts.with_right(Right.QUALIFY)]
    mine = [pair for pair in people if pair[0] == str(ref.seen_by.user_id)]
    others = [pair for pair in people if pair not in mine]
    return {
        "title": gettext("Who is responsible?"),
        "choices": asks.choices("owner", [*mine, *others, ("nobody", gettext("back to the team queue"))]),
    }


def _phase(_ref: LeadRef, _of: str, now: datetime) -> Ask:
    phases = playbook.at(now).section(LeadsPolicy).phases
    pairs = [(phase, phases.of(phase).label.in_(words.language())) for phase in PHASES]
    pairs.append(("", gettext("As the signals tell")))
    return {"title": gettext("Where is the buyer in the decision?"), "choices": asks.choices("phase", pairs)}


def _contact(_ref: LeadRef, of: str, now: datetime) -> Ask:
    role = playbook.at(now).section(FactsPolicy).get("person.role")
    language = words.language()
    roles = [{"value": c.key, "label": c.label.in_(language)} for c in (role.choices if role else ())]
    return {
        "title": gettext("Who joins on their side?"),
        "fields": [
            {"name": "person.given", "label": gettext("First name"), "optional": True},
            {"name": "person.surname", "label": gettext("Last name")},
            {"name": "person.function", "label": gettext("Job title"), "optional": True},
            {
                "name": "person.role",
                "label": gettext("Role"),
                "options": [{"value": "", "label": gettext("not known yet")}, *roles],
                "value": of,
            },
            {"name": "person.phone", "label": gettext("Phone"), "type": "tel", "optional": True},
            {"name": "person.mail", "label": gettext("Email"), "type": "email", "optional": True},
        ],
        "submit": gettext("Add contact"),
    }


def _point(_ref: LeadRef, of: str, _now: datetime) -> Ask:
    uses = [("", gettext("not known")), *((use, str(label)) for use, label in words.USES.items())]
    return {
        "title": gettext("How else can one reach this person?"),
        "hidden": [{"name": "person", "value": of}],
        "fields": [
            {"name": "point", "label": gettext("Mail address or phone number")},
            {
                "name": "use",
                "label": gettext("What it is"),
                "options": [{"value": use, "label": label} for use, label in uses],
                "value": "",
            },
        ],
        "submit": gettext("Add"),
    }


def _role(_ref: LeadRef, of: str, now: datetime) -> Ask | None:
    role = playbook.at(now).section(FactsPolicy).get("person.role")
    return (
        {
            "title": gettext("What does this person have to say in the purchase?"),
            "hidden": [{"name": "person", "value": of}],
            "choices": asks.choices("role", _pairs(role)),
        }
        if role
        else None
    )


def _fact(ref: LeadRef, of: str, now: datetime) -> Ask | None:
    seen = known.visible(playbook.at(now).section(FactsPolicy), ref.seen_by)
    fact = next((one for one in seen if one.key == of), None)
    if fact is None:
        return None
    value = leads.snapshot(ref).facts.get(of)
    found: Ask = {"title": fact.label.in_(words.language()), "hidden": [{"name": "fact", "value": of}]}
    pairs = _pairs(fact)
    if pairs:
        return found | {"choices": asks.choices("answer", pairs)}
    typed = words.fact_value(fact, value) if is_known(value) and fact.type in ("text", "number") else ""
    kind = "date" if fact.type == "date" else "text"
    field = {"name": "answer", "label": fact.label.in_(words.language()), "type": kind, "value": typed}
    return found | {"field": field, "submit": gettext("Keep")}


def _pairs(fact: FactDeclaration) -> list[tuple[str, str]]:
    if fact.type == "flag":
        return [("yes", gettext("yes")), ("no", gettext("no"))]
    return [(choice.key, choice.label.in_(words.language())) for choice in fact.choices]


def _consent(_ref: LeadRef, of: str, now: datetime) -> Ask | None:
    purposes = playbook.at(now).section(PrivacyPolicy).purposes
    labels = {
        "objected": gettext("%(purpose)s: not wanted any more"),
        "lifted": gettext("%(purpose)s: objection lifted"),
        "given": gettext("%(purpose)s: agreed"),
        "withdrawn": gettext("%(purpose)s: consent withdrawn"),
    }
    pairs = [
        (f"{purpose.key}.{stand}", labels[stand] % {"purpose": purpose.label.in_(words.language())})
        for purpose in purposes
        for stand in STANDS
    ]
    return {
        "title": gettext("What did the person say?"),
        "note": gettext("It holds at once and everywhere"),
        "hidden": [{"name": "person", "value": of}],
        "choices": asks.choices("said", pairs),
    }


_ASKS: Final[Mapping[str, tuple[str, Callable[[LeadRef, str, datetime], Any]]]] = {
    "hand_over": ("hand_over", _hand_over),
    "touch": ("touch", _touch),
    "promise": ("promise", _promise),
    "revisit": ("revisit", _revisit),
    "owner": ("owner", _owner),
    "phase": ("phase", _phase),
    "contact": ("contact", _contact),
    "point": ("point", _point),
    "role": ("role", _role),
    "fact": ("fact", _fact),
    "consent": ("consent", _consent),
}
