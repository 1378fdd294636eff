"""An import is taken back, followed, and can be begun again: each a button on the page of its receipt."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from leadflow.accounts.rules import Right
from leadflow.desk.requests import DeskRequest, go, needs, part, tell
from leadflow.intake import beginning, queries, undoing
from leadflow.intake.queries import ReceiptLine
from leadflow.queue import queries as queue


@require_POST
@needs(Right.IMPORT)
def undo(request: DeskRequest, receipt_id: UUID) -> HttpResponse:
    line = queries.receipt(receipt_id)
    undoing.undo(line.id, by=request.actor, now=timezone.now())
    return go(reverse("desk:receipt", args=[receipt_id]))


@require_GET
@needs(Right.SEE_INTAKE)
def progress(request: DeskRequest, receipt_id: UUID) -> HttpResponse:
    """Asked every second while an import is taken back; at the end the page comes anew."""
    line = queries.receipt(receipt_id)
    if not request.htmx:
        return go(reverse("desk:receipt", args=[receipt_id]))
    if line.state != "undoing":
        return HttpResponse(headers={"HX-Refresh": "true"})
    return part(request, "components/progress.html", bar(line))


def bar(line: ReceiptLine) -> dict[str, Any]:
    job = queue.latest(f"undo {line.id}")
    return {
        "left": "",
        "done": job.done if job else 0,
        "total": sum(line.states.values()),
        "words": gettext("%(file)s is being taken back") % {"file": line.label},
        "poll_url": reverse("desk:receipt_undo_progress", args=[line.public_id]),
        "stop_url": "",
    }


@require_POST
@needs(Right.IMPORT)
def again(request: DeskRequest, receipt_id: UUID) -> HttpResponse:
    """The same file from the columns on, as after a wrong choice that was taken back."""
    line = queries.receipt(receipt_id)
    draft = beginning.again(line.id, by=request.actor, now=timezone.now())
    tell(request, gettext("%(file)s is open again. Nothing of it is a lead yet.") % {"file": line.label})
    return go(reverse("desk:import_columns", args=[draft]))
