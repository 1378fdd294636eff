"""One receipt: how far it is, what its rows became, which columns were kept apart, which rows need somebody."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext

from leadflow.accounts.rules import Right
from leadflow.desk import words
from leadflow.desk.intake import ledger, told
from leadflow.intake import drafts, queries
from leadflow.intake.doors.csv.mapping import IMPORT, NEVER_SCORE
from leadflow.intake.queries import ReceiptLine
from leadflow.kernel.actor import Actor
from leadflow.leads import queries as leads
from leadflow.playbook import queries as playbook

SHOWN: Final = 50
Values = dict[str, Any]


def page(line: ReceiptLine, actor: Actor, now: datetime) -> Values:
    may_import = actor.may(Right.IMPORT)
    unclear = queries.arrivals(state="unclear", receipt=line.id, limit=SHOWN)
    here = [line.public_id]
    return {
        "title": title(line),
        "sub": _sub(line, now),
        "label": line.label,
        "counts": counts(line),
        "closing": closing(line),
        "running": ledger.bar(line, stop=may_import) if line.state == "running" else None,
        "resume_url": reverse("desk:receipt_resume", args=here)
        if may_import and line.state in ("stopped", "failed")
        else "",
        "retry_url": reverse("desk:receipt_retry", args=here)
        if actor.may(Right.MEND) and line.states.get("waiting") and line.state != "running"
        else "",
        "all_url": f"{reverse('desk:intake')}?receipt={line.public_id}",
        "rows": ledger.rows(unclear, actor, now),
        "unclear": line.states.get("unclear", 0),
        "set_apart": _set_apart(line, now),
    }


def title(line: ReceiptLine) -> str:
    """The finding."""
    opened, joined = line.states.get("opened", 0), line.states.get("joined", 0)
    if line.state == "running":
        return gettext("%(file)s is being worked off") % {"file": line.label}
    if line.state == "done" and not line.received:
        return gettext("Nothing new: all %(rows)s rows were here before") % {"rows": words.number(line.seen)}
    told_facts = {
        "rows": words.number(line.seen),
        "opened": words.number(opened),
        "joined": words.number(joined),
    }
    return gettext("%(rows)s rows: %(opened)s new leads, %(joined)s belong to known ones") % told_facts


def _sub(line: ReceiptLine, now: datetime) -> str:
    book = playbook.at(now)
    campaign = leads.campaign_names([line.campaign]).get(line.campaign or 0, "")
    where = (
        f"{told.channel(line.channel, book)} / {campaign}" if campaign else told.channel(line.channel, book)
    )
    parts = [line.label, told.offer(line.offer, book), where, words.moment(line.created_at, now)]
    return " · ".join([*parts, str(told.RECEIPT_STATES.get(line.state, line.state))])


def counts(line: ReceiptLine) -> list[Values]:
    figures = (
        (line.states.get("opened", 0), gettext("new leads")),
        (line.states.get("joined", 0), gettext("to known leads")),
        (line.repeated, gettext("were here before")),
        (line.states.get("unclear", 0), gettext("unclear")),
        (line.states.get("noise", 0), gettext("set aside")),
        (line.states.get("waiting", 0), gettext("waiting")),
        (line.states.get("erased", 0), gettext("erased")),
    )
    return [{"figure": figure, "word": word} for at, (figure, word) in enumerate(figures) if figure or at < 4]


def closing(line: ReceiptLine) -> str:
    """Seen at the door = what became of it + what was here before."""
    difference = line.seen - line.repeated - sum(line.states.values())
    facts = {"seen": words.number(line.seen), "difference": words.number(difference)}
    return gettext("= %(seen)s rows at the door, difference %(difference)s") % facts


def _set_apart(line: ReceiptLine, now: datetime) -> list[Values]:
    """Columns of which rules must not know: named, so that nobody wonders."""
    columns = drafts.columns_of(line.id)
    if columns is None:
        return []
    kept = [c.heading or c.slug for c in columns.columns if c.target.startswith(IMPORT)]
    groups = (
        (gettext("Outcomes, never scored"), drafts.headings(columns, ["outcome"])),
        (gettext("Set after contact, never scored"), drafts.headings(columns, [NEVER_SCORE])),
        (gettext("Only kept and shown"), kept),
    )
    return [{"word": word, "names": ", ".join(names)} for word, names in groups if names]
