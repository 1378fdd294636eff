"""One receipt: how far it is, what its rows became, which columns were kept apart, which rows need somebody."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext

from leadflow.accounts.rules import Right
from leadflow.desk import words
from leadflow.desk.intake import ledger, rows, taking_back, told
from leadflow.intake import drafts, queries, undoing
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
        "running": _running(line, may_import),
        **_undo(line, may_import, actor),
        "rows_url": reverse("desk:receipt_rows", args=here) if may_import and line.door == "csv" else "",
        "resume_url": reverse("desk:receipt_resume", args=here)
        if may_import and line.state in ("stopped", "failed")
        else "",
        "retry_url": reverse("desk:receipt_retry", args=here)
        if actor.may(Right.MEND) and line.states.get("waiting") and line.state != "running"
        else "",
        **_onward(line, actor),
        "all_url": f"{reverse('desk:intake')}?receipt={line.public_id}",
        "rows": ledger.rows(unclear, actor, now),
        "unclear": line.states.get("unclear", 0),
        "set_apart": _set_apart(line, now),
    }


def _onward(line: ReceiptLine, actor: Actor) -> Values:
    """What one does next with leads that came in."""
    if line.state != "done" or not line.states.get("opened"):
        return {}
    if actor.may(Right.QUALIFY):
        return {"onward_url": reverse("desk:today"), "onward_label": gettext("To Today")}
    return {"onward_url": reverse("desk:leads"), "onward_label": gettext("To the leads")}


def _running(line: ReceiptLine, may_import: bool) -> Values | None:
    if line.state == "undoing":
        return taking_back.bar(line)
    return ledger.bar(line, stop=may_import) if line.state == "running" else None


def _undo(line: ReceiptLine, may_import: bool, actor: Actor) -> Values:
    """What can be taken back, what was, and what stays with the reason."""
    if line.door != "csv" or line.state not in undoing.ENDED or not may_import:
        return {}
    left = sum(line.states.get(state, 0) for state in undoing.LEFT)
    here = [line.public_id]
    return {
        "undo_url": reverse("desk:receipt_undo", args=here) if left else "",
        "again_url": reverse("desk:receipt_again", args=here) if line.state == "undone" else "",
        "undone": line.state == "undone",
        "kept": rows.staying(line, actor) if line.state == "undone" and left else [],
        "kept_count": left if line.state == "undone" else 0,
    }


def title(line: ReceiptLine) -> str:
    """The finding."""
    if line.state in ("undoing", "undone"):
        return _undone_title(line)
    opened, joined = line.states.get("opened", 0), line.states.get("joined", 0)
    if line.state == "running":
        return gettext("%(file)s is being worked off") % {"file": line.label}
    if line.state == "done" and not line.received:
        return gettext("Nothing new: all %(rows)s rows were here before") % {"rows": words.number(line.seen)}
    if line.seen == 1:
        return _single(line)
    told_facts = {
        "rows": words.number(line.seen),
        "opened": words.number(opened),
        "joined": words.number(joined),
    }
    return gettext("%(rows)s rows: %(opened)s new leads, %(joined)s belong to known ones") % told_facts


def _single(line: ReceiptLine) -> str:
    if line.states.get("opened"):
        return gettext("One row: a new lead")
    if line.states.get("joined"):
        return gettext("One row: it belongs to a known lead")
    return gettext("One row: no lead so far")


def _undone_title(line: ReceiptLine) -> str:
    facts = {"file": line.label, "undone": words.number(line.states.get("undone", 0))}
    if line.state == "undoing":
        return gettext("%(file)s is being taken back") % facts
    left = sum(line.states.get(state, 0) for state in undoing.LEFT)
    if not left:
        return gettext("Taken back: all %(undone)s rows, as if they had never come") % facts
    return gettext("%(undone)s rows taken back, %(left)s stay") % (facts | {"left": words.number(left)})


def _sub(line: ReceiptLine, now: datetime) -> str:
    book = playbook.at(now)
    campaign = leads.campaign_names([line.campaign]).get(line.campaign or 0, "")
    where = (
        f"{told.channel(line.channel, book)} / {campaign}" if campaign else told.channel(line.channel, book)
    )
    parts = [line.label] if line.door == "csv" else []
    parts += [told.offer(line.offer, book), where, words.moment(line.created_at, now)]
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
        (line.states.get("undone", 0), gettext("taken back")),
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
