"""The ledger of arrivals: both balances, filters, one line per arrival, newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from leadflow.accounts.rules import Right
from leadflow.desk import words
from leadflow.desk.intake import told, typed
from leadflow.desk.requests import SEES_LEADS
from leadflow.intake import queries, raws
from leadflow.intake.queries import ArrivalLine, ReceiptLine
from leadflow.kernel.actor import Actor
from leadflow.leads import lists
from leadflow.leads import queries as leads
from leadflow.leads.lists import Line
from leadflow.queue import queries as queue

PER_PAGE: Final = 50
SETTLED: Final = frozenset({"opened", "joined"})
REACHES: Final = (_("Arrival"), _("Lead"), _("Ready"), _("Opportunity"), _("Won"))
Values = dict[str, Any]


def balances(actor: Actor) -> tuple[Values, Values]:
    """Two strips for `components/sum_strip.html`: each figure leads to what it counts."""
    arrived, opened = queries.balance(), leads.balance()
    listed = reverse("desk:leads") if any(actor.may(right) for right in SEES_LEADS) else ""
    names = reverse("desk:differences")
    arrivals = {
        "whole": arrived.received,
        "whole_word": gettext("received"),
        "parts": [
            _part(n, told.STATES[s], reverse("desk:intake"), state=s) for s, n in arrived.states.items()
        ],
        "difference": arrived.difference,
        "names_url": names,
    }
    stages = [
        _part(
            count, words.STAGES.get(stage, _gone(stage)), listed if stage in words.STAGES else "", stage=stage
        )
        for stage, count in opened.states.items()
        if count or stage in words.STAGES
    ]
    return arrivals, {
        "whole": opened.opened,
        "whole_word": gettext("leads opened"),
        "parts": stages,
        "difference": opened.difference,
        "names_url": names,
    }


GONE: Final = {"merged": _("merged"), "erased": _("erased"), "undone": _("taken back")}


def _gone(stage: str) -> str:
    return str(GONE.get(stage, stage))


def _part(figure: int, word: object, base: str, **query: str) -> Values:
    return {
        "figure": figure,
        "word": str(word),
        "url": f"{base}?{urlencode(query)}" if base and figure else "",
    }


def page(
    actor: Actor, now: datetime, *, state: str, receipt: ReceiptLine | None, before: int | None
) -> Values:
    arrivals, opened = balances(actor)
    if not arrivals["whole"] and not queries.receipts(limit=1):
        return {"title": gettext("Intake"), "empty": _empty(actor)}
    lines = queries.arrivals(
        state=state, receipt=receipt.id if receipt else None, before=before, limit=PER_PAGE + 1
    )
    here = {"state": state, "receipt": str(receipt.public_id) if receipt else ""}
    return {
        "title": _title(arrivals),
        "sub": told.whence([receipt], now)[receipt.id] if receipt else "",
        "import_url": reverse("desk:import") if actor.may(Right.IMPORT) else "",
        "hand": typed.begun(reverse("desk:intake")) if actor.may(Right.CAPTURE) else None,
        "fair_url": reverse("desk:fair") if actor.may(Right.CAPTURE) else "",
        "tabs": tabs("intake"),
        "arrivals": arrivals,
        "leads": opened,
        "running": running(),
        "filters": _filters(arrivals, state, here),
        "rows": rows(lines[:PER_PAGE], actor, now),
        "paging": paging(lines, here, before),
    }


def _title(arrivals: Values) -> str:
    """What somebody has to look at, else that nothing is lost."""
    if arrivals["difference"]:
        return gettext("The balance of arrivals does not close")
    counts = {part["word"]: part["figure"] for part in arrivals["parts"]}
    unclear = counts.get(str(told.STATES["unclear"]), 0)
    if unclear:
        said = ngettext(
            "%(count)s arrival is not understood", "%(count)s arrivals are not understood", unclear
        )
        return said % {"count": words.number(unclear)}
    return gettext("No arrival is lost")


def _empty(actor: Actor) -> Values:
    found: Values = {
        "title": gettext("Every lead arrives here"),
        "text": gettext(
            "Fair list, form, call or mail: everything is first kept as it came, and only then understood."
            " So nothing is lost, and every figure can be counted again."
        ),
        "reaches": [str(word) for word in REACHES],
    }
    if actor.may(Right.IMPORT):
        found |= {"action_label": gettext("Import the first list"), "action_url": reverse("desk:import")}
    return found


def tabs(present: str) -> list[Values]:
    named = (
        ("intake", gettext("Arrivals")),
        ("doors", gettext("Doors")),
        ("receipts", gettext("Lists and keys")),
    )
    return [{"label": label, "url": reverse(f"desk:{name}"), "on": name == present} for name, label in named]


def _filters(arrivals: Values, state: str, here: Mapping[str, str]) -> list[Values]:
    counts = {part["word"]: part["figure"] for part in arrivals["parts"]}
    whole = None if here["receipt"] else sum(counts.values())
    found = [{"label": gettext("All"), "url": _url(here, state=""), "on": not state, "count": whole}]
    for key, word in told.STATES.items():
        count = counts[str(word)]
        if count or key == state:
            shown = None if here["receipt"] else count
            found.append(
                {"label": str(word), "url": _url(here, state=key), "on": key == state, "count": shown}
            )
    return found


def _url(here: Mapping[str, str], **more: str) -> str:
    query = {key: value for key, value in {**here, **more}.items() if value}
    return f"{reverse('desk:intake')}?{urlencode(query)}" if query else reverse("desk:intake")


def paging(lines: Sequence[ArrivalLine], here: Mapping[str, str], before: int | None) -> Values:
    shown = min(len(lines), PER_PAGE)
    further = len(lines) > PER_PAGE
    return {
        "shown": gettext("%(count)s shown, newest first") % {"count": shown},
        "earlier_url": _url(here) if before else "",
        "later_url": _url(here, before=str(lines[PER_PAGE - 1].id)) if further else "",
    }


def rows(lines: Sequence[ArrivalLine], actor: Actor, now: datetime) -> list[Values]:
    """What came is told by the lead it belongs to; raw values only to those who mend them."""
    visible = lists.lines({line.lead for line in lines if line.lead is not None}, seen_by=actor)
    may_mend = actor.may(Right.MEND)
    unread = [
        line.id for line in lines if may_mend and line.lead not in visible and line.state not in SETTLED
    ]
    seen = raws.glimpses(unread)
    sources = _sources(lines, now)
    return [
        _row(line, visible.get(line.lead or 0), seen.get(line.id, ""), may_mend, now)
        | {"source": sources[line.id]}
        for line in lines
    ]


def _row(line: ArrivalLine, lead: Line | None, glimpse: str, may_mend: bool, now: datetime) -> Values:
    icon, became = told.BECAME[line.state]
    fault = told.fault(line.fault)
    url = reverse("desk:arrival", args=[line.public_id])
    mendable = may_mend and line.state == "unclear"
    return {
        "received": words.moment(line.received_at, now),
        "door": str(told.DOORS.get(line.door, line.door)),
        "what": lead.title if lead else glimpse or gettext("Arrival %(number)s") % {"number": line.number},
        "what_url": url,
        "state": told.LOOKS.get(line.state, line.state),
        "icon": icon,
        "state_words": fault.text if line.state == "unclear" and fault.text else str(became),
        "state_note": fault.place if line.state == "unclear" else "",
        "url": reverse("desk:lead", args=[lead.public_id]) if lead else "",
        "act_url": url if mendable else "",
        "act_label": gettext("Mend"),
    }


def source(line: ArrivalLine, now: datetime) -> str:
    return _sources([line], now)[line.id]


def _sources(lines: Sequence[ArrivalLine], now: datetime) -> dict[int, str]:
    """The row of the list; elsewhere what it counts for."""
    whence = told.whence(lines, now)
    row = gettext("%(file)s, row %(row)s")
    return {
        line.id: row % {"file": line.label, "row": line.number} if line.door == "csv" else whence[line.id]
        for line in lines
    }


def running() -> Values | None:
    """The list that is being worked off right now, if any."""
    found = next((one for one in queries.receipts(limit=5) if one.state == "running"), None)
    return bar(found) if found else None


def bar(receipt: ReceiptLine, *, stop: bool = True) -> Values:
    """For `components/progress.html`: asks again while it runs."""
    here = [receipt.public_id]
    job = queue.latest(f"import {receipt.id}")
    speed = job.per_second(timezone.now()) if job and job.state == "running" else 0.0
    seconds = (receipt.expected - receipt.seen) / speed if speed else 0.0
    return {
        "left": gettext("about %(span)s left") % {"span": words.span(timedelta(seconds=seconds))}
        if seconds >= 60
        else "",
        "done": receipt.seen,
        "total": receipt.expected,
        "words": gettext("%(file)s is being worked off") % {"file": receipt.label},
        "poll_url": reverse("desk:receipt_progress", args=here),
        "stop_url": reverse("desk:receipt_stop", args=here) if stop else "",
    }


def receipt_rows(found: Sequence[ReceiptLine], campaigns: Mapping[int, str], now: datetime) -> list[Values]:
    whence = told.whence(found, now)
    return [
        {
            "name": whence[one.id],
            "url": reverse("desk:receipt", args=[one.public_id]),
            "door": str(told.DOORS.get(one.door, one.door)),
            "campaign": campaigns.get(one.campaign or 0, "") if one.door == "csv" else "",
            "when": words.moment(one.created_at, now),
            "state": str(told.RECEIPT_STATES.get(one.state, one.state)),
            "seen": one.seen,
            "expected": one.expected,
            "opened": one.states.get("opened", 0),
            "joined": one.states.get("joined", 0),
            "unclear": one.states.get("unclear", 0),
            "repeated": one.repeated,
            "running": one.state == "running",
        }
        for one in found
    ]
