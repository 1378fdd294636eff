"""Maybe the same, and one already: proposals to answer, and pointers that can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadflow.desk import words
from leadflow.kernel.actor import Actor
from leadflow.leads import lists
from leadflow.leads import queries as leads
from leadflow.leads.lists import Line
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import Snapshot
from leadflow.people import queries as people
from leadflow.people.queries import Likeness
from leadflow.people.rules import Of, display_name
from leadflow.people.sites import another_site, sites

REASONS: Final[dict[str, str | Promise]] = {
    "mail": _("same mail address"),
    "mail~": _("same shared mailbox"),
    "phone": _("same phone number"),
    "same_name": _("same name"),
    "domain": _("same web address"),
    "name": _("same name"),
    "alike": _("name, place and contact details are alike"),
    "external": _("same number at the source"),
}


def likenesses(shot: Snapshot) -> list[Likeness]:
    """Undecided proposals about the people and the company of a lead."""
    found = people.likenesses(Of.PERSON, shot.contacts) if shot.contacts else []
    if shot.company is not None:
        found += people.likenesses(Of.COMPANY, [shot.company])
    return found


def proposals(ref: LeadRef, shot: Snapshot, line: Line) -> list[dict[str, Any]]:
    """Each as one sentence with the two answers."""
    found = likenesses(shot)
    if not found:
        return []
    here = reverse("desk:decide", args=[line.public_id])
    return [
        {
            "id": one.id,
            "text": _sentence(one, shot),
            "post_url": here,
            "others": others(ref.seen_by, one, line),
        }
        for one in found
    ]


def _sentence(one: Likeness, shot: Snapshot) -> str:
    of = Of(one.kind)
    known = people.known(of, [one.other]).get(one.other)
    facts = known.facts if known else {}
    name = display_name(facts) if of is Of.PERSON else str(facts.get("company.name") or "")
    said = (
        gettext("Maybe the same person as %(name)s: %(reason)s.")
        if of is Of.PERSON
        else gettext("Maybe the same company as %(name)s: %(reason)s.")
    )
    reason = REASONS.get(one.reason, REASONS.get(one.reason.partition(":")[0], one.reason))
    if of is Of.COMPANY and one.reason == "same_name" and another_site(shot.facts, facts):
        said = gettext("Probably another site of %(name)s: %(reason)s.")
        reason = gettext("same name, another place")
    return said % {"name": name or gettext("somebody without a name"), "reason": reason}


def sites_of(ref: LeadRef, shot: Snapshot) -> list[dict[str, str]]:
    """Other places of the company, with the lead for the same offer there."""
    found = sites(shot.company) if shot.company is not None else []
    of_site = leads.of_parties((), [site.id for site in found], [shot.offer]) if found else []
    lines = lists.lines([one.lead for one in of_site], seen_by=ref.seen_by)
    urls = {
        company: reverse("desk:lead", args=[lines[one.lead].public_id])
        for one in of_site
        if one.lead in lines
        for company in one.companies
    }
    return [{"name": site.name, "place": site.place, "url": urls.get(site.id, "")} for site in found]


def others(actor: Actor, one: Likeness, line: Line) -> list[Line]:
    """Leads of the other side for the same offer that the actor may see."""
    persons, companies = ([one.other], []) if one.kind == Of.PERSON.value else ([], [one.other])
    found = leads.of_parties(persons, companies, [line.offer])
    return [
        other for other in lists.lines([f.lead for f in found], seen_by=actor).values() if other.id != line.id
    ]


def pointers(ref: LeadRef, shot: Snapshot, now: datetime) -> list[dict[str, Any]]:
    """What was merged into this lead or joined into its people, each with its way back."""
    merged = [
        {
            "text": gettext("%(name)s is part of this lead") % {"name": one.title},
            "when": words.moment(one.merged_at, now),
            "name": "merge",
            "value": one.merge,
        }
        for one in lists.merged_into(ref)
    ]
    joined = [
        {
            "text": gettext("%(name)s was recognised as the same")
            % {"name": one.name or gettext("An entry")},
            "when": words.moment(one.joined_at, now),
            "name": "join",
            "value": one.id,
        }
        for one in people.joins(shot.contacts, [shot.company] if shot.company else [])
    ]
    return [*merged, *joined]
