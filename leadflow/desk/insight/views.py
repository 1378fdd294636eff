"""The figures, the leads behind them, and the table for a spreadsheet."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from leadflow.accounts.rules import Right
from leadflow.desk.insight import (
    channel_page,
    flow_page,
    frame,
    page,
    savings_page,
    score_page,
    speed_page,
    winners_page,
)
from leadflow.desk.insight.frame import Period
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
def flow(request: DeskRequest) -> HttpResponse:
    """The flow as one picture: channels, stages, outcomes."""
    now = timezone.now()
    period = _period(request, now)
    return show(request, "insight/flow.html", {"flow": flow_page.page(request.actor, period, now)})


@require_GET
@needs(Right.SEE_KPI)
def channels(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    period, touch = _period(request, now), frame.touch(request.GET.get("touch", ""))
    values = channel_page.page(request.actor, period, touch, now)
    return show(request, "insight/channels.html", {"channels": values})


@require_GET
@needs(Right.SEE_KPI)
def channels_csv(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    period, touch = _period(request, now), frame.touch(request.GET.get("touch", ""))
    return _csv("leadflow-channels.csv", channel_page.table(period, touch))


@require_GET
@needs(Right.SEE_KPI)
def winners(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    return show(request, "insight/winners.html", {"winners": winners_page.page(_period(request, now), now)})


@require_GET
@needs(Right.SEE_KPI)
def winners_csv(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    return _csv("leadflow-won-and-lost.csv", winners_page.table(_period(request, now), now))


@require_GET
@needs(Right.SEE_KPI)
def winners_leads(request: DeskRequest) -> HttpResponse:
    """The leads behind one value."""
    now = timezone.now()
    asked = request.GET.get("attribute", ""), request.GET.get("value", "")
    values = winners_page.behind(_period(request, now), asked, request.actor, now)
    return show(request, "insight/leads.html", {"behind": values})


@require_GET
@needs(Right.SEE_KPI)
def speed(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    values = speed_page.page(request.actor, _period(request, now), request.GET, now)
    return show(request, "insight/speed.html", {"speed": values})


@require_GET
@needs(Right.SEE_KPI)
def speed_csv(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    return _csv("leadflow-speed.csv", speed_page.table(_period(request, now), now))


@require_GET
@needs(Right.SEE_KPI)
def score(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    return show(request, "insight/score.html", {"score": score_page.page(_period(request, now), now)})


@require_GET
@needs(Right.SEE_KPI)
def score_csv(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    return _csv("leadflow-points.csv", score_page.table(_period(request, now), now))


@require_GET
@needs(Right.SEE_KPI)
def savings(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    return show(request, "insight/savings.html", {"savings": savings_page.page(_period(request, now), now)})


def _period(request: DeskRequest, now: datetime) -> Period:
    return frame.period(request.GET.get("period", "12"), now)


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
