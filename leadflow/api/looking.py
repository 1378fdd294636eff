"""Reading leads: a list by filters, one with all that is known, and what changed since a cursor."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field, StringConstraints

from leadflow.accounts import queries as accounts
from leadflow.accounts.rules import Scope
from leadflow.api import changes, telling
from leadflow.api.lead_schemas import ChangesOut, LeadOut, LeadsOut
from leadflow.api.schemas import READING, Sent
from leadflow.api.security import client_of
from leadflow.journal import queries as journal
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import lists
from leadflow.leads import queries as leads
from leadflow.leads.lists import Wanted
from leadflow.leads.policy import LeadsPolicy
from leadflow.leads.rules import STAGES
from leadflow.people import queries as people
from leadflow.playbook import queries as playbook
from leadflow.scoring import queries as scoring

router = Router()
Short = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
GRADES: Final = frozenset(f"{letter}{digit}" for letter in "ABCD" for digit in "1234")


class Filters(Sent):
    """What is not named filters nothing."""

    stage: list[Short] = Field([], max_length=9, description="One or several.")
    owner: Short = Field("", description="The mail address of who is responsible.")
    team: Short = Field("", description="The key of a team.")
    channel: Short = ""
    offer: Short = ""
    tag: Short = ""
    grade: Short = Field("", description="Letter and digit, like A1.")
    words: Short = Field(
        "", description="Part of the title, or a mail address or phone number of a person in it."
    )
    after: Annotated[str, StringConstraints(pattern=r"^\d{0,18}$")] = Field(
        "", description="`next` of the page before."
    )
    limit: int = Field(50, ge=1, le=200)


def listed(request: HttpRequest, filters: Query[Filters]) -> LeadsOut:
    """Leads, newest first, page by page."""
    client = client_of(request, Scope.READ_LEADS, Filters.model_fields)
    cursor, now = changes.written(journal.newest()), timezone.now()
    before = int(filters.after) if filters.after else None
    found = lists.listed(client.actor, _wanted(filters), before=before, limit=filters.limit + 1)
    page = found[: filters.limit]
    return LeadsOut(
        leads=telling.lines(page, now),
        next=str(page[-1].id) if len(found) > len(page) else "",
        cursor=cursor,
    )


def _wanted(filters: Filters) -> Wanted:
    policy = playbook.at(timezone.now()).section(LeadsPolicy)
    for value, known in (
        *((stage, stage in STAGES) for stage in filters.stage),
        (filters.channel, not filters.channel or policy.channel(filters.channel) is not None),
        (filters.offer, not filters.offer or policy.offer(filters.offer) is not None),
        (filters.grade, not filters.grade or filters.grade in GRADES),
    ):
        if not known:
            raise Refusal("unknown_choice", value=value)
    said = filters.words
    is_point = "@" in said or sum(map(str.isdigit, said)) >= 6
    return Wanted(
        stages=tuple(filters.stage),
        owner=owner_of(filters.owner) if filters.owner else None,
        team=accounts.team_by_key(filters.team) if filters.team else None,
        channel=filters.channel,
        offer=filters.offer,
        tag=filters.tag,
        words=said,
        persons=frozenset(people.by_point(said)) if is_point else frozenset(),
        among=scoring.with_grade(filters.grade) if filters.grade else None,
    )


def owner_of(mail: str) -> int:
    """Refusal("owner_unknown") for whom the house does not know or who has left."""
    try:
        user = accounts.by_login(mail)
    except NotFound:
        raise Refusal("owner_unknown") from None
    if not user.is_active:
        raise Refusal("owner_unknown")
    return user.id


@router.get("/leads/{lead}", response={200: LeadOut, **READING}, operation_id="lead")
def one(request: HttpRequest, response: HttpResponse, lead: UUID, reasons: bool = False) -> LeadOut:
    """A lead with all that is known of it; a merged one answers as the lead it points to."""
    client = client_of(request, Scope.READ_LEADS, ("reasons",))
    told = telling.whole(leads.open(lead, seen_by=client.actor), timezone.now(), reasons=reasons)
    response["ETag"] = f'"{told.edition}"'
    return told


class Since(Sent):
    cursor: Short = Field(
        "", description="`next` of the page before, or `cursor` of a list; empty: the beginning."
    )
    kind: list[Short] = Field([], max_length=50, description="Only these kinds, like lead.touched.")
    limit: int = Field(100, ge=1, le=500)
    with_leads: bool = False


@router.get("/changes", response={200: ChangesOut, **READING}, operation_id="changes")
def changed(request: HttpRequest, since: Query[Since]) -> Any:
    """What happened to leads since a cursor, in order. Who goes on from `next` sees each change at least once."""
    client = client_of(request, Scope.READ_LEADS, Since.model_fields)
    page = changes.page(changes.read(since.cursor), kinds=frozenset(since.kind), limit=since.limit)
    about = telling.standing(page.leads, client.actor, timezone.now()) if since.with_leads else []
    return ChangesOut(changes=page.changes, leads=about, next=page.next, more=page.more)
