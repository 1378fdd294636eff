"""Telling sales by mail: the offer with a link to its dossier, and a reminder before the deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext

from leadflow.accounts import queries as accounts
from leadflow.accounts.queries import UserView
from leadflow.delivery import links
from leadflow.delivery import services as delivery
from leadflow.delivery.rendering import Link
from leadflow.delivery.services import Letter
from leadflow.handover.policy import HandoverPolicy
from leadflow.journal.services import Change
from leadflow.kernel.home import home
from leadflow.leads import letters, lists
from leadflow.leads.rules import Snapshot
from leadflow.people.rules import text
from leadflow.playbook import queries as playbook


@dataclass(frozen=True, slots=True)
class Asked:
    """An offer as its receivers are told of it."""

    offer: int
    lead: int
    team: int
    to: int | None
    answer_by: datetime
    message: str


def receivers(team: int, to: int | None) -> list[UserView]:
    """The person it is offered to, else everybody of the team who may answer."""
    members = accounts.members(team)
    named = [user for user in members if user.id == to]
    if to is not None and not named:
        named = [user for user in accounts.users() if user.id == to]
    return named if to is not None else members


def notify(change: Change, asked: Asked, shot: Snapshot, which: str) -> None:
    """One mail for each, with a link of their own; `which`: "offered" or "reminder"."""
    mails = playbook.at(change.now).section(HandoverPolicy).mails
    words = mails.offered if which == "offered" else mails.reminder
    wanted = []
    for user in receivers(asked.team, asked.to):
        language = user.language
        known = letters.values(
            shot.facts, sender=user.name, offer=shot.offer, language=language, now=change.now
        )
        with translation.override(language):
            known |= {
                "lead.title": lists.title(asked.lead),
                "need": text(shot.facts, "lead.need") or gettext("the need stands in the dossier"),
                "message": asked.message,
                "answer_by": spoken(asked.answer_by),
            }
            token = links.sealed("offer", asked.offer, user.id)
            button = Link(gettext("Look at it and answer"), links.address("offer", token))
        known["reader"] = user.name
        rendered = letters.written(words, known, language, button=button, signed=False)
        key = f"{which} {asked.offer} {user.id}"
        wanted.append(Letter(key, "staff", user.email, rendered, "staff", lead=asked.lead, to_name=user.name))
    if wanted:
        delivery.queue_mails(change, wanted)


def spoken(at: datetime) -> str:
    """ "Dienstag, 24. November, 10:00 Uhr" in the language that is on."""
    local = at.astimezone(ZoneInfo(home().time_zone))
    day = date_format(local, gettext("l, F j"))
    return gettext("%(day)s, %(time)s") % {"day": day, "time": time_format(local, "TIME_FORMAT")}
