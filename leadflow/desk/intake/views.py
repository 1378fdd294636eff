"""The ledger, its receipts and the names of differences."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from leadflow.accounts.rules import Right
from leadflow.desk import differing
from leadflow.desk.intake import doors, ledger, told
from leadflow.desk.intake import receipt as receipt_page
from leadflow.desk.requests import DeskRequest, go, needs, part, show, tell
from leadflow.intake import importing, queries, services
from leadflow.leads import queries as leads

PER_PAGE = 30


@require_GET
@needs(Right.SEE_INTAKE)
def arrivals(request: DeskRequest) -> HttpResponse:
    asked = request.GET
    state = asked.get("state", "")
    receipt = _receipt(asked.get("receipt", ""))
    values = ledger.page(
        request.actor,
        timezone.now(),
        state=state if state in told.STATES else "",
        receipt=receipt,
        before=number(asked.get("before")),
    )
    if "empty" in values:
        values["doors"] = doors.door_rows(request.actor, timezone.now())
    return show(request, "intake/ledger.html", {"intake": values})


def _receipt(text: str) -> queries.ReceiptLine | None:
    try:
        return queries.receipt(UUID(text)) if text else None
    except ValueError:
        return None


def number(text: str | None) -> int | None:
    """An id from the address; anything else filters nothing."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


@require_GET
@needs(Right.SEE_INTAKE)
def receipts(request: DeskRequest) -> HttpResponse:
    before = number(request.GET.get("before"))
    found = queries.receipts(before=before, limit=PER_PAGE + 1)
    shown = found[:PER_PAGE]
    here = reverse("desk:receipts")
    values = {
        "tabs": ledger.tabs("receipts"),
        "mappings_url": reverse("desk:mappings"),
        "import_url": reverse("desk:import") if request.actor.may(Right.IMPORT) else "",
        "rows": ledger.receipt_rows(
            shown, leads.campaign_names(one.campaign for one in shown), timezone.now()
        ),
        "paging": {
            "shown": gettext("%(count)s shown, newest first") % {"count": len(shown)},
            "earlier_url": here if before else "",
            "later_url": f"{here}?before={shown[-1].id}" if len(found) > PER_PAGE else "",
        },
    }
    return show(request, "intake/receipts.html", {"intake": values})


@require_GET
@needs(Right.SEE_INTAKE)
def receipt(request: DeskRequest, receipt_id: UUID) -> HttpResponse:
    line = queries.receipt(receipt_id)
    if line.state == "draft":
        return go(reverse("desk:import_columns", args=[receipt_id]))
    return show(
        request, "intake/receipt.html", {"receipt": receipt_page.page(line, request.actor, timezone.now())}
    )


@require_GET
@needs(Right.SEE_INTAKE)
def progress(request: DeskRequest, receipt_id: UUID) -> HttpResponse:
    """Asked every second while a list runs; at its end the page comes anew with the report."""
    line = queries.receipt(receipt_id)
    if not request.htmx:
        return go(reverse("desk:receipt", args=[receipt_id]))
    if line.state != "running":
        return HttpResponse(headers={"HX-Refresh": "true"})
    return part(request, "components/progress.html", ledger.bar(line, stop=request.actor.may(Right.IMPORT)))


@require_POST
@needs(Right.IMPORT)
def stop(request: DeskRequest, receipt_id: UUID) -> HttpResponse:
    line = queries.receipt(receipt_id)
    importing.stop(line.id, by=request.actor, now=timezone.now())
    tell(request, gettext("%(file)s is stopped. What is imported stays.") % {"file": line.label})
    return go(reverse("desk:receipt", args=[receipt_id]))


@require_POST
@needs(Right.IMPORT)
def resume(request: DeskRequest, receipt_id: UUID) -> HttpResponse:
    line = queries.receipt(receipt_id)
    importing.resume(line.id, by=request.actor, now=timezone.now())
    return go(reverse("desk:receipt", args=[receipt_id]))


@require_POST
@needs(Right.MEND)
def retry(request: DeskRequest, receipt_id: UUID) -> HttpResponse:
    """What a crash or an older playbook left waiting is understood now."""
    line = queries.receipt(receipt_id)
    done = services.retry(line.id, now=timezone.now())
    facts = {"opened": done.opened, "joined": done.joined, "unclear": done.unclear}
    tell(request, gettext("%(opened)s new leads, %(joined)s joined, %(unclear)s unclear") % facts)
    return go(reverse("desk:receipt", args=[receipt_id]))


@require_GET
@needs(Right.SEE_INTAKE)
def differences(request: DeskRequest) -> HttpResponse:
    """Where door, ledger, journal and rows do not agree, by name."""
    values = {"differences": differing.named(), "back_url": reverse("desk:intake")}
    return show(request, "intake/differences.html", values)
