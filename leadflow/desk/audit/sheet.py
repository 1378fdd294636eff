"""An audit as one sheet: what matters most, the sections, and by what everything was read and judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadflow.desk import words
from leadflow.desk.audit import figures, said, sections
from leadflow.desk.audit.figures import Values, count
from leadflow.insight.audit.auditing import SECTIONS, Audit
from leadflow.moving.columns import ATTRIBUTE
from leadflow.moving.headings import IGNORED
from leadflow.moving.past import History

SYSTEMS: Final = {
    "hubspot": "HubSpot",
    "pipedrive": "Pipedrive",
    "salesforce": "Salesforce",
    "odoo": "Odoo",
    "outlook": "Outlook",
    "linkedin": "LinkedIn",
    "fair": _("a fair"),
}
TOPICS: Final = {
    "aiming": _("Target"),
    "lying": _("Forgotten leads"),
    "answering": _("Response times"),
    "pacing": _("Speed, and where leads get stuck"),
    "channels": _("Channels"),
    "winners": _("Won against lost"),
    "twice": _("Duplicates"),
}
MEANINGS: Final = {
    "created": _("when the lead came"),
    "answered": _("first answer by us"),
    "last": _("last touch"),
    "touches": _("number of touches"),
    "stage": _("stage"),
    "outcome": _("won or lost"),
    "won_at": _("when it was won"),
    "lost_at": _("when it was lost"),
    "closed_at": _("when it was decided"),
    "done_at": _("when something was done"),
    "amount": _("amount"),
    "owner": _("who is responsible"),
    "reason": _("why it was lost"),
    "entered": _("when the stage was entered"),
    "channel": _("channel"),
    "id": _("id"),
    ATTRIBUTE: _("an attribute to compare"),
    IGNORED: _("left out"),
    "mail": _("mail address"),
    "phone": _("phone number"),
    "mobile": _("mobile number"),
    "person.name": _("name of the person"),
    "person.given": _("given name"),
    "person.surname": _("surname"),
    "person.title": _("title of the person"),
    "company.name": _("company"),
    "company.domain": _("web address"),
    "company.street": _("street"),
    "company.postcode": _("postcode"),
}
Section = Callable[[Audit, Any], Values | None]
MADE: Final[Mapping[str, Section]] = {
    "aiming": sections.aiming,
    "lying": sections.lying,
    "answering": sections.answering,
    "pacing": sections.pacing,
    "channels": sections.channels,
    "winners": sections.winners,
    "twice": sections.twice,
}


def sheet(made: Audit) -> Values:
    """Everything the template shows, in the language in force."""
    told = [one for key in SECTIONS if (one := _made(made, key)) is not None]
    history = made.history
    return {
        "title": _title(made),
        "sub": _sub(made),
        "findings": [
            dict(zip(("title", "under"), said.finding(made, one), strict=True)) for one in made.first
        ],
        "months": figures.months(made.months),
        "outcomes": {"open": count(made.open), "won": count(made.won), "lost": count(made.lost)},
        "sections": [one | {"topic": str(TOPICS[one["key"]])} for one in told],
        "unsaid": [_unsaid(*one) for one in made.unsaid],
        "columns": [_of_table(history, at) for at in range(len(history.reads))],
        "links": _links(history),
        "leaks": ", ".join(history.leaks),
        "assumptions": _assumptions(made),
    }


def _made(made: Audit, key: str) -> Values | None:
    part = getattr(made, key)
    return MADE[key](made, part) if part is not None else None


def _title(made: Audit) -> str:
    if not made.first:
        return gettext("%(n)s leads, and nothing that stands out") % {"n": count(len(made.history.pasts))}
    return gettext("What %(n)s leads say of your work with leads") % {"n": count(len(made.history.pasts))}


def _sub(made: Audit) -> str:
    names = ", ".join(reads.table.name for reads in made.history.reads)
    came = [past.created for past in made.history.pasts if past.created]
    told = {"files": names, "until": words.day(made.history.as_of)}
    if not came:
        return gettext("From %(files)s") % told
    return gettext("From %(files)s: leads since %(since)s, as of %(until)s") % (
        told | {"since": words.day(min(came))}
    )


def _unsaid(section: str, missing: str) -> str:
    topic = str(TOPICS[section])
    if missing == "few":
        return gettext("%(topic)s: too few were won to say anything.") % {"topic": topic}
    told = {"topic": topic, "what": str(MEANINGS[missing]), "key": missing}
    return (
        gettext("%(topic)s: no column says “%(what)s”. If one does, name it: --column %(key)s=HEADING.")
        % told
    )


def _of_table(history: History, at: int) -> Values:
    reads = history.reads[at]
    return {
        "name": reads.table.name,
        "rows": count(len(reads.table.rows)),
        "broken": count(reads.table.broken) if reads.table.broken else "",
        "system": str(SYSTEMS.get(reads.system, "")),
        "unlinked": reads.table.name in history.unlinked,
        "columns": [
            {
                "heading": one.heading,
                "meaning": _meaning(one.meaning, one.stage),
                "left": one.meaning == IGNORED,
            }
            for one in reads.columns
            if one.heading not in history.leaks
        ],
    }


def _meaning(meaning: str, stage: str) -> str:
    said_of = str(MEANINGS[meaning])
    return f"{said_of}: {stage}" if stage else said_of


def _links(history: History) -> list[str]:
    return [
        gettext(
            "“%(file)s” belongs to the leads by “%(theirs)s” = “%(own)s”; %(n)s leads have something there."
        )
        % {
            "file": one.other.table.name,
            "theirs": one.theirs.heading,
            "own": one.own.heading,
            "n": count(len(one.rows)),
        }
        for one in history.links
    ]


def _assumptions(made: Audit) -> list[str]:
    measures = made.measures
    hours = figures.small(measures.answer_within.total_seconds() / 3600)
    return [
        gettext("The files know nothing after %(day)s; open leads are judged as of then.")
        % {"day": words.day(made.history.as_of)},
        gettext("A lead rests for at most %(days)s days; after that without a touch it is forgotten.")
        % {"days": count(measures.rest.days)},
        gettext(
            "An enquiry is answered within %(hours)s working hours, 8 to 17 on working days without holidays."
        )
        % {"hours": hours},
        gettext(
            "Stuck is what stays longer than %(share)s of all; a value needs %(n)s leads before it is judged."
        )
        % {"share": figures.share(measures.most_through), "n": measures.least},
    ]
