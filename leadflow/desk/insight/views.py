"""The figures, the leads behind them, and the table for a spreadsheet."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from leadflow.accounts.rules import Right
from leadflow.desk.insight import page
from leadflow.desk.requests import DeskRequest, needs, show
from leadflow.insight import queries
from leadflow.kernel.export import csv_lines
from leadflow.kernel.refusals import NotFound


@require_GET
@needs(Right.SEE_KPI)
def kpi(request: DeskRequest) -> HttpResponse:
    """What is calculated stands in the address, so that it can be shared."""
    values = page.page(request.GET, request.actor, timezone.now())
    return show(request, "insight/kpi.html", {"kpi": values})


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
    """Formula-safe, with the mark by which every spreadsheet knows its letters."""
    answer = HttpResponse(
        "\ufeff" + "".join(csv_lines(page.table(timezone.now()))), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="leadflow-months.csv"'
    return answer
