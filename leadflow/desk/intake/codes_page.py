"""Series of codes and the cards that came back, in words: how many were made, answered, and answered again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadflow.accounts.rules import Right
from leadflow.desk import words
from leadflow.intake import cards, codes, coding, showing
from leadflow.intake.codes import Printed, SeriesLine
from leadflow.intake.policy import IntakePolicy, Question
from leadflow.kernel.actor import Actor
from leadflow.kernel.home import base_url
from leadflow.leads import lists
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactsPolicy

Values = dict[str, Any]
KINDS: Final = {
    "coupon": _("Coupons"),
    "card": _("Reply cards"),
    "personal": _("Personal addresses"),
}
ADDRESS: Final = (
    "person.title",
    "person.given",
    "person.surname",
    "company.name",
    "company.street",
    "company.postcode",
    "company.city",
    "company.country",
)


def page(actor: Actor, found: Sequence[SeriesLine], said: Mapping[str, str], now: datetime) -> Values:
    book, language = playbook.at(now), words.language()
    policy = book.section(LeadsPolicy)
    names = {channel.key: channel.label.in_(language) for channel in policy.channels}
    return {
        "back_url": reverse("desk:doors"),
        "title": _title(found),
        "rows": [_row(line, names, actor) for line in found],
        "may": actor.may(Right.MANAGE_CONTENT),
        "enter_url": reverse("desk:code_entry")
        if actor.may(Right.QUALIFY) or actor.may(Right.IMPORT)
        else "",
        "page_url": f"{base_url()}{reverse('public:code')}",
        "qr_url": reverse("desk:code_qr", args=["page"]),
        "kinds": [
            {"value": key, "label": str(label), "on": key == said.get("kind")} for key, label in KINDS.items()
        ],
        "channels": _options(policy.channels, said.get("channel", ""), language),
        "offers": _options(policy.offers, said.get("offer", ""), language),
        "forms": _options(book.section(IntakePolicy).forms, said.get("form", ""), language),
        "campaign": said.get("campaign", ""),
        "count": said.get("count", ""),
        "whom": said.get("whom", ""),
    }


def _title(found: Sequence[SeriesLine]) -> str:
    made, answered = sum(line.count for line in found), sum(line.redeemed for line in found)
    if not made:
        return gettext("Response codes")
    return gettext("%(answered)s of %(made)s codes answered") % {
        "answered": words.number(answered),
        "made": words.number(made),
    }


def _options(declared: Any, chosen: str, language: str) -> list[Values]:
    return [{"value": one.key, "label": one.label.in_(language), "on": one.key == chosen} for one in declared]


def rate(redeemed: int, made: int) -> str:
    """ "12 of 500 (2.4 %)"."""
    return gettext("%(n)s of %(made)s (%(share)s %%)") % {
        "n": words.number(redeemed),
        "made": words.number(made),
        "share": words.number(100 * redeemed / made if made else 0, 1),
    }


def _row(line: SeriesLine, names: Mapping[str, str], actor: Actor) -> Values:
    may = actor.may(Right.EXPORT) if line.kind == "personal" else actor.may(Right.MANAGE_CONTENT)
    return {
        "name": line.campaign.name,
        "channel": names.get(line.campaign.channel, line.campaign.channel),
        "kind": str(KINDS[line.kind]),
        "made": words.day(line.made_at),
        "rate": rate(line.redeemed, line.count),
        "repeated": words.number(line.repeated) if line.repeated else "",
        "csv_url": reverse("desk:codes_csv", args=[line.public_id]) if may else "",
    }


def table(lines: Iterable[Printed], kind: str) -> list[list[object]]:
    """Code, address of its page, and for personal ones name and address."""
    personal = kind == "personal"
    head: list[object] = ["code", "url", *((name.replace(".", "_") for name in ADDRESS) if personal else ())]
    rows: list[list[object]] = [head]
    for line in lines:
        url = f"{base_url()}{reverse('public:coded', args=[line.code])}"
        more = [line.facts.get(name) or "" for name in ADDRESS] if personal else []
        rows.append([coding.shown(line.code), url, *more])
    return rows


def entry(actor: Actor, said: Mapping[str, str], mistake: str, now: datetime) -> Values:
    facts, language = playbook.at(now).section(FactsPolicy), words.language()
    used = codes.last_uses()
    seen = lists.lines([one.lead for one in used if one.lead], seen_by=actor)
    return {
        "code": said.get("code", ""),
        "mistake": mistake,
        "fields": [
            {
                "name": name,
                "label": showing.label(Question(asks=name), facts, language),
                "type": showing.TYPES.get(name, "text"),
                "long": name == "note",
                "value": said.get(name, ""),
            }
            for name in cards.ASKED
        ],
        "rows": [
            {
                "code": coding.shown(one.code),
                "campaign": one.campaign,
                "when": words.day(one.at),
                "lead": seen[one.lead].title if one.lead in seen else "",
                "url": reverse("desk:lead", args=[seen[one.lead].public_id]) if one.lead in seen else "",
            }
            for one in used
        ],
    }
