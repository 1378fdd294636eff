"""A list comes in by steps, each an address: the file, its columns, a preview; then it runs in the background."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final, cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from leadflow.accounts.rules import Right
from leadflow.desk import refusal_words, words
from leadflow.desk.intake import proposal
from leadflow.desk.intake.proposal import Values
from leadflow.desk.requests import DeskRequest, go, needs, show, tell
from leadflow.intake import beginning, drafts, importing, remembering
from leadflow.intake.doors.csv.refusals import Unreadable
from leadflow.intake.importing import Choices
from leadflow.kernel.refusals import Refusal
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook

STEPS: Final = (_("File"), _("Columns"), _("Preview"), _("Import"))
ACCEPTED: Final = ".csv,.txt,.tsv,.gz,.xlsx,text/csv"


def steps() -> list[str]:
    return [str(step) for step in STEPS]


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.IMPORT)
def upload(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    if request.method != "POST":
        return _upload_page(request, now)
    file = request.FILES.get("file")
    if file is None:
        return _upload_page(request, now, gettext("No file came along. Choose one and send it again."))
    try:
        draft = _taken(request, file, now)
    except Refusal as refusal:
        said = refusal_words.said(refusal)
        return _upload_page(request, now, f"{file.name}: {said.title}. {said.text} {said.todo}")
    return go(reverse("desk:import_columns", args=[draft]))


def _taken(request: DeskRequest, file: UploadedFile[Any], now: datetime) -> UUID:
    """Kept, looked at, and what was chosen beside it remembered."""
    name = file.name or "list.csv"
    sent = request.POST
    try:
        packed = name.lower().endswith(".gz")
        stream: Any = gzip.GzipFile(fileobj=file.file) if packed else file
        draft = beginning.begin(stream, name.removesuffix(".gz"), by=request.actor, now=now)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise Unreadable("csv_binary", kind="gz") from None
    chosen = Choices({}, sent.get("offer", ""), sent.get("channel", ""), sent.get("campaign", ""))
    drafts.choose(draft.receipt, chosen, by=request.actor, now=now)
    return cast("UUID", draft.public_id)


def _upload_page(request: DeskRequest, now: datetime, error: str = "") -> HttpResponse:
    policy, language = playbook.at(now).section(LeadsPolicy), words.language()
    sent: Mapping[str, Any] = request.POST
    values = {
        "steps": steps(),
        "present": 1,
        "post_url": reverse("desk:import"),
        "accept": ACCEPTED,
        "hint": gettext(
            "Excel (.xlsx) or CSV, also with semicolon or tab, plain or packed as .gz, up to 200 MB"
        ),
        "offers": [{"value": o.key, "label": proposal.offer_words(o)} for o in policy.offers],
        "offer": sent.get("offer", policy.first_offer.key),
        "channels": [{"value": c.key, "label": c.label.in_(language)} for c in policy.channels],
        "channel": sent.get("channel", beginning.default_channel(now)),
        "campaign": sent.get("campaign", ""),
        "errors": [error] if error else [],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return show(request, "intake/upload.html", {"upload": values}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.IMPORT)
def columns(request: DeskRequest, receipt_id: UUID) -> HttpResponse:
    kept, now = drafts.kept(receipt_id), timezone.now()
    if request.method != "POST":
        return _columns_page(request, kept, now)
    targets = {
        column.index: target
        for column in kept.columns.columns
        if (target := request.POST.get(f"column_{column.index}"))
    }
    wrong = proposal.unknown(targets, kept, playbook.at(now))
    if wrong:
        return _columns_page(
            request, kept, now, gettext("“%(target)s” is not among the choices.") % {"target": wrong}
        )
    chosen = Choices(targets, kept.offer, kept.channel, kept.campaign)
    drafts.choose(kept.receipt, chosen, by=request.actor, now=now)
    try:
        _remember(request, kept, now)
    except Refusal as refusal:
        said = refusal_words.said(refusal)
        return _columns_page(request, drafts.kept(receipt_id), now, f"{said.title}. {said.text} {said.todo}")
    return go(reverse("desk:import_preview", args=[receipt_id]))


def _remember(request: DeskRequest, kept: drafts.Kept, now: datetime) -> None:
    """Under the name that was typed, if one was."""
    name = request.POST.get("save_as", "").strip()
    if name:
        remembering.remember(kept.receipt, name, by=request.actor, now=now)
        tell(
            request,
            gettext("Lists of this shape are read like this from now on: “%(name)s”") % {"name": name},
        )


@require_POST
@needs(Right.IMPORT)
def look_again(request: DeskRequest, receipt_id: UUID) -> HttpResponse:
    """Another sheet, or another row of headings."""
    kept, now, sent = drafts.kept(receipt_id), timezone.now(), request.POST
    row = sent.get("headings_row", "").strip()
    number = int(row) if row.isascii() and row.isdigit() and len(row) < 8 else None
    try:
        beginning.look_again(
            kept.receipt, sheet=sent.get("sheet", ""), headings_row=number, by=request.actor, now=now
        )
    except Refusal as refusal:
        said = refusal_words.said(refusal)
        return _columns_page(request, kept, now, f"{said.title}. {said.text} {said.todo}")
    return go(reverse("desk:import_columns", args=[receipt_id]))


@require_POST
@needs(Right.IMPORT)
def read_as(request: DeskRequest, receipt_id: UUID) -> HttpResponse:
    """By a saved mapping, or guessed anew."""
    kept, now = drafts.kept(receipt_id), timezone.now()
    saved = {str(one.public_id): one for one in remembering.of_shape(kept.columns)}
    known = saved.get(request.POST.get("known", "")) if request.POST.get("use") else None
    if known is None:
        beginning.guess_anew(kept.receipt, by=request.actor, now=now)
    else:
        remembering.take(kept.receipt, known.public_id, by=request.actor, now=now)
    return go(reverse("desk:import_columns", args=[receipt_id]))


def _columns_page(request: DeskRequest, kept: drafts.Kept, now: datetime, error: str = "") -> HttpResponse:
    values: Values = {
        **proposal.columns(kept, playbook.at(now)),
        "steps": steps(),
        "present": 2,
        "post_url": reverse("desk:import_columns", args=[kept.public_id]),
        "look_url": reverse("desk:import_look", args=[kept.public_id]),
        "read_url": reverse("desk:import_read_as", args=[kept.public_id]),
        "save_as": request.POST.get("save_as", ""),
        "drop_url": reverse("desk:import_drop", args=[kept.public_id]),
        "error": error,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return show(request, "intake/columns.html", {"mapping": values}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.IMPORT)
def preview(request: DeskRequest, receipt_id: UUID) -> HttpResponse:
    kept, now = drafts.kept(receipt_id), timezone.now()
    if request.method == "POST":
        importing.start(kept.receipt, kept.choices, by=request.actor, now=now)
        return go(reverse("desk:receipt", args=[receipt_id]))
    values = {
        **proposal.preview(kept, request.actor, request.GET.get("only", ""), now),
        "steps": steps(),
        "present": 3,
        "post_url": reverse("desk:import_preview", args=[receipt_id]),
        "back_url": reverse("desk:import_columns", args=[receipt_id]),
        "drop_url": reverse("desk:import_drop", args=[receipt_id]),
    }
    return show(request, "intake/preview.html", {"preview": values})


@require_POST
@needs(Right.IMPORT)
def drop(request: DeskRequest, receipt_id: UUID) -> HttpResponse:
    kept = drafts.kept(receipt_id)
    drafts.drop(kept.receipt, by=request.actor, now=timezone.now())
    tell(request, gettext("%(file)s is not imported, and its file is gone") % {"file": kept.label})
    return go(reverse("desk:intake"))
