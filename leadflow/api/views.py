"""REST for machines, version 1."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Header, Query
from ninja.responses import Response

from leadflow import __version__
from leadflow.accounts.rules import Scope
from leadflow.api import costs, looking, previewing, problems, sending, working
from leadflow.api.agreement import Agreement
from leadflow.api.lead_schemas import LeadsOut
from leadflow.api.schemas import (
    NO,
    READING,
    ArrivalOut,
    ArrivalsOut,
    BalanceOut,
    LeadIn,
    LeadsIn,
    PreviewOut,
    TargetOut,
)
from leadflow.api.security import Key, client_of
from leadflow.insight import queries as insight
from leadflow.insight import rules as figures
from leadflow.intake import queries as intake
from leadflow.intake.rules import key_of
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import queries as leads

api = Agreement(
    title="Leadflow",
    version="1.0.0",
    description=f"Send leads in, follow what becomes of them, work on them. Leadflow {__version__}.",
    auth=Key(),
    docs_url=None,
    openapi_url="/openapi.json",
)
problems.wire(api)
api.add_router("", costs.router)
LONGEST_FIGURE = 30


@api.post("/leads", response={201: ArrivalOut, 200: ArrivalOut, **NO}, operation_id="send_lead")
def send_lead(
    request: HttpRequest,
    lead: LeadIn,
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key", max_length=200)] = "",
) -> Response:
    """One enquiry. 201: taken now. 200: this key was taken before. Kept first, then understood at once."""
    client = client_of(request, Scope.SEND_LEADS)
    if idempotency_key and lead.key and idempotency_key != lead.key:
        raise Refusal("keys_differ")
    wish = request.headers.get("Prefer", "")
    (told,) = sending.take(
        client, [lead], counted=1, now=timezone.now(), header_key=idempotency_key, prefer=wish
    )
    return Response(told.model_dump(mode="json"), status=200 if told.repeated else 201)


api.get("/leads", response={200: LeadsOut, **READING}, operation_id="leads")(looking.listed)


@api.post("/leads/batch", response={200: ArrivalsOut, **NO}, operation_id="send_leads")
def send_leads(request: HttpRequest, batch: LeadsIn) -> ArrivalsOut:
    """Up to 1,000 at once, each with its own key. An answer for each, in order."""
    client = client_of(request, Scope.SEND_LEADS)
    _refuse_repeated_keys(batch)
    counted = len(
        json.loads(request.body)["leads"]
    )  # as lenient as the reader of the body: UTF-16, huge numbers
    return ArrivalsOut(arrivals=sending.take(client, batch.leads, counted=counted, now=timezone.now()))


@api.post("/leads/preview", response={200: PreviewOut, **NO}, operation_id="preview_leads")
def preview_leads(request: HttpRequest, batch: LeadsIn) -> PreviewOut:
    """What would become of up to 1,000: opened, joined with which lead, or unclear and why. Nothing is written."""
    client = client_of(request, Scope.SEND_LEADS)
    _refuse_repeated_keys(batch)
    return PreviewOut(expected=previewing.preview(client, batch.leads, timezone.now()))


def _refuse_repeated_keys(batch: LeadsIn) -> None:
    keys = [lead.key for lead in batch.leads if lead.key]
    if len(keys) != len(set(keys)):
        raise Refusal("key_twice_in_batch")


@api.get("/arrivals", response={200: ArrivalOut, **READING}, operation_id="arrival_by_key")
def arrival_by_key(
    request: HttpRequest, key: Annotated[str, Query(min_length=1, max_length=400)]
) -> ArrivalOut:
    """What became of the message you sent under this key."""
    client = client_of(request, Scope.SEND_LEADS, ("key",))
    place = key_of("api", str(client.key), key)
    found = intake.by_keys([place]).get(place)
    if found is None:
        raise NotFound("arrival")
    return _arrival(found)


@api.get("/arrivals/{arrival}", response={200: ArrivalOut, **READING}, operation_id="arrival")
def arrival(request: HttpRequest, arrival: UUID) -> ArrivalOut:
    """What became of one message of yours."""
    client = client_of(request, Scope.SEND_LEADS, ())
    return _arrival(intake.settled(arrival, source=client.source, door="api"))


def _arrival(line: intake.Settled) -> ArrivalOut:
    return ArrivalOut(
        arrival=line.public_id,
        state=line.state,
        lead=line.lead,
        fault=dict(line.fault) if line.fault else None,
    )


@api.get("/balance", response={200: BalanceOut, **READING}, operation_id="balance")
def balance(request: HttpRequest) -> BalanceOut:
    """received = the sum of the states; opened = the sum of the stages."""
    client_of(request, Scope.READ_LEADS, ())
    arrivals, opened = intake.balance(), leads.balance()
    return BalanceOut(
        arrivals={"received": arrivals.received, **arrivals.states, "difference": arrivals.difference},
        leads={"opened": opened.opened, **opened.states, "difference": opened.difference},
    )


@api.get("/kpi/target", response={200: TargetOut, **READING}, operation_id="kpi_target")
def kpi_target(
    request: HttpRequest, revenue: str | None = None, price: str | None = None, close_rate: str | None = None
) -> TargetOut:
    """Revenue / price = deals, deals / close rate = opportunities; whole ones, rounded up.

    `close_rate`: 1/3 or 0.33. What is left out comes from the house: own figures, or what the playbook agreed.
    """
    client_of(request, Scope.READ_FIGURES, ("revenue", "price", "close_rate"))
    own = insight.basis(timezone.now())
    found = figures.target(
        own.revenue if revenue is None else _figure("revenue", revenue),
        own.price if price is None else _figure("price", price),
        own.close_rate if close_rate is None else _figure("close_rate", close_rate),
    )
    return TargetOut(deals=found.deals, opportunities=found.opportunities)


def _figure(name: str, text: str) -> Fraction:
    try:
        if len(text) > LONGEST_FIGURE or "e" in text.lower():
            raise ValueError(text)
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise Refusal("figure_unreadable", figure=name) from None


api.add_router("", looking.router)
api.add_router("", working.router)
