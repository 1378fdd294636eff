"""The figures, the leads behind them, and the table for a spreadsheet."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from leadflow.accounts.rules import Right
from leadflow.desk.insight import channel_page, flow_page, frame, page
from leadflow.desk.requests import DeskRequest, go, needs, show, tell
from leadflow.insight import queries
from leadflow.kernel.export import csv_lines
from leadflow.kernel.home import home
from leadflow.kernel.money import read_money
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import campaigns


@require_GET
@needs(Right.SEE_KPI)
def kpi(request: DeskRequest) -> HttpResponse:
    """What is calculated stands in the address, so that it can be shared."""
    values = page.page(request.GET, request.actor, timezone.now())
    return show(request, "insight/kpi.html", {"kpi": values})


@require_GET
@needs(Right.SEE_KPI)
def flow(request: DeskRequest) -> HttpResponse:
    """The flow as one picture: channels, stages, outcomes."""
    now = timezone.now()
    period = frame.period(request.GET.get("period", "12"), now)
    return show(request, "insight/flow.html", {"flow": flow_page.page(request.actor, period, now)})


@require_GET
@needs(Right.SEE_KPI)
def channels(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    period = frame.period(request.GET.get("period", "12"), now)
    return show(request, "insight/channels.html", {"channels": channel_page.page(request.actor, period, now)})


@require_GET
@needs(Right.SEE_KPI)
def channels_csv(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    period = frame.period(request.GET.get("period", "12"), now)
    return _csv("leadflow-channels.csv", channel_page.table(period, now))


@require_POST
@needs(Right.MANAGE_CONTENT)
def cost(request: DeskRequest, campaign_id: int) -> HttpResponse:
    amount = read_money(request.POST.get("amount", ""), home().currency)
    if amount is None or amount.currency != home().currency:
        raise Refusal("amount_unreadable")
    campaigns.note_cost(campaign_id, amount.minor, by=request.actor, now=timezone.now())
    tell(request, gettext("The cost is noted"))
    return go(reverse("desk:channels"))


def _csv(name: str, rows: list[list[object]]) -> HttpResponse:
    """Formula-safe, with the mark by which every spreadsheet knows its letters."""
    answer = HttpResponse("\ufeff" + "".join(csv_lines(rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_GET
@needs(Right.SEE_KPI)
def leads(request: DeskRequest) -> HttpResponse:
    figure, now = request.GET.get("figure", ""), timezone.now()
    if figure not in queries.FIGURES:
        raise NotFound
    span = page.span_of(request.GET.get("month", ""), now)
    return show(request, "insight/leads.html", {"behind": page.behind(figure, span, request.actor, now)})


@require_GET
@needs(Right.SEE_KPI)
def csv(request: DeskRequest) -> HttpResponse:
    return _csv("leadflow-months.csv", page.table(timezone.now()))
