"""Costs of campaigns, typed into a table, added one by one or read from a list."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from leadflow.accounts.rules import Right
from leadflow.desk import refusal_words
from leadflow.desk.insight import costs_page
from leadflow.desk.insight.costs_page import NOTHING, Typed
from leadflow.desk.requests import DeskRequest, go, needs, show, tell
from leadflow.intake import costlists
from leadflow.kernel.export import csv_lines
from leadflow.kernel.home import home
from leadflow.kernel.refusals import Refusal
from leadflow.leads import campaigns
from leadflow.leads.campaigns import NamedCost
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook


@require_safe
@needs(Right.SEE_KPI)
def costs(request: DeskRequest) -> HttpResponse:
    return _page(request)


def _page(request: DeskRequest, typed: Typed = NOTHING) -> HttpResponse:
    now, asked = timezone.now(), request.GET
    before = asked.get("before", "")
    values = costs_page.page(
        costs_page.year_of(asked.get("year", ""), now),
        int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None,
        now,
        may=request.actor.may(Right.MANAGE_CONTENT),
        typed=typed,
    )
    status = HTTPStatus.OK if typed is NOTHING else HTTPStatus.UNPROCESSABLE_ENTITY
    return show(request, "insight/costs.html", {"costs": values}, status=status)


@require_POST
@needs(Right.MANAGE_CONTENT)
def keep(request: DeskRequest) -> HttpResponse:
    """The table as it was typed."""
    now = timezone.now()
    found, typed = costs_page.read(request.POST, costs_page.year_of(request.GET.get("year", ""), now))
    if typed.wrong:
        return _page(request, typed)
    return _noted(request, campaigns.note_costs(found, by=request.actor, now=now))


@require_POST
@needs(Right.MANAGE_CONTENT)
def add(request: DeskRequest) -> HttpResponse:
    """One cost by the campaign's name, which may be new."""
    posted = {name: request.POST.get(name, "").strip() for name in ("channel", "campaign", "month", "amount")}
    month, amount = costlists.month_of(posted["month"]), costs_page.minor(posted["amount"])
    try:
        if month is None:
            raise Refusal("month_out_of_range")
        if amount is None:
            raise Refusal("amount_unreadable")
        cost = NamedCost(posted["channel"], posted["campaign"], month, amount)
        return _noted(request, campaigns.note_named([cost], by=request.actor, now=timezone.now()))
    except Refusal as refusal:
        said = refusal_words.said(refusal)
        return _page(request, Typed(new=posted, mistake=f"{said.text} {said.todo}"))


@require_POST
@needs(Right.MANAGE_CONTENT)
def bring(request: DeskRequest) -> HttpResponse:
    """A list; nothing is noted while one of its lines has a fault."""
    file, now = request.FILES.get("file"), timezone.now()
    data = file.read(costlists.LARGEST_LIST + 1) if file else b""
    found = costlists.read(data, playbook.at(now).section(LeadsPolicy), home().currency)
    if found.faults:
        return _page(request, Typed(faults=found.faults))
    return _noted(request, campaigns.note_named(found.costs, by=request.actor, now=now))


def _noted(request: DeskRequest, news: int) -> HttpResponse:
    if news:
        said = ngettext("%(n)s cost is noted", "%(n)s costs are noted", news) % {"n": news}
    else:
        said = gettext("All of it stood there already")
    tell(request, said)
    return go(f"{reverse('desk:costs')}?{request.GET.urlencode()}")


@require_GET
@needs(Right.SEE_KPI)
def costs_csv(request: DeskRequest) -> HttpResponse:
    year = costs_page.year_of(request.GET.get("year", ""), timezone.now())
    answer = HttpResponse(
        "\ufeff" + "".join(csv_lines(costs_page.table(year))), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="leadflow-costs-{year}.csv"'
    return answer
