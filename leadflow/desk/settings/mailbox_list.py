"""The mailboxes at a glance: which are read, which have a fault since when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from leadflow.accounts.rules import Right
from leadflow.desk import letter_words, words
from leadflow.desk.requests import DeskRequest, needs
from leadflow.desk.settings import frame, leave_form
from leadflow.desk.settings.frame import Values
from leadflow.intake import mailboxes
from leadflow.intake.mailboxes import Box
from leadflow.kernel.refusals import Refusal
from leadflow.queue import queries as queue
from leadflow.queue.queries import JobView


@require_GET
@needs(Right.MANAGE_DOORS)
def listed(request: DeskRequest) -> HttpResponse:
    return page(request)


def page(request: DeskRequest, refusal: Refusal | None = None) -> HttpResponse:
    """The list, and beside it the leaves at providers; their form answers here too."""
    now, boxes = timezone.now(), mailboxes.all_boxes()
    values = {
        "rows": rows(boxes, now),
        "new_url": reverse("desk:mailbox_new"),
        "leave": leave_form.values(request, refusal),
    }
    return frame.page(request, "mailboxes", "settings/mailboxes.html", {"mailboxes": values}, refusal)


def rows(boxes: Sequence[Box], now: datetime) -> list[Values]:
    """One query for what the house last did, however many there are."""
    jobs = queue.latest_of(_key(box) for box in boxes)
    return [_row(box, jobs.get(_key(box)), now) for box in boxes]


def _key(box: Box) -> str:
    return f"{mailboxes.READ} {box.id}"


def _row(box: Box, job: JobView | None, now: datetime) -> Values:
    fault = letter_words.FAULTS.get(box.fault)
    return {
        "url": reverse("desk:mailbox", args=[box.public_id]),
        "address": box.address,
        "host": box.host,
        "folder": box.folder,
        "answers": box.takes_answers,
        "rests": not box.is_read,
        "fault": str(fault[0]) if fault else box.fault,
        "since": words.moment(box.fault_since, now) if box.fault_since else "",
        "looked": _looked(job, now),
    }


def _looked(job: JobView | None, now: datetime) -> str:
    at = (job.finished_at or job.started_at) if job is not None else None
    return words.moment(at, now) if at else gettext("not yet")
