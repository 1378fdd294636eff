"""The list of leads: views and filters from the address, rows, and the way to the next page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from leadflow.accounts import queries as accounts
from leadflow.accounts.rules import Right, TeamKind
from leadflow.agenda import queries as agenda
from leadflow.desk import words
from leadflow.desk.leads.forms import SearchForm
from leadflow.desk.telling import heads
from leadflow.desk.telling.why import why
from leadflow.kernel.actor import Actor
from leadflow.leads import lists
from leadflow.leads.lists import Line, Wanted
from leadflow.leads.policy import LeadsPolicy
from leadflow.leads.rules import OPEN_STAGES, STAGES
from leadflow.people import queries as people
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import Keyed
from leadflow.playbook.rules import Playbook
from leadflow.scoring import queries as scoring

PAGE: Final = 50
COUNTED: Final = 1_000
GRADES: Final = tuple(f"{letter}{digit}" for letter in "ABCD" for digit in "1234")
WITH_SALES: Final = ("handed_over", "accepted")

Values = dict[str, Any]


def listed(actor: Actor, query: QueryDict, now: datetime) -> Values:
    """For `leads/list.html`. What cannot be read in the address filters nothing."""
    form = SearchForm(query)
    form.is_valid()
    chosen: Values = {name: form.cleaned_data.get(name) or "" for name in form.fields}
    wanted, book = _wanted(actor, chosen), playbook.at(now)
    lines = lists.listed(actor, wanted, before=chosen["before"] or None, limit=PAGE + 1)
    page, more = lines[:PAGE], len(lines) > PAGE
    return {
        "title": gettext("Leads"),
        "letters_url": _letters_url(actor, query),
        "count_words": _count_words(lists.count(actor, wanted, up_to=COUNTED + 1)),
        "query": chosen["q"],
        "form_url": reverse("desk:leads"),
        "chips": _views(actor, chosen),
        "groups": _groups(actor, chosen, book),
        "reset_url": reverse("desk:leads") if any(chosen.values()) else "",
        "tag": chosen["tag"],
        "rows": _rows(page, actor, book, now),
        "paging": _paging(query, page, more),
        **_empty(actor, chosen),
    }


def wanted(actor: Actor, query: QueryDict) -> Wanted:
    """What the address of a list chooses, for whoever does something with all of it."""
    form = SearchForm(query)
    form.is_valid()
    return _wanted(actor, {name: form.cleaned_data.get(name) or "" for name in form.fields})


def _letters_url(actor: Actor, query: QueryDict) -> str:
    """To personal addresses for those on this list, for whoever may make and print them."""
    if not actor.may(Right.MANAGE_CONTENT):
        return ""
    asked = query.copy()
    asked.pop("before", None)
    return f"{reverse('desk:codes')}?{urlencode({'leads': asked.urlencode() or 'view='})}"


def _wanted(actor: Actor, chosen: Values) -> Wanted:
    stages, owner, nobody = _view(actor, chosen["view"])
    if chosen["stage"] in STAGES:
        stages = (chosen["stage"],)
    said = str(chosen["q"])
    return Wanted(
        stages=stages,
        owner=chosen["owner"] or owner,
        nobody=nobody,
        team=chosen["team"] or None,
        channel=chosen["channel"],
        last_channel=chosen["last"],
        medium=chosen["medium"],
        campaign=chosen["campaign"] or None,
        offer=chosen["offer"],
        tag=chosen["tag"],
        words=said,
        persons=frozenset(people.by_point(said)) if _is_point(said) else frozenset(),
        among=scoring.with_grade(chosen["grade"]) if chosen["grade"] in GRADES else None,
    )


def _is_point(text: str) -> bool:
    """A mail address or a number somebody calls from."""
    return "@" in text or sum(map(str.isdigit, text)) >= 6


def _view(actor: Actor, name: str) -> tuple[tuple[str, ...], int | None, bool]:
    """Stages, owner, nobody's."""
    match name:
        case "mine":
            return OPEN_STAGES, actor.user_id, False
        case "free":
            return OPEN_STAGES, None, True
        case "sales":
            return WITH_SALES, None, False
        case "won":
            return ("won",), None, False
        case "closed":
            return ("lost", "disqualified"), None, False
        case "all":
            return (), None, False
        case _:
            return OPEN_STAGES, None, False


def _views(actor: Actor, chosen: Values) -> list[Values]:
    works = actor.may(Right.QUALIFY)
    views = [
        ("", gettext("Open")),
        *([("mine", gettext("Mine")), ("free", gettext("Without owner"))] if works else []),
        ("sales", gettext("With sales")),
        ("won", gettext("Won")),
        ("closed", gettext("Closed")),
        ("all", gettext("All")),
    ]
    here = reverse("desk:leads")
    found = [
        {"label": label, "url": f"{here}?view={name}" if name else here, "on": name == chosen["view"]}
        for name, label in views
    ]
    if chosen["tag"]:
        found.append({"label": f"# {chosen['tag']}", "url": here, "on": True})
    return found


def _groups(actor: Actor, chosen: Values, book: Playbook) -> list[Values]:
    policy, language = book.section(LeadsPolicy), words.language()

    def options(keyed: Sequence[Keyed]) -> list[Values]:
        return [{"value": one.key, "label": one.label.in_(language)} for one in keyed]

    found: list[tuple[str, str, list[Values]]] = [
        ("stage", gettext("Stage"), [{"value": stage, "label": words.STAGES[stage]} for stage in STAGES]),
        ("grade", gettext("Grade"), [{"value": grade, "label": grade} for grade in GRADES]),
        ("channel", gettext("Channel"), options(policy.channels)),
        ("last", gettext("Last touch"), options(policy.channels)),
    ]
    if not actor.may(Right.SEE_HANDED):
        found.append(
            (
                "campaign",
                gettext("Campaign"),
                [{"value": key, "label": name} for key, _c, name in lists.campaigns()],
            )
        )
        people_ = accounts.with_right(Right.QUALIFY)
        found.append(
            ("owner", gettext("Owner"), [{"value": user.id, "label": user.name} for user in people_])
        )
        teams = accounts.teams(TeamKind.LEAD_MANAGEMENT)
        found.append(
            ("team", gettext("Team"), [{"value": team.id, "label": team.name(language)} for team in teams])
        )
    found.append(("offer", gettext("Offer"), options(policy.offers)))
    return [
        {"name": name, "label": label, "value": chosen[name], "options": choices}
        for name, label, choices in found
        if len(choices) > 1 or chosen[name]
    ]


def _rows(lines: Sequence[Line], actor: Actor, book: Playbook, now: datetime) -> list[Values]:
    ids = [line.id for line in lines]
    grades, dues = scoring.grades(ids, now), agenda.items(ids)
    owners, places, campaigns = heads.owners(lines), heads.places(lines), heads.campaigns(lines)
    _policy, hours = agenda.policy(now)
    rows = []
    for line in lines:
        due = dues.get(line.id)
        reason = why(due, book, hours, now) if due else None
        rows.append(
            {
                "url": heads.url(line),
                "name": line.title,
                "place": places.get(line.company or 0, ""),
                "why": reason.text if reason else "",
                "when": reason.when if reason else "",
                "broken": reason.broken if reason else False,
                "soon": reason.soon if reason else False,
                "stage": words.STAGES[line.stage],
                "phase": line.phase,
                "source": heads.source(line, book, campaigns),
                "owner": owners[line.id],
                **heads.graded(line, grades.get(line.id)),
            }
        )
    return rows


def _count_words(count: int) -> str:
    if count > COUNTED:
        return gettext("more than %(n)s") % {"n": words.number(COUNTED)}
    return ngettext("%(n)s lead", "%(n)s leads", count) % {"n": words.number(count)}


def _paging(query: QueryDict, page: Sequence[Line], more: bool) -> Values:
    start = query.copy()
    start.pop("before", None)
    onward = start.copy()
    if more:
        onward["before"] = str(page[-1].id)
    return {
        "shown": ngettext("%(n)s on this page", "%(n)s on this page", len(page))
        % {"n": words.number(len(page))},
        "earlier_url": f"?{start.urlencode()}" if query.get("before") else "",
        "later_url": f"?{onward.urlencode()}" if more else "",
    }


def _empty(actor: Actor, chosen: Values) -> Values:
    if any(chosen.values()):
        return {
            "empty_title": gettext("No lead fits"),
            "empty_text": gettext("Nothing is lost: take a filter away and look again."),
            "empty_label": gettext("Show all open ones"),
            "empty_url": reverse("desk:leads"),
        }
    return {
        "empty_title": gettext("No open lead"),
        "empty_text": gettext("Every enquiry becomes a lead and stands here at once."),
        "empty_label": gettext("How leads come in"),
        "empty_url": reverse("desk:doors") if actor.may(Right.SEE_INTAKE) else "",
    }
