"""The report of a list, row by row and as a file: what became of each, and why one stays after an undo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from leadflow.accounts.rules import Right
from leadflow.desk.intake import told, undoing_words
from leadflow.desk.requests import DeskRequest, needs, show
from leadflow.intake import queries, reporting, undoing
from leadflow.intake.keeping import Kept
from leadflow.intake.queries import ReceiptLine
from leadflow.intake.reporting import Row
from leadflow.kernel.actor import Actor
from leadflow.kernel.export import csv_lines
from leadflow.leads import lists
from leadflow.leads.lists import Line

PER_PAGE: Final = 50
AT_ONCE: Final = 500
Values = dict[str, Any]


@require_GET
@needs(Right.IMPORT)
def listed(request: DeskRequest, receipt_id: UUID) -> HttpResponse:
    line = queries.receipt(receipt_id)
    state = request.GET.get("state", "")
    state = state if state in reporting.KINDS else ""
    found = reporting.page(receipt_id, state=state, start=_place(request.GET.get("at", "")), limit=PER_PAGE)
    here = reverse("desk:receipt_rows", args=[receipt_id])
    values = {
        "label": line.label,
        "title": gettext("%(file)s, row by row") % {"file": line.label},
        "back_url": reverse("desk:receipt", args=[receipt_id]),
        "csv_url": reverse("desk:receipt_csv", args=[receipt_id]),
        "filters": _filters(line, state, here),
        "rows": _shown(line, found.rows, request.actor),
        "paging": {
            "shown": "",
            "earlier_url": _url(here, state=state) if request.GET.get("at") else "",
            "later_url": _url(here, state=state, at=f"{found.further[0]}-{found.further[1]}")
            if found.further
            else "",
        },
    }
    return show(request, "intake/rows.html", {"report": values})


def _place(text: str) -> reporting.Place | None:
    """Where a page begins; anything else begins at the top."""
    offset, _, number = text.partition("-")
    fits = all(part.isascii() and part.isdigit() and len(part) < 16 for part in (offset, number))
    return (int(offset), int(number)) if fits else None


def _url(here: str, **query: str) -> str:
    asked = {key: value for key, value in query.items() if value}
    return f"{here}?{urlencode(asked)}" if asked else here


def _filters(line: ReceiptLine, state: str, here: str) -> list[Values]:
    counts = {**line.states, reporting.REPEATED: line.repeated}
    shown = [key for key in reporting.KINDS if counts.get(key) or key == state]
    found = [{"label": gettext("All"), "url": here, "on": not state, "count": line.seen}]
    return found + [
        {
            "label": str(told.ROWS[key]),
            "url": _url(here, state=key),
            "on": key == state,
            "count": counts.get(key),
        }
        for key in shown
    ]


def _shown(line: ReceiptLine, rows: Sequence[Row], actor: Actor) -> list[Values]:
    leads, kept = _behind(line, rows, actor)
    return [_one(row, leads, kept) for row in rows]


def _behind(
    line: ReceiptLine, rows: Sequence[Row], actor: Actor
) -> tuple[Mapping[int, Line], Mapping[int, Kept]]:
    """The leads the actor may see, and why rows stay where the import was taken back."""
    arrivals = [row.arrival for row in rows if row.arrival is not None]
    leads = lists.lines({one.lead_id for one in arrivals if one.lead_id is not None}, seen_by=actor)
    asked = [one.id for one in arrivals if one.state in ("opened", "joined")]
    return leads, undoing.kept(line.id, asked) if line.state == "undone" and asked else {}


def _one(row: Row, leads: Mapping[int, Line], kept: Mapping[int, Kept]) -> Values:
    lead = leads.get(row.arrival.lead_id or 0) if row.arrival else None
    icon, _ = told.BECAME_ROW[row.state]
    return {
        "number": row.number,
        "what": row.named,
        "kind": told.LOOKS.get(row.state, row.state),
        "icon": icon,
        "words": _words(row, lead),
        "note": _note(row, kept),
        "url": reverse("desk:lead", args=[lead.public_id]) if lead else "",
        "act_url": reverse("desk:arrival", args=[row.arrival.public_id]) if row.arrival else "",
    }


def staying(line: ReceiptLine, actor: Actor) -> list[Values]:
    """The first rows that stayed when the import was taken back, with what was done with them."""
    found = [
        row for state in ("opened", "joined") for row in reporting.page(line.public_id, state=state).rows
    ]
    return _shown(line, found[:PER_PAGE], actor)


def _words(row: Row, lead: Line | None) -> str:
    fault = told.fault(row.arrival.fault if row.arrival else None)
    if row.state == "unclear" and fault.text:
        return fault.text
    became = str(told.BECAME_ROW[row.state][1])
    return f"{became}: {lead.title}" if lead and row.state in ("opened", "joined") else became


def _note(row: Row, kept: Mapping[int, Kept]) -> str:
    why = kept.get(row.arrival.id) if row.arrival else None
    if why is not None:
        return undoing_words.why(why)
    return told.fault(row.arrival.fault).place if row.arrival and row.state == "unclear" else ""


@require_GET
@needs(Right.IMPORT)
def as_file(request: DeskRequest, receipt_id: UUID) -> HttpResponseBase:
    """Each row with what became of it and all its values, safe for any spreadsheet."""
    line = queries.receipt(receipt_id)
    headings = reporting.headings(receipt_id)
    answer = StreamingHttpResponse(
        _lines(line, headings, request.actor), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="leadflow-import.csv"'
    return answer


def _lines(line: ReceiptLine, headings: Sequence[str], actor: Actor) -> Iterator[str]:
    yield "\ufeff"
    head = [gettext("Row"), gettext("What became of it"), gettext("Lead"), gettext("Why"), *headings]
    yield from csv_lines([head])
    rows = reporting.everything(line.public_id)
    while batch := list(islice(rows, AT_ONCE)):
        leads, kept = _behind(line, batch, actor)
        yield from csv_lines([_cells(row, leads, kept) for row in batch])


def _cells(row: Row, leads: Mapping[int, Line], kept: Mapping[int, Kept]) -> list[object]:
    lead = leads.get(row.arrival.lead_id or 0) if row.arrival else None
    fault = told.fault(row.arrival.fault if row.arrival else None)
    why = ", ".join(part for part in (fault.text, _note(row, kept)) if part)
    return [row.number, str(told.ROWS[row.state]), lead.title if lead else "", why, *row.values]
