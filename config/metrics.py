"""What a monitoring system asks of the running house: counts, and nobody's name. Closed until a token is agreed."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from leadflow import __version__
from leadflow.agenda import risk
from leadflow.delivery import queries as delivery
from leadflow.intake import queries as intake
from leadflow.leads import queries as leads
from leadflow.queue import queries as queue

TOKEN: Final = "LEADFLOW_METRICS_TOKEN"  # noqa: S105 - the name of the variable, not its value


def page(request: HttpRequest) -> HttpResponse:
    """`Authorization: Bearer TOKEN`. Where none is agreed, and for whoever does not know it, there is nothing."""
    token = os.environ.get(TOKEN, "")
    told = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(told.encode(), token.encode()):
        return HttpResponseNotFound()
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures(timezone.now()))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class Figures:
    """Read anew from the tables at each question, so that any of several processes gives the same answer."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        arrivals, opened, board = intake.balance(), leads.balance(), queue.board(now=self._now, limit=0)
        yield _family("arrivals_received", "Messages kept at the doors.", arrivals.received)
        yield _by("arrivals", "Arrivals by what became of them.", "state", arrivals.states)
        yield _family("leads_opened", "Leads ever opened.", opened.opened)
        yield _by("leads", "Leads by where they stand.", "stage", opened.states)
        differences = {"arrivals": arrivals.difference, "leads": opened.difference}
        yield _by(
            "balance_difference", "What a balance lacks; anything but 0 is a loss.", "balance", differences
        )
        yield _by("jobs", "Work in the background.", "state", board.counts)
        waits = (self._now - board.oldest_wait).total_seconds() if board.oldest_wait else 0.0
        yield _family("oldest_due_job_seconds", "How long the oldest job has been due.", waits)
        yield _by("mails", "Mails by how far they came.", "state", delivery.counts())
        yield _at_risk(self._now)
        yield _by(
            "build", "The version that answers.", "version", {__version__: 1}, database=connection.vendor
        )


def _at_risk(now: datetime) -> GaugeMetricFamily:
    counted = risk.counted(now)
    why = {"unplanned": counted.unplanned, "overdue": counted.overdue}
    return _by("leads_at_risk", "Leads that may be forgotten, counted up to a bound.", "why", why)


def _family(name: str, told: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"leadflow_{name}", told, value=value)


def _by(name: str, told: str, label: str, values: Mapping[str, float], **fixed: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"leadflow_{name}", told, labels=[label, *fixed])
    for key, value in _in_order(values):
        family.add_metric([key, *fixed.values()], value)
    return family


def _in_order(values: Mapping[str, float]) -> Iterable[tuple[str, float]]:
    return sorted(values.items())
