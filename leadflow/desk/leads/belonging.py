"""A lead without a company whose contact writes from a company's domain: which one is it, and the way back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from leadflow.leads import lists, placing
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import Snapshot
from leadflow.people import belonging
from leadflow.people import queries as people
from leadflow.people.policy import MatchingPolicy
from leadflow.people.rules import Of, text
from leadflow.playbook import queries as playbook


def question(ref: LeadRef, shot: Snapshot, now: datetime) -> dict[str, Any] | None:
    """The companies that use the domain of the first contact, for a lead that has none."""
    person = next(iter(lists.contacts(ref)), None) if shot.company is None and shot.is_open else None
    if person is None:
        return None
    found = belonging.belongs(person, playbook.at(now).section(MatchingPolicy))
    names = _names(found.companies)
    if not names:
        return None
    return {
        "person": person,
        "text": gettext("Writes from %(domain)s. Which company is it?") % {"domain": found.domain},
        "companies": [{"id": key, "name": name} for key, name in names.items()],
        "post_url": reverse("desk:belongs", args=[ref.public_id]),
    }


def _names(companies: tuple[int, ...]) -> dict[int, str]:
    known = people.known(Of.COMPANY, companies) if companies else {}
    return {one.id: text(one.facts, "company.name") for one in known.values()}


def pointers(ref: LeadRef, shot: Snapshot) -> list[dict[str, Any]]:
    """By what domain the lead came to its company."""
    placed = placing.placed(ref, shot)
    names = _names(tuple(company for _, company in placed))
    return [
        {
            "text": gettext("Belongs to %(name)s by the domain of the mail")
            % {"name": names.get(company, "")},
            "when": "",
            "name": "placed",
            "value": statement,
        }
        for statement, company in placed
    ]
